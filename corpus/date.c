#include "corpus/date.h"

#include <string.h>

#define SECONDS_PER_DAY 86400

static bool is_leap(int year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int days_in_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

/* Days from 1970-01-01; after Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms". */
static int64_t days_from_civil(int year, int month, int day)
{
    int64_t y = month <= 2 ? year - 1 : year;
    int64_t era = (y >= 0 ? y : y - 399) / 400;
    int64_t year_of_era = y - era * 400;
    int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

/* The other way; from the same source. */
static void civil_from_days(int64_t days, struct date_parts *parts)
{
    days += 719468;
    int64_t era = (days >= 0 ? days : days - 146096) / 146097;
    int64_t day_of_era = days - era * 146097;
    int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t shifted = (5 * day_of_year + 2) / 153;
    parts->day = (int)(day_of_year - (153 * shifted + 2) / 5 + 1);
    parts->month = (int)(shifted < 10 ? shifted + 3 : shifted - 9);
    parts->year = (int)(year_of_era + era * 400 + (parts->month <= 2));
}

/* The first second of year 1 and the last of year 9999. */
#define FIRST_SECOND INT64_C(-62135596800)
#define LAST_SECOND  INT64_C(253402300799)

bool date_from_parts(const struct date_parts *parts, enum date_precision precision,
                     struct date *out)
{
    struct date_parts p = *parts;
    if (precision < DATE_SECOND)
        p.hour = p.minute = p.second = 0;
    if (precision < DATE_DAY)
        p.day = 1;
    if (precision < DATE_MONTH)
        p.month = 1;
    if (precision == DATE_NONE || p.year < 1 || p.year > 9999 || p.month < 1 || p.month > 12)
        return false;
    if (p.day < 1 || p.day > days_in_month(p.year, p.month))
        return false;
    if (p.hour < 0 || p.hour > 23 || p.minute < 0 || p.minute > 59 || p.second < 0 || p.second > 60)
        return false;
    int64_t seconds = days_from_civil(p.year, p.month, p.day) * SECONDS_PER_DAY + p.hour * 3600 +
                      p.minute * 60 + p.second;
    if (seconds > LAST_SECOND)
        return false;
    *out = (struct date){seconds, precision};
    return true;
}

struct date_parts date_to_parts(struct date date)
{
    int64_t days = date.seconds / SECONDS_PER_DAY, rest = date.seconds % SECONDS_PER_DAY;
    if (rest < 0) {
        rest += SECONDS_PER_DAY;
        days--;
    }
    struct date_parts parts = {
        .hour = (int)(rest / 3600), .minute = (int)(rest / 60 % 60), .second = (int)(rest % 60)};
    civil_from_days(days, &parts);
    return parts;
}

int64_t date_last_second(struct date date)
{
    struct date_parts parts = date_to_parts(date);
    switch (date.precision) {
    case DATE_YEAR:
        return date.seconds + (is_leap(parts.year) ? 366 : 365) * SECONDS_PER_DAY - 1;
    case DATE_MONTH:
        return date.seconds + days_in_month(parts.year, parts.month) * SECONDS_PER_DAY - 1;
    case DATE_DAY:
        return date.seconds + SECONDS_PER_DAY - 1;
    default:
        return date.seconds;
    }
}

static char *put_number(char *at, char before, int number, int digits)
{
    if (before)
        *at++ = before;
    for (int i = digits - 1; i >= 0; i--, number /= 10)
        at[i] = (char)('0' + number % 10);
    return at + digits;
}

size_t date_format(struct date date, char out[static DATE_TEXT_SIZE])
{
    char *at = out;
    if (date.seconds < FIRST_SECOND)
        date.seconds = FIRST_SECOND;
    if (date.seconds > LAST_SECOND)
        date.seconds = LAST_SECOND;
    struct date_parts parts = date_to_parts(date);
    if (date.precision >= DATE_YEAR)
        at = put_number(at, 0, parts.year, 4);
    if (date.precision >= DATE_MONTH)
        at = put_number(at, '-', parts.month, 2);
    if (date.precision >= DATE_DAY)
        at = put_number(at, '-', parts.day, 2);
    if (date.precision >= DATE_SECOND) {
        at = put_number(at, 'T', parts.hour, 2);
        at = put_number(at, ':', parts.minute, 2);
        at = put_number(at, ':', parts.second, 2);
        *at++ = 'Z';
    }
    *at = '\0';
    return (size_t)(at - out);
}
