#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "corpus/error.h"
#include "corpus/utf8.h"

static void test_fail(void **state)
{
    (void)state;
    struct herald_error err;
    assert_int_equal(herald_fail(&err, HERALD_E_FORMAT, "line %d of '%s'", 3, "a\nb\x7F"),
                     HERALD_E_FORMAT);
    assert_int_equal(err.status, HERALD_E_FORMAT);
    assert_string_equal(err.message, "line 3 of 'a?b?'");
    assert_int_equal(herald_fail(NULL, HERALD_E_IO, "nobody listens"), HERALD_E_IO);
    herald_fail(&err, HERALD_E_IO, "bad \xC2\x9B name");
    assert_string_equal(err.message, "bad ?? name");
    herald_fail(&err, HERALD_E_IO, "bad \xFF name");
    assert_string_equal(err.message, "bad ? name");
}

static void test_long_message_is_cut_between_code_points(void **state)
{
    (void)state;
    struct herald_error err;
    char name[2 * HERALD_ERROR_MESSAGE_SIZE];
    for (size_t before = 0; before < 4; before++) {
        memset(name, 'x', sizeof(name));
        for (size_t at = before; at + 4 < sizeof(name); at += 3)
            memcpy(name + at, "\xE2\x82\xAC", 3);
        name[sizeof(name) - 1] = '\0';
        herald_fail(&err, HERALD_E_IO, "%s", name);
        struct slice message = slice_of(err.message);
        assert_true(utf8_is_valid(message));
        assert_true(message.length > HERALD_ERROR_MESSAGE_SIZE - 5);
        assert_null(strchr(err.message, '?'));
    }
}

static void test_errno(void **state)
{
    (void)state;
    static const struct {
        int number;
        enum herald_status status;
        const char *message;
    } cases[] = {
        {ENOENT, HERALD_E_NOT_FOUND, "cannot open 'x': no such file or directory"},
        {ENOTDIR, HERALD_E_NOT_FOUND, "cannot open 'x': not a directory"},
        {EACCES, HERALD_E_PERMISSION, "cannot open 'x': permission denied"},
        {EROFS, HERALD_E_PERMISSION, "cannot open 'x': read-only file system"},
        {ENOSPC, HERALD_E_NO_SPACE, "cannot open 'x': no space left on device"},
        {EDQUOT, HERALD_E_NO_SPACE, "cannot open 'x': disk quota exceeded"},
        {ENOMEM, HERALD_E_NO_MEMORY, "cannot open 'x': cannot allocate memory"},
        {EIO, HERALD_E_IO, "cannot open 'x': input/output error"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct herald_error err;
        assert_int_equal(herald_fail_errno(&err, cases[i].number, "cannot open '%s'", "x"),
                         cases[i].status);
        assert_int_equal(err.status, cases[i].status);
        assert_string_equal(err.message, cases[i].message);
    }
}

static void test_names_are_distinct(void **state)
{
    (void)state;
    for (int i = 0; i <= HERALD_E_INTERNAL; i++)
        for (int j = 0; j < i; j++)
            assert_string_not_equal(herald_status_name((enum herald_status)i),
                                    herald_status_name((enum herald_status)j));
    assert_string_equal(herald_status_name(HERALD_E_NO_SPACE), "no-space");
    assert_string_equal(herald_status_name((enum herald_status)99), "unknown");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fail),
        cmocka_unit_test(test_long_message_is_cut_between_code_points),
        cmocka_unit_test(test_errno),
        cmocka_unit_test(test_names_are_distinct),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
