#ifndef HERALD_SEARCHER_QUERY_DATE_POINT_H
#define HERALD_SEARCHER_QUERY_DATE_POINT_H

#include "searcher/query_date.h"

/* The pieces of which query_date_read puts ranges together. */

/* The first and the last second that dates can have: of the years 1 to 9999. */
#define QUERY_FIRST_SECOND INT64_C(-62135596800)
#define QUERY_LAST_SECOND  INT64_C(253402300799)

/* A period in UTC, of which the end is the first second after it; or, where first == end, a
 * moment. */
struct query_period {
    int64_t first, end;
};

/* A length of time as calendars count it. */
struct query_duration {
    int64_t months, days, seconds;
};

/* Read a period or a moment. QUERY_DATE_FINE, UNREADABLE or ABSENT. */
enum query_date_problem query_date_point(struct slice text, const struct query_clock *clock,
                                         struct query_period *period);

/* The name of a period ("last-week") that a text nearly is, static; NULL for none. */
const char *query_date_nearest(struct slice text);

/* Read a duration: "P1Y2M10DT2H30M" or "7d". False where it is none. */
bool query_date_duration(struct slice text, struct query_duration *duration);

/* The moment a duration later (sign 1) or earlier (-1), by the calendar of the clock's zone; of a
 * day that its month does not have, the last one that it has. */
int64_t query_date_shift(const struct query_clock *clock, int64_t utc,
                         const struct query_duration *duration, int sign);

#endif
