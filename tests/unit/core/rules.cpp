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

}  // namespace transferd::test
