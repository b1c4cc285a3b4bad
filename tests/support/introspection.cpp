// SPDX-License-Identifier: MIT
#include "support/introspection.hpp"

#include <algorithm>
#include <vector>

namespace transferd::test {

namespace {

struct Tag {
    std::string name;
    std::map<std::string, std::string> attributes;
};

/// What is before `end`, which goes too; all of it where there is none.
std::string_view cut(std::string_view& rest, std::string_view end) {
    const auto front = rest.substr(0, rest.find(end));
    rest.remove_prefix(std::min(front.size() + end.size(), rest.size()));
    return front;
}

Tag parse_tag(std::string_view text) {
    Tag tag;
    tag.name = text.substr(0, text.find_first_of(" /\n"));
    text.remove_prefix(tag.name.size());
    while (text.find('"') != std::string_view::npos) {
        auto name = cut(text, "=\"");
        name.remove_prefix(std::min(name.find_first_not_of(" \n"), name.size()));
        tag.attributes[std::string(name)] = cut(text, "\"");
    }
    return tag;
}

/// Those that open, in their order.
std::vector<Tag> tags_of(std::string_view xml) {
    std::vector<Tag> tags;
    while (!xml.empty()) {
        cut(xml, "<");
        if (xml.starts_with("!--")) {
            cut(xml, "-->");
            continue;
        }
        const auto text = cut(xml, ">");
        if (!text.empty() && text.front() != '/' && text.front() != '!' && text.front() != '?')
            tags.push_back(parse_tag(text));
    }
    return tags;
}

}  // namespace

Interfaces interfaces_of(std::string_view xml) {
    Interfaces interfaces;
    std::string interface;
    std::string member;
    const auto keep = [&] {
        if (!member.empty()) interfaces[interface].insert(member);
        member.clear();
    };
    for (auto& [name, attributes] : tags_of(xml)) {
        if (name == "interface") {
            keep();
            interface = attributes["name"];
        } else if (name == "method" || name == "signal") {
            keep();
            member = name + " " + attributes["name"];
        } else if (name == "property") {
            keep();
            member = "property " + attributes["name"] + " " + attributes["type"] + " " +
                     attributes["access"];
        } else if (name == "arg") {
            const bool of_method = member.starts_with("method");
            member += " " + (of_method ? attributes["direction"] + ":" : "") + attributes["type"];
        }
    }
    keep();
    return interfaces;
}

std::set<std::string> methods_of(const Interfaces& interfaces, const std::string& interface) {
    constexpr std::string_view method = "method ";
    std::set<std::string> names;
    for (const auto& member : interfaces.at(interface))
        if (member.starts_with(method))
            names.insert(
                member.substr(method.size(), member.find(' ', method.size()) - method.size()));
    return names;
}

}  // namespace transferd::test
