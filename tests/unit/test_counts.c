/* Sets of matches, periods of the calendar, and how facets are asked for. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <cmocka.h>

#include "searcher/facet.h"
#include "searcher/period.h"

static void put(struct match_set *set, uint32_t docid)
{
    set->bits[docid / 64] |= (uint64_t)1 << (docid % 64);
}

static void walks_through_a_set(void **state)
{
    static const uint32_t ids[] = {1, 63, 64, 127, 128, 1000};
    struct match_set set;
    uint32_t at = 0;
    (void)state;
    assert_true(match_set_make(&set, 1000));
    assert_int_equal(match_set_next(&set, 1), 0);
    for (size_t i = 0; i < 6; i++)
        put(&set, ids[i]);
    match_set_settle(&set);
    assert_int_equal(set.count, 6);
    assert_int_equal(set.reached, 1000);
    for (size_t i = 0; i < 6; i++) {
        at = match_set_next(&set, at + 1);
        assert_int_equal(at, ids[i]);
    }
    assert_int_equal(match_set_next(&set, 1001), 0);
    assert_true(match_set_has(&set, 64));
    assert_false(match_set_has(&set, 65));
    assert_false(match_set_has(&set, 5000));
    match_set_dispose(&set);
    assert_int_equal(match_set_next(&set, 1), 0);
}

static void estimates_what_was_not_looked_at(void **state)
{
    struct match_set set = {.last = 1000, .complete = true, .reached = 250};
    (void)state;
    assert_int_equal(match_set_estimate(&set, 10), 10);
    set.complete = false;
    assert_int_equal(match_set_estimate(&set, 10), 40);
    assert_int_equal(match_set_estimate(&set, 251), 1000); /* never more than there are */
    set.reached = 0;
    assert_int_equal(match_set_estimate(&set, 0), 0);
}

/* Names as the C library gives them, for every day of 1890 to 2110. */
static void names_periods_as_strftime(void **state)
{
    static const char *const formats[PERIODS] = {"%Y-%m-%d", "%G-W%V", "%Y-%m", "%Y"};
    (void)state;
    for (int32_t day = -29220; day < 51500; day++) {
        time_t seconds = (time_t)day * 86400;
        struct tm parts;
        gmtime_r(&seconds, &parts);
        for (enum period period = 0; period < PERIODS; period++) {
            char name[PERIOD_NAME_SIZE], expected[PERIOD_NAME_SIZE];
            int32_t number = period_of_day(day, period);
            strftime(expected, sizeof(expected), formats[period], &parts);
            assert_int_equal(period_name(number, period, name), strlen(expected));
            assert_string_equal(name, expected);
            int32_t first = period_first_day(number, period);
            assert_true(first <= day);
            assert_int_equal(period_of_day(first, period), number);
            assert_int_equal(period_of_day(first - 1, period), number - 1);
        }
    }
}

static void reads_what_is_asked_for(void **state)
{
    struct facet_request request = {0};
    struct herald_error error;
    (void)state;
    assert_int_equal(facet_request_add(&request, SLICE("source,country:20,year"), &error),
                     HERALD_OK);
    assert_int_equal(facet_request_add(&request, SLICE("source:3"), &error), HERALD_OK);
    assert_int_equal(request.count, 3);
    assert_int_equal(request.items[0].field, FACET_SOURCE);
    assert_int_equal(request.items[0].limit, 3);
    assert_int_equal(request.items[1].limit, 20);
    assert_int_equal(request.items[2].limit, FACET_VALUES_DEFAULT);
    for (enum facet_field field = 0; field < FACET_FIELDS; field++)
        assert_int_equal(facet_request_add(&request, slice_of(facet_field_name(field)), &error),
                         HERALD_OK);
    assert_int_equal(request.count, FACET_FIELDS);
    assert_int_equal(facet_request_add(&request, SLICE("Source"), &error), HERALD_E_ARGUMENT);
    assert_int_equal(facet_request_add(&request, SLICE("year:99999999999"), &error),
                     HERALD_E_ARGUMENT);
    assert_int_equal(facet_request_add(&request, SLICE("year:1,"), &error), HERALD_E_ARGUMENT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(walks_through_a_set),
        cmocka_unit_test(estimates_what_was_not_looked_at),
        cmocka_unit_test(names_periods_as_strftime),
        cmocka_unit_test(reads_what_is_asked_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
