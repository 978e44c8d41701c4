#include "searcher/query_date.h"

#include "corpus/date.h"
#include "searcher/query_date_point.h"

/* The two sides of a range, either of which may be missing. */
struct sides {
    struct slice left, right;
};

/* The last second of a period; a moment is its own. */
static int64_t last_of(struct query_period period)
{
    return period.end > period.first ? period.end - 1 : period.first;
}

static bool is_open(struct slice side)
{
    return side.length == 0 || slice_equal(side, SLICE(".."));
}

static bool split(struct slice text, const char *sign, struct sides *sides)
{
    size_t length = strlen(sign);
    for (size_t at = 0; at + length <= text.length; at++) {
        if (memcmp(text.bytes + at, sign, length) != 0)
            continue;
        sides->left = (struct slice){text.bytes, at};
        sides->right = (struct slice){text.bytes + at + length, text.length - at - length};
        return true;
    }
    return false;
}

/* An interval of which one side is a duration, counted from the other. */
static enum query_date_problem read_counted(struct slice point, const struct query_duration *length,
                                            bool backwards, const struct query_clock *clock,
                                            struct query_dates *dates)
{
    struct query_period period;
    enum query_date_problem problem = query_date_point(point, clock, &period);
    if (problem != QUERY_DATE_FINE)
        return problem;
    if (backwards) {
        dates->first = query_date_shift(clock, period.end, length, -1);
        dates->last = last_of(period);
    } else {
        dates->first = period.first;
        dates->last = query_date_shift(clock, period.first, length, 1) - 1;
    }
    return QUERY_DATE_FINE;
}

static enum query_date_problem
read_sides(const struct sides *sides, const struct query_clock *clock, struct query_dates *dates)
{
    struct query_period left, right;
    bool open_left = is_open(sides->left), open_right = is_open(sides->right);
    enum query_date_problem problem = QUERY_DATE_FINE;
    if (open_left && open_right)
        return QUERY_DATE_UNBOUNDED;
    if (!open_left)
        problem = query_date_point(sides->left, clock, &left);
    if (problem == QUERY_DATE_FINE && !open_right)
        problem = query_date_point(sides->right, clock, &right);
    if (problem != QUERY_DATE_FINE)
        return problem;
    dates->first = open_left ? QUERY_SECOND_FIRST : left.first;
    dates->last = open_right ? QUERY_SECOND_LAST : last_of(right);
    if (dates->first <= dates->last)
        return QUERY_DATE_FINE;
    *dates = (struct query_dates){right.first, last_of(left)};
    return QUERY_DATE_REVERSED;
}

static enum query_date_problem
read_interval(const struct sides *sides, const struct query_clock *clock, struct query_dates *dates)
{
    struct query_duration duration;
    if (!is_open(sides->left) && query_date_duration(sides->right, &duration))
        return read_counted(sides->left, &duration, false, clock, dates);
    if (!is_open(sides->right) && query_date_duration(sides->left, &duration))
        return read_counted(sides->right, &duration, true, clock, dates);
    return read_sides(sides, clock, dates);
}

/* The scope that a sign before a date stands for; the text is moved behind it. */
static enum query_scope take_comparison(struct slice *text)
{
    bool equal = text->length > 1 && text->bytes[1] == '=';
    size_t length = equal ? 2 : 1;
    enum query_scope scope = QUERY_SCOPE_DATE;
    if (text->length == 0)
        return scope;
    if (text->bytes[0] == '>')
        scope = equal ? QUERY_SCOPE_SINCE : QUERY_SCOPE_AFTER;
    else if (text->bytes[0] == '<')
        scope = equal ? QUERY_SCOPE_UNTIL : QUERY_SCOPE_BEFORE;
    else
        length = text->bytes[0] == '=' ? 1 : 0;
    *text = (struct slice){text->bytes + length, text->length - length};
    return scope;
}

/* A point by itself or behind a sign: what it stands for in a scope. */
static enum query_date_problem read_single(struct slice text, enum query_scope scope,
                                           const struct query_clock *clock,
                                           struct query_dates *dates)
{
    struct query_period period;
    if (scope == QUERY_SCOPE_DATE)
        scope = take_comparison(&text);
    enum query_date_problem problem = query_date_point(text, clock, &period);
    if (problem != QUERY_DATE_FINE)
        return problem;
    *dates = (struct query_dates){QUERY_SECOND_FIRST, QUERY_SECOND_LAST};
    if (scope == QUERY_SCOPE_SINCE)
        dates->first = period.first;
    else if (scope == QUERY_SCOPE_AFTER)
        dates->first = last_of(period) + 1;
    else if (scope == QUERY_SCOPE_UNTIL)
        dates->last = last_of(period);
    else if (scope == QUERY_SCOPE_BEFORE)
        dates->last = period.first - 1;
    else
        *dates = (struct query_dates){period.first,
                                      period.end > period.first ? period.end - 1 : clock->now};
    return QUERY_DATE_FINE;
}

enum query_date_problem query_date_read(struct slice text, enum query_scope scope,
                                        const struct query_clock *clock, struct query_dates *dates)
{
    struct sides sides;
    enum query_date_problem problem;
    if (scope == QUERY_SCOPE_DATE && split(text, "/", &sides))
        problem = read_interval(&sides, clock, dates);
    else if (scope == QUERY_SCOPE_DATE && split(text, "..", &sides))
        problem = read_sides(&sides, clock, dates);
    else
        problem = read_single(text, scope, clock, dates);
    if (problem != QUERY_DATE_FINE && problem != QUERY_DATE_REVERSED)
        return problem;
    if (dates->first > QUERY_LAST_SECOND || dates->last < QUERY_FIRST_SECOND ||
        dates->first > dates->last)
        return QUERY_DATE_ABSENT;
    if (dates->first != QUERY_SECOND_FIRST && dates->first < QUERY_FIRST_SECOND)
        dates->first = QUERY_FIRST_SECOND;
    if (dates->last != QUERY_SECOND_LAST && dates->last > QUERY_LAST_SECOND)
        dates->last = QUERY_LAST_SECOND;
    return problem;
}

/* --- printing --------------------------------------------------------------------------------- */

/* The period of a precision that a second lies in. */
static struct date period_of(int64_t second, enum date_precision precision)
{
    struct date date = {second, DATE_SECOND};
    struct date_parts parts = date_to_parts(date);
    date_from_parts(&parts, precision, &date);
    return date;
}

/* Whether the bounds of a range fall on those of years, months or days. */
static bool is_aligned(const struct query_dates *dates, enum date_precision precision)
{
    bool open_first = dates->first == QUERY_SECOND_FIRST;
    bool open_last = dates->last == QUERY_SECOND_LAST;
    return (open_first || period_of(dates->first, precision).seconds == dates->first) &&
           (open_last || date_last_second(period_of(dates->last, precision)) == dates->last);
}

static void print_point(int64_t second, enum date_precision precision, struct buffer *out)
{
    char text[DATE_TEXT_SIZE];
    size_t length = date_format(period_of(second, precision), text);
    buffer_append(out, text, length);
}

void query_date_print(const struct query_dates *dates, struct buffer *out)
{
    enum date_precision precision = DATE_YEAR;
    bool open_first = dates->first == QUERY_SECOND_FIRST;
    bool open_last = dates->last == QUERY_SECOND_LAST;
    while (precision < DATE_SECOND && !is_aligned(dates, precision))
        precision++;
    if (!open_first)
        print_point(dates->first, precision, out);
    if (!open_first && !open_last &&
        date_last_second(period_of(dates->first, precision)) == dates->last)
        return;
    buffer_append_string(out, "..");
    if (!open_last)
        print_point(dates->last, precision, out);
}
