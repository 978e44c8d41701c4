# Tests of indexer.
