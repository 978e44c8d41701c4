/* The distance between words, against the definition. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "searcher/suggestion.h"
#include "tests/unit/random_numbers.h"

static uint32_t distance(const char *a, const char *b, uint32_t most)
{
    return suggestion_distance(slice_of(a), slice_of(b), most);
}

static void counts_slips(void **state)
{
    (void)state;
    assert_int_equal(distance("mediation", "mediation", 2), 0);
    assert_int_equal(distance("mediaton", "mediation", 2), 1);
    assert_int_equal(distance("meditaion", "mediation", 2), 1);
    assert_int_equal(distance("medeation", "mediation", 2), 1);
    assert_int_equal(distance("irna", "iran", 2), 1);
    assert_int_equal(distance("ca", "abc", 3), 3); /* no letter is touched twice */
    assert_int_equal(distance("", "ab", 3), 2);
    assert_int_equal(distance("иран", "ирна", 2), 1);
    assert_int_equal(distance("kitten", "sitting", 2), 3);
    assert_int_equal(distance("abcdef", "uvwxyz", 2), 3);
}

/* Optimal string alignment as it is defined, recursively. */
static uint32_t defined(const char *a, size_t i, const char *b, size_t j)
{
    if (i == 0 || j == 0)
        return (uint32_t)(i + j);
    uint32_t best = defined(a, i - 1, b, j) + 1, other = defined(a, i, b, j - 1) + 1;
    best = other < best ? other : best;
    other = defined(a, i - 1, b, j - 1) + (a[i - 1] != b[j - 1]);
    best = other < best ? other : best;
    if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        other = defined(a, i - 2, b, j - 2) + 1;
        best = other < best ? other : best;
    }
    return best;
}

static void keeps_to_the_definition(void **state)
{
    (void)state;
    for (int round = 0; round < 3000; round++) {
        char words[2][8];
        for (int word = 0; word < 2; word++) {
            const size_t length = random_below(7);
            for (size_t at = 0; at < length; at++)
                words[word][at] = (char)('a' + random_below(3));
            words[word][length] = '\0';
        }
        uint32_t expected = defined(words[0], strlen(words[0]), words[1], strlen(words[1]));
        for (uint32_t most = 0; most < 8; most++)
            assert_int_equal(distance(words[0], words[1], most),
                             expected > most ? most + 1 : expected);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_slips),
        cmocka_unit_test(keeps_to_the_definition),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
