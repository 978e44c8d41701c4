# Tests of corpus.
