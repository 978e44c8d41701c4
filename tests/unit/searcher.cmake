# Tests of searcher.
herald_unit_test(counts LIBRARIES herald_searcher)
herald_unit_test(parser LIBRARIES herald_searcher)
herald_unit_test(query LIBRARIES herald_searcher)
herald_unit_test(snippet LIBRARIES herald_searcher)
herald_unit_test(search LIBRARIES herald_searcher)
herald_unit_test(result LIBRARIES herald_searcher)
herald_unit_test(word_source LIBRARIES herald_searcher)
herald_unit_test(ranking LIBRARIES herald_searcher)
