# Tests of indexer/.
herald_unit_test(schema LIBRARIES herald_indexer)
herald_unit_test(seen LIBRARIES herald_indexer)
herald_unit_test(near_duplicate LIBRARIES herald_indexer)
herald_unit_test(positions LIBRARIES herald_indexer)
herald_unit_test(text_languages LIBRARIES herald_indexer)
herald_unit_test(part LIBRARIES herald_indexer)
target_link_options(test_part PRIVATE -Wl,--wrap=xap_writable_add -Wl,--wrap=xap_writable_commit)
herald_unit_test(entity_terms LIBRARIES herald_indexer)
