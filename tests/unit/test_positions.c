/* Tables of positions: what goes in comes out, damaged bytes do no harm. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "indexer/positions.h"
#include "tests/unit/random_numbers.h"

static struct slice name_of(unsigned number, char room[static 32])
{
    return (struct slice){room, (size_t)snprintf(room, 32, "word%u", number)};
}

/* The position that a term has in a place of its own. */
static uint32_t position_of(unsigned term, unsigned number)
{
    return 1 + term % 7 + number * (1 + (term * 2654435761u) % 40000);
}

static unsigned count_of(unsigned term)
{
    return 1 + term % 5;
}

/* A table of `terms` terms, added in two rounds, as a title and a body are. */
static struct slice make(struct positions_builder *builder, unsigned terms)
{
    struct slice table;
    char room[32];
    positions_start(builder);
    for (unsigned round = 0; round < 2; round++)
        for (unsigned term = 0; term < terms; term++) {
            uint32_t positions[5];
            unsigned count = 0;
            for (unsigned number = 0; number < count_of(term); number++)
                if ((number > 0) == (round > 0))
                    positions[count++] = position_of(term, number);
            positions_add(builder, name_of(term, room), positions, count);
        }
    assert_int_equal(positions_finish(builder, &table, NULL), HERALD_OK);
    return table;
}

static void expect_term(struct slice table, unsigned term)
{
    struct positions_list list;
    char room[32];
    uint32_t position;
    assert_true(positions_find(table, name_of(term, room), &list));
    for (unsigned number = 0; number < count_of(term); number++) {
        assert_true(positions_next(&list, &position));
        assert_int_equal(position, position_of(term, number));
    }
    assert_false(positions_next(&list, &position));
}

static void test_all_terms_come_back(void **state)
{
    static const unsigned sizes[] = {1, 2, 3, 4, 5, 17, 100, 1000, 30000};
    struct positions_builder builder = {0};
    (void)state;
    for (size_t at = 0; at < sizeof sizes / sizeof *sizes; at++) {
        struct positions_list list;
        char room[32];
        struct slice table = make(&builder, sizes[at]);
        for (unsigned term = 0; term < sizes[at]; term++)
            expect_term(table, term);
        for (unsigned term = sizes[at]; term < 2 * sizes[at] + 100; term++)
            assert_false(positions_find(table, name_of(term, room), &list));
        assert_true(table.length < 40 + (size_t)sizes[at] * 20);
    }
    positions_dispose(&builder);
}

static void test_nothing(void **state)
{
    struct positions_builder builder = {0};
    struct positions_list list;
    struct slice table = make(&builder, 0);
    (void)state;
    assert_int_equal(table.length, 0);
    assert_false(positions_find(table, SLICE("word"), &list));
    positions_dispose(&builder);
    positions_dispose(&builder);
}

static void test_largest_positions(void **state)
{
    static const uint32_t positions[] = {1, 2, UINT32_MAX - 1, UINT32_MAX};
    struct positions_builder builder = {0};
    struct positions_list list;
    struct slice table;
    uint32_t position;
    (void)state;
    positions_start(&builder);
    positions_add(&builder, SLICE(""), positions, 4);
    assert_int_equal(positions_finish(&builder, &table, NULL), HERALD_OK);
    assert_true(positions_find(table, SLICE(""), &list));
    for (size_t at = 0; at < 4; at++) {
        assert_true(positions_next(&list, &position));
        assert_true(position == positions[at]);
    }
    assert_false(positions_next(&list, &position));
    positions_dispose(&builder);
}

/* The same article gives the same bytes, whatever was built before it. */
static void test_bytes_depend_on_the_article_alone(void **state)
{
    struct positions_builder first = {0}, second = {0};
    (void)state;
    make(&first, 5000);
    struct slice a = make(&first, 300), b = make(&second, 300);
    assert_int_equal(a.length, b.length);
    assert_memory_equal(a.bytes, b.bytes, a.length);
    positions_dispose(&first);
    positions_dispose(&second);
}

/* Look at all terms of bytes that may be anything, in memory that ends with them. */
static void look_everywhere(const char *bytes, size_t length)
{
    char *exact = malloc(length ? length : 1), room[32];
    assert_non_null(exact);
    memcpy(exact, bytes, length);
    for (unsigned term = 0; term < 60; term++) {
        struct positions_list list;
        uint32_t position;
        if (positions_find((struct slice){exact, length}, name_of(term, room), &list))
            for (unsigned steps = 0; positions_next(&list, &position); steps++)
                assert_true(steps <= length);
    }
    free(exact);
}

static void test_damage(void **state)
{
    struct positions_builder builder = {0};
    struct slice table = make(&builder, 50);
    char *copy = malloc(table.length);
    (void)state;
    assert_non_null(copy);
    for (size_t cut = 0; cut < table.length; cut++)
        look_everywhere(table.bytes, cut);
    for (unsigned round = 0; round < 4000; round++) {
        memcpy(copy, table.bytes, table.length);
        for (unsigned change = 0; change < 1 + round % 4; change++)
            copy[random_below(table.length)] = (char)random_below(256);
        look_everywhere(copy, table.length);
    }
    free(copy);
    positions_dispose(&builder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all_terms_come_back),
        cmocka_unit_test(test_nothing),
        cmocka_unit_test(test_largest_positions),
        cmocka_unit_test(test_bytes_depend_on_the_article_alone),
        cmocka_unit_test(test_damage),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
