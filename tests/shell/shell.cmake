# Whole-program tests.
herald_shell_test(index)
