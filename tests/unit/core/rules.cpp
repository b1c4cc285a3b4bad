// SPDX-License-Identifier: MIT
#include "unit/core/rules.hpp"

namespace transferd::test {

core::JobId Rules::submit(const core::Caller& caller, int files, const core::Dictionary& settings) {
    std::vector<core::NewFile> list;
    for (int i = 0; i < files; ++i)
        list.push_back({"http://server/file", "/tmp/file" + std::to_string(++paths_), {}});
    std::optional<core::JobId> made;
    jobs.submit(caller, {"download", "A job", settings}, list,
                [&made](const core::Outcome<core::JobId>& outcome) {
                    if (outcome.ok())
                        made = outcome.value();
                    else
                        ADD_FAILURE() << outcome.error().what();
                });
    settle();
    return made.value();
}

core::JobId Rules::transferred(const core::Caller& caller, int files,
                               const core::Dictionary& settings) {
    const auto id = submit(caller, files, settings);
    for (std::uint32_t i = 0; i < static_cast<std::uint32_t>(files); ++i)
        transfers.finish({id, {i}}, 10);
    settle();
    return id;
}

std::optional<core::ErrorCode> add(Rules& rules, core::JobId id, const std::string& path,
                                   core::Caller caller) {
    return rules.error_of([&](auto reply) {
        rules.jobs.add_files(caller, id, {{"http://server/x", path, {}}},
                             core::Reply<core::FileIndex>(reply));
    });
}

core::JobId create(Rules& rules, core::Caller caller) {
    core::JobId made;
    rules.jobs.create(caller, {"download", "Empty", {}},
                      [&](const core::Outcome<core::JobId>& outcome) { made = outcome.value(); });
    rules.settle();
    return made;
}

core::Started started(const core::FileRef& file, std::uint64_t size) {
    return {.file = file,
            .part = {1, 9},
            .offset = 0,
            .size = size,
            .validator = {.entity_tag = "\"a\"", .last_modified = {}, .date = {}},
            .effective_url = "http://server/elsewhere"};
}

core::Reply<core::Completed> into(Answer& answer) {
    return [&answer](const core::Outcome<core::Completed>& outcome) {
        if (outcome.ok()) {
            answer.completed = outcome.value();
        } else {
            answer.error = outcome.error().code();
            answer.message = outcome.error().what();
        }
    };
}

Answer complete(Rules& rules, core::JobId id) {
    Answer answer;
    rules.jobs.complete(Rules::alice, id, into(answer));
    rules.settle();
    return answer;
}

core::Reply<core::Cancelled> into(CancelAnswer& answer) {
    return [&answer](const core::Outcome<core::Cancelled>& outcome) {
        if (outcome.ok())
            answer.leftovers = outcome.value().leftovers;
        else
            answer.error = outcome.error().code();
    };
}

CancelAnswer cancel(Rules& rules, core::JobId id) {
    CancelAnswer answer;
    rules.jobs.cancel(Rules::alice, id, into(answer));
    rules.settle();
    return answer;
}

core::Failure exists(core::FileRef file) {
    return {.code = core::FailureCode::validation_failed,
            .context = core::FailureContext::local_file,
            .message = "The file is there already",
            .file = file.index};
}

}  // namespace transferd::test
