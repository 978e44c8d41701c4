# Tests of store.
herald_unit_test(record LIBRARIES herald_corpus)
herald_unit_test(dictionary LIBRARIES herald_corpus)
foreach(part store store_damage store_failure)
  herald_unit_test(${part} LIBRARIES herald_corpus Threads::Threads)
  target_sources(test_${part} PRIVATE unit/store_fixture.c)
endforeach()
# Failures of the system and of memory are made by standing between the store and libc.
foreach(function pwrite pwrite64 fsync malloc calloc realloc aligned_alloc)
  target_link_options(test_store_failure PRIVATE -Wl,--wrap=${function})
endforeach()
