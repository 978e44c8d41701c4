#ifndef HERALD_SEARCHER_QUERY_DATE_H
#define HERALD_SEARCHER_QUERY_DATE_H

#include "searcher/query_field.h"
#include "searcher/query_zone.h"

/* When it is, and whose days are counted. */
struct query_clock {
    int64_t now; /* UTC, seconds from 1970 */
    struct query_zone zone;
};

/* Seconds from first to last, both included, UTC; open as in QUERY_DATES. */
struct query_dates {
    int64_t first, last;
};

/* What can be wrong with a date in a query. */
enum query_date_problem {
    QUERY_DATE_FINE,
    QUERY_DATE_UNREADABLE, /* no form that is known */
    QUERY_DATE_ABSENT,     /* no such day, hour, or year (1 to 9999) */
    QUERY_DATE_REVERSED, /* a range that ends before it begins; *dates is the range turned round */
    QUERY_DATE_UNBOUNDED /* a range with neither start nor end */
};

/*
 * Read the value of date:, since:, until:, after: or before:
 *
 *     period     2025, 2025-02, 2025-02-14, 20250214, 2025-W07, 2025-W07-5, 2025-045, 2025-Q1,
 *                2025-02-14T10, ...T10:30, ...T10:30:15, with Z or an offset; today, yesterday,
 *                tomorrow, this-week, last-week (from Monday), this-month, last-month, this-year,
 *                last-year; what date_parse reads
 *     moment     now; 30min, 12h, 7d, 2w, 3m or 3mo, 1y (so long ago); P1W, P1Y2M10DT2H30M (the
 * same) range      A..B, A.., ..B; interval A/B, A/, /B, A/P1M, P1M/B; >A, >=A, <A, <=A
 *
 * A period alone is all of it; a moment alone, from then to now. Days are those of the clock's
 * zone unless the text names one.
 */
enum query_date_problem query_date_read(struct slice text, enum query_scope scope,
                                        const struct query_clock *clock, struct query_dates *dates);

/* Append the shortest form that gives the dates again, by the rules of UTC: "2025-02",
 * "2025-02-01..2025-03-15", "..1990". */
void query_date_print(const struct query_dates *dates, struct buffer *out);

#endif
