#ifndef HERALD_SEARCHER_PERIOD_H
#define HERALD_SEARCHER_PERIOD_H

#include "searcher/facet_column.h"

/*
 * Days, weeks, months and years of the calendar, in UTC, counted without a gap: the number of a day
 * is that from 1970-01-01, of a week (ISO 8601, Monday to Sunday) that from the one with that day,
 * of a month that from January of year 0, of a year its own.
 */
enum period { PERIOD_DAY, PERIOD_WEEK, PERIOD_MONTH, PERIOD_YEAR, PERIODS };

/* What a kind of period is called ("week"), static. */
const char *period_kind_name(enum period period);

/* A number that no period has. */
#define PERIOD_NONE INT32_MIN

/* The period that an article was published in; PERIOD_NONE where its date is not known so exactly,
 * or not at all. */
int32_t period_of(const struct facet_dates *dates, uint32_t docid, enum period period);

/* The period of a day. */
int32_t period_of_day(int32_t day, enum period period);

/* The first day of a period. */
int32_t period_first_day(int32_t number, enum period period);

/* Room for a name and its NUL. */
#define PERIOD_NAME_SIZE 16

/* Write the name, by ISO 8601 ("2025-02-14", "2025-W07", "2025-02", "2025"), and return its length.
 */
size_t period_name(int32_t number, enum period period, char out[static PERIOD_NAME_SIZE]);

/* The articles of each period, from the first period to the last. */
struct period_counts {
    int32_t first, last; /* last < first: no period */
    uint32_t *counts;    /* of period `first` and following */
    uint32_t dated;      /* articles counted */
};

/*
 * Count the articles of a set by period; of all articles of the index where `matches` is NULL.
 * False on no memory. Free with period_counts_dispose.
 */
bool period_count(const struct facet_dates *dates, const struct match_set *matches,
                  enum period period, struct period_counts *out);

/* The same of the articles that are known to the period, a month or year, and no more exactly. */
bool period_count_vague(const struct facet_dates *dates, const struct match_set *matches,
                        enum period period, struct period_counts *out);
void period_counts_dispose(struct period_counts *counts);

/* The count of a period; 0 outside of those that were found. */
uint32_t period_counts_at(const struct period_counts *counts, int32_t number);

#endif
