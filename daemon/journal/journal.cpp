// SPDX-License-Identifier: MIT
#include "journal/journal.hpp"

#include "journal/shown.hpp"

namespace transferd::journal {

void Journal::write(Line line) const {
    if (!wants(line.level)) return;
    line.text = shown_text(line.text);
    for (auto& field : line.fields) field.value = shown_text(field.value);
    sink_.write(line);
}

}  // namespace transferd::journal
