#include "searcher/period.h"

#include <stdio.h>
#include <stdlib.h>

#define SECONDS_A_DAY 86400

static int32_t floor_divide(int32_t number, int32_t by)
{
    return number / by - (number % by < 0);
}

const char *period_kind_name(enum period period)
{
    static const char *const names[PERIODS] = {"day", "week", "month", "year"};
    return names[period];
}

int32_t period_of(const struct facet_dates *dates, uint32_t docid, enum period period)
{
    static const uint8_t needed[PERIODS] = {DATE_DAY, DATE_DAY, DATE_MONTH, DATE_YEAR};
    if (docid > dates->last || dates->precisions[docid] < needed[period])
        return PERIOD_NONE;
    switch (period) {
    case PERIOD_DAY:
        return dates->days[docid];
    case PERIOD_WEEK:
        return floor_divide(dates->days[docid] + 3, 7); /* 1970-01-01 was a Thursday */
    case PERIOD_MONTH:
        return dates->months[docid];
    default:
        return floor_divide(dates->months[docid], 12);
    }
}

static struct date_parts parts_of_day(int32_t day)
{
    return date_to_parts((struct date){(int64_t)day * SECONDS_A_DAY, DATE_DAY});
}

int32_t period_of_day(int32_t day, enum period period)
{
    struct date_parts parts = parts_of_day(day);
    switch (period) {
    case PERIOD_DAY:
        return day;
    case PERIOD_WEEK:
        return floor_divide(day + 3, 7);
    case PERIOD_MONTH:
        return parts.year * 12 + parts.month - 1;
    default:
        return parts.year;
    }
}

static int32_t day_of(int year, int month)
{
    struct date date = {0, DATE_DAY};
    const struct date_parts parts = {.year = year, .month = month, .day = 1};
    date_from_parts(&parts, DATE_DAY, &date);
    return (int32_t)(date.seconds / SECONDS_A_DAY);
}

int32_t period_first_day(int32_t number, enum period period)
{
    switch (period) {
    case PERIOD_DAY:
        return number;
    case PERIOD_WEEK:
        return number * 7 - 3;
    case PERIOD_MONTH:
        return day_of(number / 12, number % 12 + 1);
    default:
        return day_of(number, 1);
    }
}

/* The week of the year is that of its Thursday (ISO 8601, 3.1.1.23). */
static size_t week_name(int32_t number, char out[static PERIOD_NAME_SIZE])
{
    int32_t thursday = number * 7;
    struct date_parts parts = parts_of_day(thursday);
    int32_t week = (thursday - day_of(parts.year, 1)) / 7 + 1;
    return (size_t)snprintf(out, PERIOD_NAME_SIZE, "%04d-W%02d", parts.year % 10000, week % 100);
}

size_t period_name(int32_t number, enum period period, char out[static PERIOD_NAME_SIZE])
{
    static const enum date_precision precisions[PERIODS] = {DATE_DAY, DATE_DAY, DATE_MONTH,
                                                            DATE_YEAR};
    char text[DATE_TEXT_SIZE];
    if (period == PERIOD_WEEK)
        return week_name(number, out);
    int64_t seconds = (int64_t)period_first_day(number, period) * SECONDS_A_DAY;
    date_format((struct date){seconds, precisions[period]}, text);
    return (size_t)snprintf(out, PERIOD_NAME_SIZE, "%.15s", text);
}

/* --- counting --------------------------------------------------------------------------------- */

/* The next article of the set, or of all; 0 after the last. */
static uint32_t next_article(const struct facet_dates *dates, const struct match_set *matches,
                             uint32_t docid)
{
    if (matches)
        return match_set_next(matches, docid);
    return docid <= dates->last ? docid : 0;
}

/* What is counted. */
struct period_wish {
    enum period period;
    bool vague; /* only what is not known more exactly */
};

static int32_t wished_period(const struct facet_dates *dates, uint32_t docid,
                             struct period_wish wish)
{
    enum date_precision vague = wish.period == PERIOD_MONTH ? DATE_MONTH : DATE_YEAR;
    if (wish.vague && (docid > dates->last || dates->precisions[docid] != vague))
        return PERIOD_NONE;
    return period_of(dates, docid, wish.period);
}

static bool find_range(const struct facet_dates *dates, const struct match_set *matches,
                       struct period_wish wish, struct period_counts *out)
{
    *out = (struct period_counts){.first = INT32_MAX, .last = INT32_MIN};
    for (uint32_t docid = 1; (docid = next_article(dates, matches, docid)) != 0; docid++) {
        int32_t number = wished_period(dates, docid, wish);
        if (number == PERIOD_NONE)
            continue;
        out->first = number < out->first ? number : out->first;
        out->last = number > out->last ? number : out->last;
    }
    return out->first <= out->last;
}

static bool count(const struct facet_dates *dates, const struct match_set *matches,
                  struct period_wish wish, struct period_counts *out)
{
    if (!find_range(dates, matches, wish, out)) {
        *out = (struct period_counts){.first = 0, .last = -1};
        return true;
    }
    out->counts = calloc((size_t)((int64_t)out->last - out->first + 1), sizeof(*out->counts));
    if (!out->counts)
        return false;
    for (uint32_t docid = 1; (docid = next_article(dates, matches, docid)) != 0; docid++) {
        int32_t number = wished_period(dates, docid, wish);
        if (number == PERIOD_NONE)
            continue;
        out->counts[number - out->first]++;
        out->dated++;
    }
    return true;
}

bool period_count(const struct facet_dates *dates, const struct match_set *matches,
                  enum period period, struct period_counts *out)
{
    return count(dates, matches, (struct period_wish){period, false}, out);
}

bool period_count_vague(const struct facet_dates *dates, const struct match_set *matches,
                        enum period period, struct period_counts *out)
{
    return count(dates, matches, (struct period_wish){period, true}, out);
}

void period_counts_dispose(struct period_counts *counts)
{
    free(counts->counts);
    *counts = (struct period_counts){.first = 0, .last = -1};
}

uint32_t period_counts_at(const struct period_counts *counts, int32_t number)
{
    return number >= counts->first && number <= counts->last
               ? counts->counts[number - counts->first]
               : 0;
}
