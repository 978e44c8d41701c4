# Whole-program tests.
herald_shell_test(index)
herald_shell_test(search)
herald_shell_test(show)
herald_shell_test(kill)
herald_shell_test(bad-input)
herald_shell_test(xap-symbols)
set_property(TEST shell-xap-symbols APPEND PROPERTY ENVIRONMENT "XAP_LIBRARY=$<TARGET_FILE:xap>")
herald_shell_test(examples)
