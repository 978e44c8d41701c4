#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "indexer/seen.h"

#define MANY 50000

static struct slice name(char out[static 16], int number)
{
    int length = snprintf(out, 16, "Q%d", number);
    return (struct slice){out, (size_t)length};
}

/* New, the same again, changed, the new content again; enough of them to grow several times. */
static void test_put(void **state)
{
    char text[16];
    (void)state;
    struct seen *seen = seen_new();
    assert_non_null(seen);
    for (int i = 0; i < MANY; i++)
        assert_int_equal(seen_put(seen, name(text, i), (struct article_hash){(uint64_t)i, 7}),
                         SEEN_NEW);
    for (int i = 0; i < MANY; i++)
        assert_int_equal(seen_put(seen, name(text, i), (struct article_hash){(uint64_t)i, 7}),
                         SEEN_SAME);
    struct article_hash other = {1u << 20, 7};
    assert_int_equal(seen_put(seen, name(text, 5), other), SEEN_CHANGED);
    assert_int_equal(seen_put(seen, name(text, 5), other), SEEN_SAME);
    seen_free(seen);
}

static void test_has(void **state)
{
    char text[16];
    struct article_hash first = {1, 2}, second = {3, 4};
    (void)state;
    struct seen *seen = seen_new();
    assert_non_null(seen);
    seen_put(seen, name(text, 1), first);
    assert_true(seen_has(seen, name(text, 1), NULL));
    assert_true(seen_has(seen, name(text, 1), &first));
    assert_false(seen_has(seen, name(text, 1), &second));
    assert_false(seen_has(seen, name(text, 2), NULL));
    seen_free(seen);
    seen_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_put), cmocka_unit_test(test_has)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
