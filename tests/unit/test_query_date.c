/* Dates in queries: calendars, time zones, and what no example of the page shows. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "corpus/date.h"
#include "searcher/query_date.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

static int64_t seconds_of(const char *text)
{
    struct date date;
    if (!date_parse(slice_of(text), &date))
        fail_msg("'%s' is no date", text);
    return date.seconds;
}

struct dated {
    const char *zone, *now, *text, *printed;
};

static enum query_date_problem read_at(const struct dated *given, struct query_dates *dates)
{
    struct query_clock clock = {.now = seconds_of(given->now)};
    if (!query_zone_open(given->zone, &clock.zone))
        fail_msg("no zone '%s'", given->zone ? given->zone : "UTC");
    enum query_date_problem problem =
        query_date_read(slice_of(given->text), QUERY_SCOPE_DATE, &clock, dates);
    query_zone_close(&clock.zone);
    return problem;
}

static void check(const struct dated *cases, size_t count)
{
    for (size_t at = 0; at < count; at++) {
        struct query_dates dates;
        struct buffer text = BUFFER_INIT;
        if (read_at(&cases[at], &dates) != QUERY_DATE_FINE)
            fail_msg("'%s' is no date", cases[at].text);
        query_date_print(&dates, &text);
        if (strcmp(text.bytes, cases[at].printed) != 0)
            fail_msg("'%s' is '%s', not '%s'", cases[at].text, text.bytes, cases[at].printed);
        buffer_dispose(&text);
    }
}

static void counts_by_the_calendar(void **state)
{
    (void)state;
    static const char *const noon = "2024-03-31T12:00:00Z";
    const struct dated cases[] = {
        {NULL, noon, "1963-11-22", "1963-11-22"},
        {NULL, noon, "1900-02", "1900-02"},
        {NULL, noon, "1900-02-28/P1D", "1900-02-28"},
        {NULL, noon, "1600-02-29", "1600-02-29"},
        {NULL, noon, "0001-01-01", "0001-01-01"},
        {NULL, noon, "9999-12-31", "9999-12-31"},
        {NULL, noon, "9999", "9999"},
        {NULL, noon, "2020-W53", "2020-12-28..2021-01-03"},
        {NULL, noon, "2021-W01", "2021-01-04..2021-01-10"},
        {NULL, noon, "2009-W01-1", "2008-12-29"},
        {NULL, noon, "2024-366", "2024-12-31"},
        {NULL, noon, "2024-Q4", "2024-10..2024-12"},
        {NULL, noon, "last-month", "2024-02"},
        {NULL, noon, "this_week", "2024-03-25..2024-03-31"},
        {NULL, noon, "Last Year", "2023"},
        {NULL, noon, "tomorrow", "2024-04-01"},
        {NULL, noon, "now", "2024-03-31T12:00:00Z"},
        {NULL, noon, "1m..", "2024-02-29T12:00:00Z.."}, /* no 31 February */
        {NULL, noon, "P1Y1M..", "2023-02-28T12:00:00Z.."},
        {NULL, noon, "2 weeks", "2024-03-17T12:00:00Z..2024-03-31T12:00:00Z"},
        {NULL, noon, "P1DT1H1M1S", "2024-03-30T10:58:59Z..2024-03-31T12:00:00Z"},
        {NULL, noon, "p1w", "2024-03-24T12:00:00Z..2024-03-31T12:00:00Z"},
        {NULL, noon, "2024-01-31/P1M", "2024-01-31..2024-02-28"},
        {NULL, noon, "P2W/P1W", "2024-03-17T12:00:00Z..2024-03-24T11:59:59Z"},
        {NULL, noon, "P3000Y", "0001-01-01T00:00:00Z..2024-03-31T12:00:00Z"},
        {NULL, noon, "1950..1959", "1950..1959"},
        {NULL, noon, "2023-12-25..now", "2023-12-25T00:00:00Z..2024-03-31T12:00:00Z"},
        {NULL, noon, "2024-02-01T10", "2024-02-01T10:00:00Z..2024-02-01T10:59:59Z"},
        {NULL, noon, "20240201T103015Z", "2024-02-01T10:30:15Z"},
        {NULL, noon, "2024-02-01T10:30:15.75-0500", "2024-02-01T15:30:15Z"},
        {NULL, noon, "2024-02-01 10:30", "2024-02-01T10:30:00Z..2024-02-01T10:30:59Z"},
        {NULL, noon, "=2024-02", "2024-02"},
        {NULL, noon, "../2024-02", "..2024-02"},
        {NULL, noon, "2024-02/..", "2024-02.."},
    };
    check(cases, COUNT(cases));
}

static void counts_by_the_clocks_of_a_zone(void **state)
{
    (void)state;
    static const char *const noon = "2025-03-15T22:00:00Z"; /* the 16th in the east */
    const struct dated cases[] = {
        {"UTC", noon, "today", "2025-03-15"},
        {"Z", noon, "today", "2025-03-15"},
        {"Asia/Tokyo", noon, "today", "2025-03-15T15:00:00Z..2025-03-16T14:59:59Z"},
        {"America/New_York", noon, "today", "2025-03-15T04:00:00Z..2025-03-16T03:59:59Z"},
        {"-0330", noon, "2025-03-15", "2025-03-15T03:30:00Z..2025-03-16T03:29:59Z"},
        {"+5", noon, "2025-03-15", "2025-03-14T19:00:00Z..2025-03-15T18:59:59Z"},
        /* 23 and 25 hours */
        {"Europe/Berlin", noon, "2025-03-30", "2025-03-29T23:00:00Z..2025-03-30T21:59:59Z"},
        {"Europe/Berlin", noon, "2025-10-26", "2025-10-25T22:00:00Z..2025-10-26T22:59:59Z"},
        /* no midnight: clocks leap from 24:00 to 1:00 */
        {"America/Sao_Paulo", noon, "2018-11-04", "2018-11-04T03:00:00Z..2018-11-05T01:59:59Z"},
        /* two of the hour before midnight: it belongs to the day that ends */
        {"America/Sao_Paulo", noon, "2018-02-17", "2018-02-17T02:00:00Z..2018-02-18T02:59:59Z"},
        /* two of the hour after midnight: both belong to the day that begins */
        {"America/Havana", noon, "2024-11-03", "2024-11-03T04:00:00Z..2024-11-04T04:59:59Z"},
        /* a day that there was not */
        {"Pacific/Apia", noon, "2011-12-29..2011-12-31",
         "2011-12-29T10:00:00Z..2011-12-31T09:59:59Z"},
        /* before zones: local mean time of Paris, 9 min 21 s ahead */
        {"Europe/Paris", noon, "1889-05-06", "1889-05-05T23:50:39Z..1889-05-06T23:50:38Z"},
        {"Asia/Tehran", noon, "0001", "0001-01-01T00:00:00Z..0001-12-31T20:34:15Z"},
        /* a zone in the text counts more */
        {"Asia/Tokyo", noon, "2025-03-15T12:00:00Z", "2025-03-15T12:00:00Z"},
        {"Asia/Tokyo", noon, "2025-03-15T12:00:00", "2025-03-15T03:00:00Z"},
        /* days are of the calendar, hours are hours */
        {"Europe/Berlin", "2025-03-30T10:00:00Z", "1d..", "2025-03-29T11:00:00Z.."},
        {"Europe/Berlin", "2025-03-30T10:00:00Z", "24h..", "2025-03-29T10:00:00Z.."},
    };
    check(cases, COUNT(cases));
}

struct refused {
    const char *text;
    enum query_date_problem problem;
};

static void refuses(void **state)
{
    (void)state;
    static const struct refused cases[] = {
        {"", QUERY_DATE_UNREADABLE},
        {"..", QUERY_DATE_UNBOUNDED},
        {"/", QUERY_DATE_UNBOUNDED},
        {"../..", QUERY_DATE_UNBOUNDED},
        {"0000", QUERY_DATE_ABSENT},
        {"0000-01-01", QUERY_DATE_ABSENT},
        {"2025-13", QUERY_DATE_ABSENT},
        {"2025-00", QUERY_DATE_ABSENT},
        {"2025-02-29", QUERY_DATE_ABSENT},
        {"1900-02-29", QUERY_DATE_ABSENT},
        {"2025-W53", QUERY_DATE_ABSENT},
        {"2025-W00", QUERY_DATE_ABSENT},
        {"2025-W01-8", QUERY_DATE_ABSENT},
        {"2025-366", QUERY_DATE_ABSENT},
        {"2025-000", QUERY_DATE_ABSENT},
        {"2025-Q5", QUERY_DATE_ABSENT},
        {"2025-02-14T24:00", QUERY_DATE_ABSENT},
        {"2025-02-14T10:60", QUERY_DATE_ABSENT},
        {"<0001", QUERY_DATE_ABSENT},
        {">9999", QUERY_DATE_ABSENT},
        {"2025-03..2025-02", QUERY_DATE_REVERSED},
        {"yesterday..1w", QUERY_DATE_REVERSED},
        {"202502", QUERY_DATE_UNREADABLE},
        {"2025-2", QUERY_DATE_UNREADABLE},
        {"2025-02-1", QUERY_DATE_UNREADABLE},
        {"2025-02-14T", QUERY_DATE_UNREADABLE},
        {"2025-02-14T10:", QUERY_DATE_UNREADABLE},
        {"2025-02-14T10:30:", QUERY_DATE_UNREADABLE},
        {"2025-02-14T10:30+1:5", QUERY_DATE_UNREADABLE},
        {"2025-02-14T10:30+99", QUERY_DATE_UNREADABLE},
        {"2025-02-14T10:30Zulu", QUERY_DATE_UNREADABLE},
        {"2025-W7", QUERY_DATE_UNREADABLE},
        {"P", QUERY_DATE_UNREADABLE},
        {"PT", QUERY_DATE_UNREADABLE},
        {"P1D1Y", QUERY_DATE_UNREADABLE},
        {"P1DT", QUERY_DATE_UNREADABLE},
        {"PT1D", QUERY_DATE_UNREADABLE},
        {"P1H", QUERY_DATE_UNREADABLE},
        {"P1.5D", QUERY_DATE_UNREADABLE},
        {"P9999999D", QUERY_DATE_UNREADABLE},
        {"7 fortnights", QUERY_DATE_UNREADABLE},
        {"2025..2026..2027", QUERY_DATE_UNREADABLE},
        {"2025/02/14", QUERY_DATE_UNREADABLE},
    };
    for (size_t at = 0; at < COUNT(cases); at++) {
        struct query_dates dates;
        struct dated given = {NULL, "2025-03-15T12:00:00Z", cases[at].text, NULL};
        enum query_date_problem problem = read_at(&given, &dates);
        if (problem != cases[at].problem)
            fail_msg("'%s': %d", cases[at].text, (int)problem);
    }
}

static void knows_zones(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "",
        "Mars/Olympus",
        "+",
        "+123",
        "+1:30",
        "+99",
        "+05:60",
        "asia tehran",
        "Etc/Unknown",
        "\xFF",
        "A/name/that/is/longer/than/any/zone/of/the/database/can/ever/be"};
    struct query_zone zone;
    for (size_t at = 0; at < COUNT(bad); at++)
        if (query_zone_open(bad[at], &zone))
            fail_msg("'%s' is a zone", bad[at]);
    assert_true(query_zone_open("local", &zone));
    query_zone_close(&zone);
    query_zone_close(&zone);
}

/* The first moment of a day is the first that clocks show in it: for every day of many years in
 * zones that change their clocks at midnight, against the brute-force search of that moment. */
static void finds_the_first_moment_of_every_day(void **state)
{
    (void)state;
    static const char *const zones[] = {"America/Sao_Paulo", "Asia/Tehran", "America/Havana",
                                        "Africa/Cairo", "Europe/London"};
    for (size_t which = 0; which < COUNT(zones); which++) {
        struct query_zone zone;
        assert_true(query_zone_open(zones[which], &zone));
        for (int64_t day = seconds_of("1985-01-01") / 86400; day < 365 * 50; day++) {
            int64_t local = day * 86400, moment = local - 16 * 3600;
            while (query_zone_local(&zone, moment) < local)
                moment += 1800;
            if (query_zone_utc(&zone, local) != moment)
                fail_msg("%s, day %lld", zones[which], (long long)day);
        }
        query_zone_close(&zone);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_by_the_calendar),
        cmocka_unit_test(counts_by_the_clocks_of_a_zone),
        cmocka_unit_test(refuses),
        cmocka_unit_test(knows_zones),
        cmocka_unit_test(finds_the_first_moment_of_every_day),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
