# SPDX-License-Identifier: MIT
# What nearly every file includes is compiled once a kind and serves all targets of that kind: it
# halves the time of a build with tests. The preset `release` builds without, and clang-tidy reads
# without, so that an include that a file forgot is found.
function(transferd_precompiled kind)
  set(source ${PROJECT_BINARY_DIR}/generated/precompiled_${kind}.cpp)
  file(CONFIGURE OUTPUT ${source} CONTENT "// Carries precompiled headers.\n")
  add_library(precompiled_${kind} OBJECT ${source})
  target_link_libraries(precompiled_${kind} PRIVATE ${ARGN})
  target_precompile_headers(precompiled_${kind}
                            PRIVATE ${PROJECT_SOURCE_DIR}/cmake/precompiled/${kind}.hpp)
endfunction()

# The target's files begin with the headers of that kind.
function(transferd_precompile target kind)
  target_precompile_headers(${target} REUSE_FROM precompiled_${kind})
endfunction()

transferd_precompiled(std)
transferd_precompiled(bus SDBusCpp::sdbus-c++)
transferd_precompiled(client SDBusCpp::sdbus-c++ CLI11::CLI11 nlohmann_json::nlohmann_json)
if(TRANSFERD_TESTS)
  transferd_precompiled(tests GTest::gtest)
  transferd_precompiled(bus_tests GTest::gtest SDBusCpp::sdbus-c++)
endif()
