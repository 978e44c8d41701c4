# Whole-program tests.
