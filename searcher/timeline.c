#include "searcher/timeline.h"

#define SECONDS_A_DAY 86400

static int32_t day_of(int64_t seconds)
{
    return (int32_t)(seconds / SECONDS_A_DAY - (seconds % SECONDS_A_DAY < 0));
}

/* The periods from the first to the last of them. */
struct span {
    int32_t first, last;
};

static struct span find_span(const struct period_counts *matching, enum period period,
                             struct date from, struct date to)
{
    struct span span = {matching->first, matching->last};
    if (from.precision != DATE_NONE)
        span.first = period_of_day(day_of(from.seconds), period);
    if (to.precision != DATE_NONE)
        span.last = period_of_day(day_of(date_last_second(to)), period);
    if (matching->last < matching->first &&
        (from.precision == DATE_NONE || to.precision == DATE_NONE))
        return (struct span){0, -1};
    return span;
}

static enum herald_status fill(const struct match_set *matches,
                               const struct period_counts *matching,
                               const struct period_counts *all, struct span span,
                               struct arena *arena, struct timeline *out, struct herald_error *err)
{
    size_t count = span.last < span.first ? 0 : (size_t)((int64_t)span.last - span.first) + 1;
    if (count > TIMELINE_MAX)
        return herald_fail(err, HERALD_E_LIMIT,
                           "the timeline has %zu periods, more than %u: give longer periods, or "
                           "narrow the time by --from and --to",
                           count, TIMELINE_MAX);
    out->items = arena_alloc(arena, (count + 1) * sizeof(*out->items));
    if (!out->items)
        return herald_fail(err, HERALD_E_NO_MEMORY, "no memory for the timeline");
    for (size_t at = 0; at < count; at++) {
        int32_t number = span.first + (int32_t)at;
        uint32_t found = period_counts_at(matching, number);
        out->dated += found;
        out->items[out->count++] = (struct timeline_item){
            number, match_set_estimate(matches, found), period_counts_at(all, number)};
    }
    return HERALD_OK;
}

/* --- dates that are not known so exactly -------------------------------------------------------
 */

static bool add_vague(const struct match_set *matches, const struct period_counts *matching,
                      const struct period_counts *all, enum period period, struct arena *arena,
                      struct timeline *out)
{
    size_t more = 0;
    for (int32_t number = matching->first; number <= matching->last; number++)
        more += period_counts_at(matching, number) > 0;
    if (more == 0)
        return true;
    struct timeline_vague *items =
        arena_alloc(arena, (out->vague_count + more) * sizeof(*out->vague));
    if (!items)
        return false;
    if (out->vague_count > 0)
        memcpy(items, out->vague, out->vague_count * sizeof(*items));
    out->vague = items;
    for (int32_t number = matching->first; number <= matching->last; number++) {
        uint32_t found = period_counts_at(matching, number);
        if (found > 0)
            out->vague[out->vague_count++] = (struct timeline_vague){
                period,
                {number, match_set_estimate(matches, found), period_counts_at(all, number)}};
        out->less_exact += found;
    }
    return true;
}

/* Count those of one longer period. */
static bool count_vague(const struct facet_dates *dates, const struct match_set *matches,
                        enum period period, struct arena *arena, struct timeline *out)
{
    struct period_counts matching = {.first = 0, .last = -1}, all = matching;
    bool memory = period_count_vague(dates, matches, period, &matching) &&
                  period_count_vague(dates, NULL, period, &all) &&
                  add_vague(matches, &matching, &all, period, arena, out);
    period_counts_dispose(&matching);
    period_counts_dispose(&all);
    return memory;
}

/* All that are in no item, and what they come to. */
static enum herald_status count_others(const struct facet_dates *dates,
                                       const struct match_set *matches, struct arena *arena,
                                       struct timeline *out, struct herald_error *err)
{
    bool memory = true;
    if (out->period < PERIOD_MONTH)
        memory = count_vague(dates, matches, PERIOD_MONTH, arena, out);
    if (memory && out->period < PERIOD_YEAR)
        memory = count_vague(dates, matches, PERIOD_YEAR, arena, out);
    if (!memory)
        return herald_fail(err, HERALD_E_NO_MEMORY, "no memory for the timeline");
    out->undated = match_set_estimate(matches, matches->count - out->dated - out->less_exact);
    out->less_exact = match_set_estimate(matches, out->less_exact);
    out->dated = match_set_estimate(matches, out->dated);
    return HERALD_OK;
}

enum herald_status timeline_count(struct facet_columns *columns, const struct match_set *matches,
                                  enum period period, struct date from, struct date to,
                                  struct arena *arena, struct timeline *out,
                                  struct herald_error *err)
{
    const struct facet_dates *dates;
    struct period_counts matching = {.first = 0, .last = -1}, all = matching;
    *out = (struct timeline){.period = period};
    enum herald_status status = facet_columns_dates(columns, &dates, err);
    if (status != HERALD_OK)
        return status;
    if (period_count(dates, matches, period, &matching) && period_count(dates, NULL, period, &all))
        status =
            fill(matches, &matching, &all, find_span(&matching, period, from, to), arena, out, err);
    else
        status = herald_fail(err, HERALD_E_NO_MEMORY, "no memory for the timeline");
    if (status == HERALD_OK)
        status = count_others(dates, matches, arena, out, err);
    period_counts_dispose(&matching);
    period_counts_dispose(&all);
    return status;
}
