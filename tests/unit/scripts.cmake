# Tests of scripts.
herald_unit_test(evaluate LIBRARIES herald_evaluate)
