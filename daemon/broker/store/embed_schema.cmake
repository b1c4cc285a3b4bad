# SPDX-License-Identifier: MIT
# Writes OUTPUT: the scripts of FOLDER, in the order of their numbers, as C++ string literals.
file(GLOB scripts ${FOLDER}/*.sql)
list(SORT scripts)
set(texts "")
set(next 1)
foreach(script ${scripts})
  cmake_path(GET script FILENAME name)
  string(REGEX MATCH "^[0-9][0-9][0-9]_" number ${name})
  string(REGEX REPLACE "^0*([0-9]+)_" "\\1" number "${number}")
  if(NOT number EQUAL next)
    message(FATAL_ERROR "${name}: migrations are numbered without gaps, ${next} is the next one")
  endif()
  math(EXPR next "${next} + 1")
  file(READ ${script} text)
  string(APPEND texts "    R\"sql(${text})sql\",\n")
endforeach()
file(WRITE ${OUTPUT} "// SPDX-License-Identifier: MIT
#include \"broker/store/migrations.hpp\"

#include <array>

namespace transferd::broker {

std::span<const std::string_view> schema_scripts() {
    static constexpr auto scripts = std::to_array<std::string_view>({
${texts}    });
    return scripts;
}

}  // namespace transferd::broker
")
