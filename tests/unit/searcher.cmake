# Tests of searcher.
