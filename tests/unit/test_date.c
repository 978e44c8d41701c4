#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "corpus/date.h"

/* What is read, and what is written for it; NULL where it is no date. */
static const struct {
    const char *text, *iso;
} cases[] = {
    /* ISO 8601 and RFC 3339 */
    {"1963", "1963"},
    {"0001", "0001"},
    {"0000", NULL},
    {"9999", "9999"},
    {"10000", NULL},
    {"963", NULL},
    {"1963-01", "1963-01"},
    {"1963-13", NULL},
    {"1963-00", NULL},
    {"1963-1", NULL},
    {"1963-01-04", "1963-01-04"},
    {"  1963-01-04\r\n", "1963-01-04"},
    {"1963-01-00", NULL},
    {"1963-01-32", NULL},
    {"2021-02-30", NULL},
    {"2021-02-29", NULL},
    {"2020-02-29", "2020-02-29"},
    {"1900-02-29", NULL},
    {"2000-02-29", "2000-02-29"},
    {"2021-04-31", NULL},
    {"1963-01-04x", NULL},
    {"1963-01-04T", NULL},
    {"1963-01-04 and more", NULL},
    {"19630104", "1963-01-04"},
    {"19631304", NULL},
    {"196301", NULL},
    {"1963010", NULL},
    {"2021-05-22T12:00:47+02:00", "2021-05-22T10:00:47Z"},
    {"2021-05-22T12:00:47Z", "2021-05-22T12:00:47Z"},
    {"2021-05-22t12:00:47z", "2021-05-22T12:00:47Z"},
    {"2021-05-22 12:00:47", "2021-05-22T12:00:47Z"},
    {"2021-05-22 12:00:47 +0200", "2021-05-22T10:00:47Z"},
    {"2021-05-22 12:00:47 UTC", "2021-05-22T12:00:47Z"},
    {"2021-05-22T12:00", "2021-05-22T12:00:00Z"},
    {"2021-05-22T12:00Z", "2021-05-22T12:00:00Z"},
    {"2021-05-22T12", NULL},
    {"2021-05-22T12:00:47.123456789Z", "2021-05-22T12:00:47Z"},
    {"2021-05-22T12:00:47,5Z", "2021-05-22T12:00:47Z"},
    {"2021-05-22T12:00:47.Z", NULL},
    {"20210522T120047Z", "2021-05-22T12:00:47Z"},
    {"20210522T1200Z", "2021-05-22T12:00:00Z"},
    {"2021-05-22T12:00:47-0500", "2021-05-22T17:00:47Z"},
    {"2021-05-22T12:00:47-05", "2021-05-22T17:00:47Z"},
    {"2021-05-22T12:00:47+24:00", NULL},
    {"2021-05-22T12:00:47+02:60", NULL},
    {"2021-05-22T25:00:00", NULL},
    {"2021-05-22T24:00:00", NULL},
    {"2021-05-22T23:60:00", NULL},
    {"2021-05-22T23:59:61", NULL},
    {"2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z"},
    {"9999-12-31T23:59:60Z", NULL},
    {"2021-01-01T01:00:00+02:00", "2020-12-31T23:00:00Z"},
    {"0001-01-01T00:00:00+01:00", NULL},
    {"9999-12-31T23:59:59-01:00", NULL},
    {"1966-06-20T12:00:00Z", "1966-06-20T12:00:00Z"},
    /* RFC 822 and after */
    {"Sat, 22 May 2021 12:00:47 GMT", "2021-05-22T12:00:47Z"},
    {"Sat, 22 May 2021 12:00:47 +0200", "2021-05-22T10:00:47Z"},
    {"22 May 2021 12:00 EST", "2021-05-22T17:00:00Z"},
    {"22 May 2021 12:00:47 PDT", "2021-05-22T19:00:47Z"},
    {"22 May 2021 12:00:47 Z", "2021-05-22T12:00:47Z"},
    {"22 May 2021 12:00:47 A", "2021-05-22T12:00:47Z"},
    {"22 May 2021 12:00:47 J", NULL},
    {"22 May 2021 12:00:47 XYZ", NULL},
    {"Fri, 03 Jan 92 01:02:03 GMT", "1992-01-03T01:02:03Z"},
    {"Fri, 3 Jan 03 01:02:03 GMT", "2003-01-03T01:02:03Z"},
    {"3 Jan 103 01:02:03", "2003-01-03T01:02:03Z"},
    {"3 Jan 92", NULL},
    {"Sat,22 May 2021", "2021-05-22"},
    {"30 Feb 2021 00:00:00 GMT", NULL},
    /* the wire */
    {"26-FEB-1987 15:01:01.79", "1987-02-26T15:01:01Z"},
    {" 1-MAR-1987 23:25:57.92", "1987-03-01T23:25:57Z"},
    {"9-APR-1987", "1987-04-09"},
    {"31-APR-1987", NULL},
    {"31-MAR-1987 605:12:19.12", NULL},
    {"26-FEB-87", NULL},
    /* English */
    {"22 May 2021", "2021-05-22"},
    {"May 22, 2021", "2021-05-22"},
    {"May 22 2021", "2021-05-22"},
    {"Friday, January 4, 2019", "2019-01-04"},
    {"friday january 4, 2019", "2019-01-04"},
    {"Jan. 4, 2019", "2019-01-04"},
    {"Sept. 4, 2019", "2019-09-04"},
    {"May 22, 2021 14:30", "2021-05-22T14:30:00Z"},
    {"May 2021", "2021-05"},
    {"May 32, 2021", NULL},
    {"Mayo 22, 2021", NULL},
    {"May", NULL},
    {"Friday", NULL},
    {"22 2021", NULL},
    /* none of these */
    {"", NULL},
    {"   ", NULL},
    {"yesterday", NULL},
    {"01/04/63", NULL},
    {"-1963", NULL},
    {"1963--01", NULL},
    {"\xD9\xA1\xD9\xA9\xD9\xA6\xD9\xA3", NULL},
};

static void test_parse(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct date untouched = {.seconds = 42, .precision = DATE_MONTH}, date = untouched;
        char text[DATE_TEXT_SIZE];
        bool good = date_parse(slice_of(cases[i].text), &date);
        if (good != (cases[i].iso != NULL))
            fail_msg("'%s' is %sread", cases[i].text, good ? "" : "not ");
        if (!good) {
            assert_int_equal(date.seconds, 42);
            assert_int_equal(date.precision, DATE_MONTH);
            continue;
        }
        assert_int_equal(date_format(date, text), strlen(cases[i].iso));
        assert_string_equal(text, cases[i].iso);
    }
}

static void test_parse_stays_within_the_slice(void **state)
{
    (void)state;
    struct date date;
    assert_true(date_parse((struct slice){"1963-01-04", 4}, &date));
    assert_int_equal(date.precision, DATE_YEAR);
    assert_false(date_parse((struct slice){NULL, 0}, &date));
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        for (size_t length = 0; length <= strlen(cases[i].text); length++) {
            /* An exact copy on the heap, so that a sanitizer sees a step beyond it. */
            char *copy = test_malloc(length + !length);
            memcpy(copy, cases[i].text, length);
            date_parse((struct slice){copy, length}, &date);
            test_free(copy);
        }
}

static void test_slashed(void **state)
{
    (void)state;
    struct date date;
    char text[DATE_TEXT_SIZE];
    assert_true(date_parse_slashed(SLICE("01/04/63"), 1900, &date));
    date_format(date, text);
    assert_string_equal(text, "1963-01-04");
    assert_true(date_parse_slashed(SLICE("08/30 63"), 1900, &date));
    assert_false(date_parse_slashed(SLICE("13/04/63"), 1900, &date));
    assert_false(date_parse_slashed(SLICE("02/30/63"), 1900, &date));
    assert_false(date_parse_slashed(SLICE("01/04/1963"), 1900, &date));
}

/* Every day of 400 years and of the first and last years, against the C library's calendar. */
static void test_calendar_against_libc(void **state)
{
    (void)state;
    struct tm tm;
    for (int64_t day = -719162; day<2932896; day += day> - 20000 && day < 130000 ? 1 : 97) {
        struct date date = {day * 86400 + 3661, DATE_SECOND};
        time_t seconds = (time_t)date.seconds;
        assert_non_null(gmtime_r(&seconds, &tm));
        struct date_parts parts = date_to_parts(date);
        assert_int_equal(parts.year, tm.tm_year + 1900);
        assert_int_equal(parts.month, tm.tm_mon + 1);
        assert_int_equal(parts.day, tm.tm_mday);
        assert_int_equal(parts.hour, 1);
        assert_int_equal(parts.minute, 1);
        assert_int_equal(parts.second, 1);
        struct date back;
        assert_true(date_from_parts(&parts, DATE_SECOND, &back));
        assert_int_equal(back.seconds, date.seconds);
    }
}

static void test_last_second(void **state)
{
    (void)state;
    static const struct {
        const char *text, *last;
    } spans[] = {
        {"1963", "1963-12-31T23:59:59Z"},
        {"1964", "1964-12-31T23:59:59Z"},
        {"9999", "9999-12-31T23:59:59Z"},
        {"2020-02", "2020-02-29T23:59:59Z"},
        {"1963-12", "1963-12-31T23:59:59Z"},
        {"1963-01-04", "1963-01-04T23:59:59Z"},
        {"1963-01-04T05:06:07Z", "1963-01-04T05:06:07Z"},
    };
    for (size_t i = 0; i < sizeof(spans) / sizeof(spans[0]); i++) {
        struct date date;
        char text[DATE_TEXT_SIZE];
        assert_true(date_parse(slice_of(spans[i].text), &date));
        date.seconds = date_last_second(date);
        date.precision = DATE_SECOND;
        date_format(date, text);
        assert_string_equal(text, spans[i].last);
    }
}

static void test_format_of_anything(void **state)
{
    (void)state;
    char text[DATE_TEXT_SIZE];
    assert_int_equal(date_format((struct date){0, DATE_NONE}, text), 0);
    assert_string_equal(text, "");
    date_format((struct date){INT64_MAX, DATE_SECOND}, text);
    assert_string_equal(text, "9999-12-31T23:59:59Z");
    date_format((struct date){INT64_MIN, DATE_SECOND}, text);
    assert_string_equal(text, "0001-01-01T00:00:00Z");
    date_format((struct date){-1, DATE_SECOND}, text);
    assert_string_equal(text, "1969-12-31T23:59:59Z");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_parse),       cmocka_unit_test(test_parse_stays_within_the_slice),
        cmocka_unit_test(test_slashed),     cmocka_unit_test(test_calendar_against_libc),
        cmocka_unit_test(test_last_second), cmocka_unit_test(test_format_of_anything),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
