# Fuzz targets: with HERALD_FUZZ (clang only) programs that search for new inputs, always a test that
# runs those that were kept.
#   cmake --preset fuzz && cmake --build --preset fuzz --target fuzz_query
#   build/fuzz/tests/fuzz_query -max_total_time=600 -dict=tests/fuzz/query.dict FOUND tests/fuzz/query
function(herald_fuzz_target name)
  cmake_parse_arguments(ARG "" "" "LIBRARIES" ${ARGN})
  if(HERALD_FUZZ)
    add_executable(fuzz_${name} fuzz/fuzz_${name}.c)
    target_link_libraries(fuzz_${name} PRIVATE ${ARG_LIBRARIES})
    target_link_options(fuzz_${name} PRIVATE -fsanitize=fuzzer)
  endif()
  add_executable(replay_${name} fuzz/replay.c fuzz/fuzz_${name}.c)
  target_link_libraries(replay_${name} PRIVATE ${ARG_LIBRARIES})
  add_test(NAME fuzz-${name} COMMAND replay_${name} ${CMAKE_CURRENT_SOURCE_DIR}/fuzz/${name})
  set_tests_properties(fuzz-${name} PROPERTIES TIMEOUT 300 ENVIRONMENT "${HERALD_TEST_ENVIRONMENT}")
endfunction()

herald_fuzz_target(query LIBRARIES herald_searcher)
herald_fuzz_target(parameters LIBRARIES herald_serve)
herald_fuzz_target(analyser LIBRARIES herald_detection)
