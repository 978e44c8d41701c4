#ifndef HERALD_SEARCHER_QUERY_ZONE_H
#define HERALD_SEARCHER_QUERY_ZONE_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Time zones, by ICU's tables. Local time is counted like UTC, in seconds from 1970-01-01T00:00:00
 * as clocks there show it.
 */
struct query_zone {
    const struct icu_calendar *icu;
    void *calendar; /* ICU's; NULL: a fixed offset */
    int64_t offset; /* seconds east of UTC, where there is no calendar */
};

/* Open a zone: a name of the tz database ("Asia/Tehran"), "UTC" or "Z", "+03:30", or "local" for
 * the computer's; NULL is UTC. False where there is no such zone. */
bool query_zone_open(const char *name, struct query_zone *zone);

/* Free it. Takes an empty one. */
void query_zone_close(struct query_zone *zone);

/* What clocks show at a moment. */
int64_t query_zone_local(const struct query_zone *zone, int64_t utc);

/* The first moment at which clocks show a local time; of one that they leap over, the moment of the
 * leap. */
int64_t query_zone_utc(const struct query_zone *zone, int64_t local);

#endif
