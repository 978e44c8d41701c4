#include "corpus/date.h"

/*
 * Reading dates. Each form is a small function over a cursor, which says whether the text has that
 * form; whether there is such a day is for date_from_parts.
 */

struct cursor {
    const char *at, *end;
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static char to_lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool is_letter(char c)
{
    return to_lower(c) >= 'a' && to_lower(c) <= 'z';
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static bool take(struct cursor *c, char wanted)
{
    if (c->at == c->end || *c->at != wanted)
        return false;
    c->at++;
    return true;
}

static bool take_blanks(struct cursor *c)
{
    const char *start = c->at;
    while (c->at < c->end && is_blank(*c->at))
        c->at++;
    return c->at > start;
}

/* A run of `least` to `most` (at most 8) digits, and no more of them; *count may be NULL. */
static bool take_number(struct cursor *c, int least, int most, int *number, int *count)
{
    int digits = 0, value = 0;
    while (digits < most && c->at + digits < c->end && is_digit(c->at[digits]))
        value = value * 10 + (c->at[digits++] - '0');
    if (digits < least || (c->at + digits < c->end && is_digit(c->at[digits])))
        return false;
    c->at += digits;
    *number = value;
    if (count)
        *count = digits;
    return true;
}

/* Exactly two digits, whatever follows: "12" of "120047". */
static bool take_pair(struct cursor *c, int *number)
{
    if (c->end - c->at < 2 || !is_digit(c->at[0]) || !is_digit(c->at[1]))
        return false;
    *number = (c->at[0] - '0') * 10 + (c->at[1] - '0');
    c->at += 2;
    return true;
}

static struct slice take_word(struct cursor *c)
{
    const char *start = c->at;
    while (c->at < c->end && is_letter(*c->at))
        c->at++;
    return (struct slice){start, (size_t)(c->at - start)};
}

/* Which of the names a word is, or -1: the whole name, or its first three letters or "sept". */
static int name_index(struct slice word, const char *const *names, int count)
{
    for (int i = 0; i < count; i++) {
        struct slice name = slice_of(names[i]);
        bool abbreviation = word.length == 3 || (word.length == 4 && i == 8 && count == 12);
        if (word.length != name.length && !abbreviation)
            continue;
        size_t same = 0;
        while (same < word.length && same < name.length &&
               to_lower(word.bytes[same]) == name.bytes[same])
            same++;
        if (same == word.length)
            return i;
    }
    return -1;
}

static bool take_month(struct cursor *c, int *month)
{
    static const char *const months[] = {"january",   "february", "march",    "april",
                                         "may",       "june",     "july",     "august",
                                         "september", "october",  "november", "december"};
    int index = name_index(take_word(c), months, 12);
    *month = index + 1;
    if (index >= 0)
        take(c, '.');
    return index >= 0;
}

/* "Sat, ", "Saturday " or nothing. Whether it was that day of the week is not our business. */
static void skip_weekday(struct cursor *c)
{
    static const char *const days[] = {"sunday",   "monday", "tuesday", "wednesday",
                                       "thursday", "friday", "saturday"};
    struct cursor try = *c;
    if (name_index(take_word(&try), days, 7) < 0)
        return;
    take(&try, '.');
    take(&try, ',');
    take_blanks(&try);
    *c = try;
}

/* "12:00:47.25", "12:00" or, where there are no colons, "120047" and "1200". */
static bool take_time(struct cursor *c, struct date_parts *parts)
{
    if (!take_pair(c, &parts->hour))
        return false;
    bool colons = take(c, ':');
    if (!take_pair(c, &parts->minute))
        return false;
    bool seconds = colons ? take(c, ':') : c->at < c->end && is_digit(*c->at);
    if (seconds && !take_pair(c, &parts->second))
        return false;
    if (seconds && c->end - c->at >= 2 && (*c->at == '.' || *c->at == ',') && is_digit(c->at[1])) {
        c->at++;
        while (c->at < c->end && is_digit(*c->at))
            c->at++;
    }
    return c->at == c->end || !is_digit(*c->at);
}

/* "Z", a zone name of RFC 822 (section 5.1) or "UTC", as seconds east of Greenwich. */
static bool take_zone_name(struct cursor *c, int *east)
{
    static const struct {
        const char *name;
        int hours;
    } zones[] = {{"ut", 0},   {"utc", 0},  {"gmt", 0},  {"est", -5}, {"edt", -4}, {"cst", -6},
                 {"cdt", -5}, {"mst", -7}, {"mdt", -6}, {"pst", -8}, {"pdt", -7}};
    struct slice word = take_word(c);
    *east = 0;
    /* Military letters were defined the wrong way round, so RFC 2822 (4.3) reads them as UTC. */
    if (word.length == 1)
        return to_lower(word.bytes[0]) != 'j';
    for (size_t i = 0; i < sizeof(zones) / sizeof(zones[0]); i++) {
        struct slice name = slice_of(zones[i].name);
        size_t same = 0;
        while (same < word.length && same < name.length &&
               to_lower(word.bytes[same]) == name.bytes[same])
            same++;
        if (same == word.length && same == name.length) {
            *east = zones[i].hours * 3600;
            return true;
        }
    }
    return false;
}

/* "+02:00", "-0500", "+02" or a name. */
static bool take_zone(struct cursor *c, int *east)
{
    bool plus = take(c, '+');
    if (!plus && !take(c, '-'))
        return take_zone_name(c, east);
    int hours, minutes = 0;
    if (!take_pair(c, &hours))
        return false;
    if ((take(c, ':') || c->at < c->end) && !take_pair(c, &minutes))
        return false;
    if (hours > 23 || minutes > 59)
        return false;
    *east = (plus ? 1 : -1) * (hours * 3600 + minutes * 60);
    return true;
}

/* What a form has found: the parts, how exact they are, and the zone they are in. */
struct reading {
    struct date_parts parts;
    enum date_precision precision;
    int east;
};

/* A time and a zone, both optional, up to the end. */
static bool take_clock(struct cursor *c, struct reading *out)
{
    if (c->at == c->end)
        return true;
    if (!take_time(c, &out->parts))
        return false;
    out->precision = DATE_SECOND;
    take_blanks(c);
    if (c->at < c->end && !take_zone(c, &out->east))
        return false;
    return c->at == c->end;
}

/* "1963", "1963-01", "1963-01-04", "19630104", each of the last two with a time. */
static bool read_iso(struct cursor c, struct reading *out)
{
    int number, digits;
    if (!take_number(&c, 4, 8, &number, &digits) || (digits != 4 && digits != 8))
        return false;
    if (digits == 8) {
        out->parts.year = number / 10000;
        out->parts.month = number / 100 % 100;
        out->parts.day = number % 100;
    } else {
        out->parts.year = number;
        out->precision = DATE_YEAR;
        if (c.at == c.end)
            return true;
        if (!take(&c, '-') || !take_number(&c, 2, 2, &out->parts.month, NULL))
            return false;
        out->precision = DATE_MONTH;
        if (c.at == c.end)
            return true;
        if (!take(&c, '-') || !take_number(&c, 2, 2, &out->parts.day, NULL))
            return false;
    }
    out->precision = DATE_DAY;
    if (c.at == c.end)
        return true;
    if (!take(&c, 'T') && !take(&c, 't') && !take_blanks(&c))
        return false;
    return c.at < c.end && take_clock(&c, out);
}

/* A year of 4 digits, or of 2 or 3 as RFC 2822 (section 4.3) reads them where a time follows. */
static bool take_year(struct cursor *c, int *year)
{
    int digits;
    if (!take_number(c, 2, 4, year, &digits))
        return false;
    if (digits == 4)
        return true;
    struct cursor rest = *c;
    if (!take_blanks(&rest) || rest.at == rest.end)
        return false;
    *year += digits == 3 || *year >= 50 ? 1900 : 2000;
    return true;
}

/* "26-FEB-1987 15:01:01.79", "Sat, 22 May 2021 12:00:47 GMT", "22 May 2021". */
static bool read_day_month_year(struct cursor c, struct reading *out)
{
    skip_weekday(&c);
    if (!take_number(&c, 1, 2, &out->parts.day, NULL))
        return false;
    bool dashes = take(&c, '-');
    if (!dashes && !take_blanks(&c))
        return false;
    if (!take_month(&c, &out->parts.month))
        return false;
    if (dashes ? !take(&c, '-') : !take_blanks(&c))
        return false;
    if (!take_year(&c, &out->parts.year))
        return false;
    out->precision = DATE_DAY;
    take(&c, ',');
    take_blanks(&c);
    return take_clock(&c, out);
}

/* "May 22, 2021", "May 2021". */
static bool read_month_day_year(struct cursor c, struct reading *out)
{
    skip_weekday(&c);
    if (!take_month(&c, &out->parts.month) || !take_blanks(&c))
        return false;
    int number, digits;
    if (!take_number(&c, 1, 4, &number, &digits) || digits == 3)
        return false;
    if (digits == 4) {
        out->parts.year = number;
        out->precision = DATE_MONTH;
        return c.at == c.end;
    }
    out->parts.day = number;
    bool comma = take(&c, ',');
    if ((!take_blanks(&c) && !comma) || !take_number(&c, 4, 4, &out->parts.year, NULL))
        return false;
    out->precision = DATE_DAY;
    take(&c, ',');
    take_blanks(&c);
    return take_clock(&c, out);
}

static struct cursor trimmed(struct slice text)
{
    struct cursor c = {text.bytes, text.length ? text.bytes + text.length : text.bytes};
    take_blanks(&c);
    while (c.at < c.end && is_blank(c.end[-1]))
        c.end--;
    return c;
}

/* Turn a reading into a date in UTC. */
static bool to_utc(const struct reading *reading, struct date *out)
{
    struct date date;
    if (!date_from_parts(&reading->parts, reading->precision, &date))
        return false;
    date.seconds -= reading->east;
    struct date_parts parts = date_to_parts(date);
    if (parts.year < 1 || parts.year > 9999)
        return false;
    *out = date;
    return true;
}

bool date_parse(struct slice text, struct date *out)
{
    static bool (*const forms[])(struct cursor, struct reading *) = {read_iso, read_day_month_year,
                                                                     read_month_day_year};
    struct cursor c = trimmed(text);
    for (size_t i = 0; c.at < c.end && i < sizeof(forms) / sizeof(forms[0]); i++) {
        struct reading reading = {.precision = DATE_NONE};
        if (forms[i](c, &reading))
            return to_utc(&reading, out);
    }
    return false;
}

bool date_parse_slashed(struct slice text, int century, struct date *out)
{
    struct cursor c = trimmed(text);
    struct date_parts parts = {0};
    if (!take_number(&c, 1, 2, &parts.month, NULL) || !take(&c, '/') ||
        !take_number(&c, 1, 2, &parts.day, NULL) || (!take(&c, '/') && !take(&c, ' ')) ||
        !take_number(&c, 2, 2, &parts.year, NULL) || c.at != c.end)
        return false;
    parts.year += century;
    return date_from_parts(&parts, DATE_DAY, out);
}
