#include "searcher/query_date_point.h"

#include "corpus/date.h"
#include "searcher/query_spelling.h"

#define DAY_SECONDS 86400

/* Local times, of which the period is all that clocks show from first to before end. */
struct local_period {
    int64_t first, end;
};

/* --- calendars -------------------------------------------------------------------------------- */

static int64_t floor_divide(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

/* Days from 1970-01-01 to the first day of a month, counted from January of the year 0. Years are
 * taken to begin in March, so that the leap day is their last. */
static int64_t month_days(int64_t month)
{
    int64_t shifted = month - 2, year = floor_divide(shifted, 12), of_year = shifted - year * 12;
    int64_t leaps = floor_divide(year, 4) - floor_divide(year, 100) + floor_divide(year, 400);
    return year * 365 + leaps + (of_year * 153 + 2) / 5 - 719468;
}

/* The month, as above, and day from 1, of a day. */
static int64_t month_of(int64_t days, int64_t *day)
{
    int64_t month = floor_divide((days + 719528) * 4800, 146097);
    while (month_days(month) > days)
        month--;
    while (month_days(month + 1) <= days)
        month++;
    *day = days - month_days(month) + 1;
    return month;
}

/* A local time later or earlier by a duration; a day that its month does not have becomes the last
 * one that it has. */
static int64_t shift(int64_t local, const struct query_duration *by, int sign)
{
    int64_t day, days = floor_divide(local, DAY_SECONDS), clock = local - days * DAY_SECONDS;
    int64_t month = month_of(days, &day) + sign * by->months;
    int64_t length = month_days(month + 1) - month_days(month);
    int64_t moved = month_days(month) + (day < length ? day : length) - 1 + sign * by->days;
    return moved * DAY_SECONDS + clock + sign * by->seconds;
}

/* Days from Monday. */
static int64_t weekday(int64_t days)
{
    int64_t since = days + 3; /* 1970-01-01 was a Thursday */
    return since - floor_divide(since, 7) * 7;
}

static struct query_period in_zone(const struct query_clock *clock, struct local_period local)
{
    return (struct query_period){query_zone_utc(&clock->zone, local.first),
                                 query_zone_utc(&clock->zone, local.end)};
}

/* --- durations -------------------------------------------------------------------------------- */

/* Numbers this long keep all sums far from the ends of 64 bits. */
#define DURATION_DIGITS 6

/* Take digits off the front. */
static bool take_count(struct slice *text, int64_t *count)
{
    size_t digits = spelling_digits(*text, 0);
    uint32_t number = 0;
    struct slice taken = {text->bytes, digits};
    if (digits == 0 || digits > DURATION_DIGITS || !spelling_number(taken, UINT32_MAX, &number))
        return false;
    *count = number;
    *text = (struct slice){text->bytes + digits, text->length - digits};
    return true;
}

static bool add_unit(struct query_duration *duration, char unit, bool time, int64_t count)
{
    switch (unit) {
    case 'y':
        duration->months += count * 12;
        return !time;
    case 'w':
        duration->days += count * 7;
        return !time;
    case 'd':
        duration->days += count;
        return !time;
    case 'm':
        if (time)
            duration->seconds += count * 60;
        else
            duration->months += count;
        return true;
    case 'h':
        duration->seconds += count * 3600;
        return time;
    case 's':
        duration->seconds += count;
        return time;
    default:
        return false;
    }
}

/* "P1Y2M10DT2H30M", as ISO 8601 has it, without fractions. */
static bool read_iso_duration(struct slice text, struct query_duration *duration)
{
    static const char order[] = "ymwdhms"; /* each at most once, in this order */
    size_t next = 0;
    bool time = false;
    *duration = (struct query_duration){0, 0, 0};
    if (text.length < 3 || spelling_lower(text.bytes[0]) != 'p')
        return false;
    text = (struct slice){text.bytes + 1, text.length - 1};
    while (text.length > 0) {
        int64_t count;
        if (!time && spelling_lower(text.bytes[0]) == 't') {
            time = true;
            next = next > 4 ? next : 4;
            text = (struct slice){text.bytes + 1, text.length - 1};
        }
        if (!take_count(&text, &count) || text.length == 0)
            return false;
        char unit = spelling_lower(text.bytes[0]);
        while (order[next] && order[next] != unit)
            next++;
        if (!order[next] || !add_unit(duration, unit, time, count))
            return false;
        next++;
        text = (struct slice){text.bytes + 1, text.length - 1};
    }
    return true;
}

/* "7d", "12 hours", "3mo". */
static bool read_short_duration(struct slice text, struct query_duration *duration)
{
    static const struct {
        const char *name;
        char unit;
        bool time;
    } units[] = {
        {"min", 'm', true},   {"minutes", 'm', true}, {"h", 'h', true},       {"hour", 'h', true},
        {"hours", 'h', true}, {"d", 'd', false},      {"day", 'd', false},    {"days", 'd', false},
        {"w", 'w', false},    {"week", 'w', false},   {"weeks", 'w', false},  {"m", 'm', false},
        {"mo", 'm', false},   {"month", 'm', false},  {"months", 'm', false}, {"y", 'y', false},
        {"year", 'y', false}, {"years", 'y', false},
    };
    int64_t count;
    *duration = (struct query_duration){0, 0, 0};
    if (!take_count(&text, &count))
        return false;
    while (text.length > 0 && text.bytes[0] == ' ')
        text = (struct slice){text.bytes + 1, text.length - 1};
    for (size_t at = 0; at < sizeof(units) / sizeof(*units); at++)
        if (spelling_equal(text, units[at].name))
            return add_unit(duration, units[at].unit, units[at].time, count);
    return false;
}

bool query_date_duration(struct slice text, struct query_duration *duration)
{
    return read_iso_duration(text, duration) || read_short_duration(text, duration);
}

/* --- periods ---------------------------------------------------------------------------------- */

/* The length of a run of digits, the number that it is, and the rest of the text. */
static bool take_digits(struct slice *text, size_t digits, int *number)
{
    uint32_t value = 0;
    if (text->length < digits ||
        !spelling_number((struct slice){text->bytes, digits}, 9999, &value))
        return false;
    *number = (int)value;
    *text = (struct slice){text->bytes + digits, text->length - digits};
    return true;
}

static bool take_sign(struct slice *text, char sign)
{
    if (text->length == 0 || spelling_lower(text->bytes[0]) != sign)
        return false;
    *text = (struct slice){text->bytes + 1, text->length - 1};
    return true;
}

static struct local_period days_period(int64_t first, int64_t count)
{
    return (struct local_period){first * DAY_SECONDS, (first + count) * DAY_SECONDS};
}

static struct local_period months_period(int64_t first, int64_t count)
{
    int64_t day = month_days(first);
    return days_period(day, month_days(first + count) - day);
}

/* "W07" or "W07-5" behind a year: weeks begin on Monday, and the first has the year's 4 January. */
static enum query_date_problem read_week(struct slice text, int year, struct local_period *out)
{
    int week = 0, day = 0;
    if (!take_digits(&text, 2, &week))
        return QUERY_DATE_UNREADABLE;
    if (text.length > 0 && (!take_sign(&text, '-') || !take_digits(&text, 1, &day) || text.length))
        return QUERY_DATE_UNREADABLE;
    int64_t first = month_days((int64_t)year * 12) + 3, next = month_days((year + 1) * 12) + 3;
    first -= weekday(first);
    next -= weekday(next);
    if (week < 1 || week > (next - first) / 7 || day > 7)
        return QUERY_DATE_ABSENT;
    first += (week - 1) * 7;
    *out = day ? days_period(first + day - 1, 1) : days_period(first, 7);
    return QUERY_DATE_FINE;
}

/* What stands behind a year that is no month: a week, a quarter, a day of the year. */
static enum query_date_problem read_part_of_year(struct slice text, int year,
                                                 struct local_period *out)
{
    int number = 0;
    if (take_sign(&text, 'w'))
        return read_week(text, year, out);
    if (take_sign(&text, 'q')) {
        if (!take_digits(&text, 1, &number) || text.length)
            return QUERY_DATE_UNREADABLE;
        *out = months_period((int64_t)year * 12 + (number - 1) * 3, 3);
        return number >= 1 && number <= 4 ? QUERY_DATE_FINE : QUERY_DATE_ABSENT;
    }
    if (!take_digits(&text, 3, &number) || text.length)
        return QUERY_DATE_UNREADABLE;
    int64_t first = month_days((int64_t)year * 12);
    *out = days_period(first + number - 1, 1);
    bool exists = number >= 1 && number <= month_days((int64_t)(year + 1) * 12) - first;
    return exists ? QUERY_DATE_FINE : QUERY_DATE_ABSENT;
}

/* The offset at the end of a time, as in query_zone_open. */
static bool read_zone(struct slice text, struct query_zone *zone)
{
    char name[8];
    if (text.length == 0 || text.length >= sizeof(name))
        return false;
    for (size_t at = 0; at <= text.length; at++)
        name[at] = at < text.length ? text.bytes[at] : '\0';
    if (name[0] == 'z')
        name[0] = 'Z';
    bool offset = name[0] == '+' || name[0] == '-' || strcmp(name, "Z") == 0;
    return offset && query_zone_open(name, zone);
}

/* "10", "10:30", "10:30:15", "1030": the parts, and how many seconds it stands for; 0 where it is
 * no time. Moves the text behind it. */
static int64_t take_time(struct slice *text, int parts[static 3])
{
    if (!take_digits(text, 2, &parts[0]))
        return 0;
    bool colon = take_sign(text, ':');
    if (!take_digits(text, 2, &parts[1]))
        return colon ? 0 : 3600;
    bool more = !colon || take_sign(text, ':');
    if (!more || !take_digits(text, 2, &parts[2]))
        return colon && more ? 0 : 60;
    if (take_sign(text, '.')) {
        size_t fraction = spelling_digits(*text, 0);
        *text = (struct slice){text->bytes + fraction, text->length - fraction};
    }
    return 1;
}

/* A time, with a zone or not, behind a day. */
static enum query_date_problem read_time(struct slice text, int64_t day,
                                         const struct query_clock *clock, struct query_period *out)
{
    int parts[3] = {0, 0, 0};
    struct query_zone zone = clock->zone;
    int64_t length = take_time(&text, parts);
    if (length == 0 || (text.length > 0 && !read_zone(text, &zone)))
        return QUERY_DATE_UNREADABLE;
    if (parts[0] > 23 || parts[1] > 59 || parts[2] > 59)
        return QUERY_DATE_ABSENT;
    int64_t first = day * DAY_SECONDS + parts[0] * 3600 + parts[1] * 60 + parts[2];
    out->first = query_zone_utc(&zone, first);
    out->end = out->first + length;
    return QUERY_DATE_FINE;
}

/* What stands behind a year, a month and a day. */
static enum query_date_problem read_day(struct slice text, int year, int month, int day,
                                        const struct query_clock *clock, struct query_period *out)
{
    int64_t first = month_days((int64_t)year * 12 + month - 1);
    bool exists = month >= 1 && month <= 12 && day >= 1 &&
                  day <= month_days((int64_t)year * 12 + month) - first;
    if (!exists)
        return QUERY_DATE_ABSENT;
    if (text.length == 0) {
        *out = in_zone(clock, days_period(first + day - 1, 1));
        return QUERY_DATE_FINE;
    }
    if (!take_sign(&text, 't') && !take_sign(&text, ' '))
        return QUERY_DATE_UNREADABLE;
    return read_time(text, first + day - 1, clock, out);
}

/* What stands behind a year and a dash. */
static enum query_date_problem read_within_year(struct slice text, int year,
                                                const struct query_clock *clock,
                                                struct query_period *out)
{
    int month = 0, day = 0;
    struct slice rest = text;
    struct local_period local;
    enum query_date_problem problem = QUERY_DATE_FINE;
    if (!take_digits(&rest, 2, &month) || (rest.length && spelling_is_digit(rest.bytes[0]))) {
        problem = read_part_of_year(text, year, &local);
    } else if (rest.length > 0) {
        bool full = take_sign(&rest, '-') && take_digits(&rest, 2, &day);
        return full ? read_day(rest, year, month, day, clock, out) : QUERY_DATE_UNREADABLE;
    } else if (month < 1 || month > 12) {
        problem = QUERY_DATE_ABSENT;
    } else {
        local = months_period((int64_t)year * 12 + month - 1, 1);
    }
    if (problem == QUERY_DATE_FINE)
        *out = in_zone(clock, local);
    return problem;
}

/* A date that begins with a year of four digits. */
static enum query_date_problem read_iso(struct slice text, const struct query_clock *clock,
                                        struct query_period *out)
{
    int year = 0, month = 0, day = 0;
    if (!take_digits(&text, 4, &year))
        return QUERY_DATE_UNREADABLE;
    if (year < 1)
        return QUERY_DATE_ABSENT;
    if (take_sign(&text, '-'))
        return read_within_year(text, year, clock, out);
    if (text.length > 0)
        return take_digits(&text, 2, &month) && take_digits(&text, 2, &day)
                   ? read_day(text, year, month, day, clock, out)
                   : QUERY_DATE_UNREADABLE;
    *out = in_zone(clock, months_period((int64_t)year * 12, 12));
    return QUERY_DATE_FINE;
}

/* Whether a text is a name, in which a blank or a low line may stand for the dash. */
static bool is_name(struct slice text, const char *name)
{
    if (strlen(name) != text.length)
        return false;
    for (size_t at = 0; at < text.length; at++) {
        char c = spelling_lower(text.bytes[at]);
        if ((c == ' ' || c == '_' ? '-' : c) != name[at])
            return false;
    }
    return true;
}

/* Days, weeks, months and years that are named from today. */
static const struct {
    const char *name;
    char unit;
    int from; /* today's */
} names[] = {
    {"today", 'd', 0},       {"yesterday", 'd', -1}, {"tomorrow", 'd', 1},
    {"this-week", 'w', 0},   {"last-week", 'w', -1}, {"this-month", 'm', 0},
    {"last-month", 'm', -1}, {"this-year", 'y', 0},  {"last-year", 'y', -1},
};

/* Whether a text is a name but for its dash, for which it may have another sign. */
static bool is_name_without_dash(struct slice text, const char *name)
{
    size_t at = 0;
    for (; *name; name++) {
        if (*name != '-') {
            if (at >= text.length || spelling_lower(text.bytes[at++]) != *name)
                return false;
        } else if (at < text.length && strchr("-_ ", text.bytes[at])) {
            at++;
        }
    }
    return at == text.length;
}

const char *query_date_nearest(struct slice text)
{
    for (size_t at = 0; at < sizeof(names) / sizeof(*names); at++)
        if (is_name_without_dash(text, names[at].name) || spelling_near(text, names[at].name))
            return names[at].name;
    return NULL;
}

static bool read_named(struct slice text, const struct query_clock *clock, struct query_period *out)
{
    int64_t today = floor_divide(query_zone_local(&clock->zone, clock->now), DAY_SECONDS), day;
    int64_t month = month_of(today, &day), january = floor_divide(month, 12) * 12;
    for (size_t at = 0; at < sizeof(names) / sizeof(*names); at++) {
        if (!is_name(text, names[at].name))
            continue;
        int64_t from = names[at].from;
        struct local_period local =
            names[at].unit == 'd'   ? days_period(today + from, 1)
            : names[at].unit == 'w' ? days_period(today - weekday(today) + from * 7, 7)
            : names[at].unit == 'm' ? months_period(month + from, 1)
                                    : months_period(january + from * 12, 12);
        *out = in_zone(clock, local);
        return true;
    }
    return false;
}

/* Dates as articles write them, "22 May 2021": those without a time are days of the zone. */
static bool read_other(struct slice text, const struct query_clock *clock, struct query_period *out)
{
    struct date date;
    if (!date_parse(text, &date))
        return false;
    struct local_period local = {date.seconds, date_last_second(date) + 1};
    *out = date.precision == DATE_SECOND ? (struct query_period){local.first, local.end}
                                         : in_zone(clock, local);
    return true;
}

int64_t query_date_shift(const struct query_clock *clock, int64_t utc,
                         const struct query_duration *duration, int sign)
{
    struct query_duration calendar = {duration->months, duration->days, 0};
    int64_t local = shift(query_zone_local(&clock->zone, utc), &calendar, sign);
    return query_zone_utc(&clock->zone, local) + sign * duration->seconds;
}

enum query_date_problem query_date_point(struct slice text, const struct query_clock *clock,
                                         struct query_period *out)
{
    struct query_duration duration;
    if (is_name(text, "now")) {
        *out = (struct query_period){clock->now, clock->now};
        return QUERY_DATE_FINE;
    }
    if (read_named(text, clock, out))
        return QUERY_DATE_FINE;
    if (query_date_duration(text, &duration)) {
        int64_t then = query_date_shift(clock, clock->now, &duration, -1);
        *out = (struct query_period){then, then};
        return QUERY_DATE_FINE;
    }
    enum query_date_problem problem = read_iso(text, clock, out);
    if (problem == QUERY_DATE_UNREADABLE && read_other(text, clock, out))
        return QUERY_DATE_FINE;
    return problem;
}
