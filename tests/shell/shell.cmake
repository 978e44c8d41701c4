# Whole-program tests.
herald_shell_test(index)
herald_shell_test(kill)
