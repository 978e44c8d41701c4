#include "searcher/facet.h"

#include <stdlib.h>

#include "searcher/period.h"

/* --- the request ------------------------------------------------------------------------------ */

static enum herald_status fail_field(struct slice name, struct herald_error *err)
{
    struct buffer names = BUFFER_INIT;
    for (enum facet_field field = 0; field < FACET_FIELDS; field++)
        buffer_append_format(&names, "%s%s", field ? ", " : "", facet_field_name(field));
    herald_fail(err, HERALD_E_ARGUMENT, "--facet takes fields out of %s, not '%.*s'",
                names.bytes ? names.bytes : "", (int)(name.length < 80 ? name.length : 80),
                name.bytes);
    buffer_dispose(&names);
    return HERALD_E_ARGUMENT;
}

static enum herald_status read_limit(struct slice text, uint32_t *limit, struct herald_error *err)
{
    uint32_t number = 0;
    bool good = text.length > 0 && text.length <= 6;
    for (size_t at = 0; at < text.length && good; at++) {
        good = text.bytes[at] >= '0' && text.bytes[at] <= '9';
        number = number * 10 + (uint32_t)(text.bytes[at] - '0');
    }
    if (!good || number == 0 || number > FACET_VALUES_MAX)
        return herald_fail(err, HERALD_E_ARGUMENT, "a facet takes from 1 to %u values, not '%.*s'",
                           FACET_VALUES_MAX, (int)(text.length < 80 ? text.length : 80),
                           text.bytes);
    *limit = number;
    return HERALD_OK;
}

/* "field" or "field:limit". */
static enum herald_status add_wish(struct facet_request *request, struct slice text,
                                   struct herald_error *err)
{
    struct facet_wish wish = {.limit = FACET_VALUES_DEFAULT};
    const char *colon = text.length ? memchr(text.bytes, ':', text.length) : NULL;
    struct slice name = {text.bytes, colon ? (size_t)(colon - text.bytes) : text.length};
    wish.field = facet_field_find(name);
    if (wish.field == FACET_FIELDS)
        return fail_field(name, err);
    enum herald_status status = HERALD_OK;
    if (colon)
        status =
            read_limit((struct slice){colon + 1, text.length - name.length - 1}, &wish.limit, err);
    size_t at = 0;
    while (at < request->count && request->items[at].field != wish.field)
        at++;
    if (status == HERALD_OK) {
        request->items[at] = wish;
        request->count += at == request->count;
    }
    return status;
}

enum herald_status facet_request_add(struct facet_request *request, struct slice text,
                                     struct herald_error *err)
{
    enum herald_status status = HERALD_OK;
    for (size_t at = 0; at <= text.length && status == HERALD_OK; at++) {
        size_t end = at;
        while (end < text.length && text.bytes[end] != ',')
            end++;
        status = add_wish(request, (struct slice){text.bytes + at, end - at}, err);
        at = end;
    }
    return status;
}

/* --- counting --------------------------------------------------------------------------------- */

/* Values with their counts, of which the best are kept. */
struct counted {
    size_t at; /* number of the value, or of the period from the first */
    uint32_t count;
};

struct counting {
    const struct match_set *matches;
    struct arena *arena;
    struct counted *items;
    size_t count;
};

static int by_count(const void *left, const void *right)
{
    const struct counted *a = left, *b = right;
    if (a->count != b->count)
        return a->count > b->count ? -1 : 1;
    return (a->at > b->at) - (a->at < b->at); /* values are in byte order, periods in time */
}

/* Keep the most frequent values, sum the others. */
static bool keep_best(struct counting *counting, uint32_t limit, struct facet *facet)
{
    size_t kept = counting->count < limit ? counting->count : limit;
    if (counting->count > 1)
        qsort(counting->items, counting->count, sizeof(*counting->items), by_count);
    facet->values = arena_alloc(counting->arena, (kept + 1) * sizeof(*facet->values));
    if (!facet->values)
        return false;
    for (size_t at = 0; at < counting->count; at++) {
        uint32_t count = match_set_estimate(counting->matches, counting->items[at].count);
        if (at < kept)
            facet->values[facet->count++] = (struct facet_value){.count = count};
        else
            facet->rest_count += count;
    }
    facet->rest_values = (uint32_t)(counting->count - kept);
    return true;
}

/* Keep a value and its label beside its count. False on no memory. */
static bool keep_value(struct arena *arena, struct slice value, struct slice label,
                       struct facet_value *out)
{
    out->value = arena_copy(arena, value);
    out->label = label.bytes ? arena_copy(arena, label) : label;
    return out->value.bytes && out->label.bytes;
}

static uint32_t count_postings(const struct match_set *matches, const struct facet_postings *item)
{
    uint32_t count = 0, last = matches->last;
    const uint64_t *bits = matches->bits;
    for (uint32_t at = 0; at < item->count; at++) {
        uint32_t docid = item->docids[at];
        count += docid <= last ? (uint32_t)(bits[docid / 64] >> (docid % 64) & 1) : 0;
    }
    return count;
}

/* How many articles of one set are in another. */
static uint32_t count_common(const struct match_set *a, const struct match_set *b)
{
    uint32_t count = 0, last = a->last < b->last ? a->last : b->last;
    for (size_t at = 0; at <= last / 64; at++)
        count += (uint32_t)__builtin_popcountll(a->bits[at] & b->bits[at]);
    return count;
}

static enum herald_status count_names(struct facet_columns *columns, struct counting *counting,
                                      const struct facet_wish *wish, bool declared,
                                      struct facet *facet, struct herald_error *err)
{
    const struct facet_names *names;
    enum herald_status status = facet_columns_names(columns, wish->field, declared, &names, err);
    if (status != HERALD_OK)
        return status;
    counting->items = malloc((names->count + 1) * sizeof(*counting->items));
    for (size_t at = 0; counting->items && at < names->count; at++) {
        uint32_t count = count_postings(counting->matches, &names->items[at]);
        if (count > 0)
            counting->items[counting->count++] = (struct counted){at, count};
    }
    bool kept = counting->items && keep_best(counting, wish->limit, facet);
    for (size_t at = 0; kept && at < facet->count; at++) {
        size_t number = counting->items[at].at;
        kept = keep_value(counting->arena, names->items[number].value,
                          facet_columns_label(columns, wish->field, declared, number),
                          &facet->values[at]);
    }
    facet->having = count_common(counting->matches, &names->having);
    return kept ? HERALD_OK : herald_fail(err, HERALD_E_NO_MEMORY, "no memory for the facets");
}

static bool keep_periods(struct counting *counting, const struct period_counts *counts,
                         enum period period, uint32_t limit, struct facet *facet)
{
    size_t span = (size_t)((int64_t)counts->last - counts->first + 1);
    counting->items = malloc((span + 1) * sizeof(*counting->items));
    if (!counting->items)
        return false;
    for (size_t at = 0; at < span; at++)
        if (counts->counts[at] > 0)
            counting->items[counting->count++] = (struct counted){at, counts->counts[at]};
    if (!keep_best(counting, limit, facet))
        return false;
    for (size_t at = 0; at < facet->count; at++) {
        char name[PERIOD_NAME_SIZE];
        int32_t number = counts->first + (int32_t)counting->items[at].at;
        struct slice written = {name, period_name(number, period, name)};
        if (!keep_value(counting->arena, written, written, &facet->values[at]))
            return false;
    }
    return true;
}

static enum herald_status count_periods(struct facet_columns *columns, struct counting *counting,
                                        const struct facet_wish *wish, struct facet *facet,
                                        struct herald_error *err)
{
    const struct facet_dates *dates;
    struct period_counts counts = {.first = 0, .last = -1};
    enum period period = wish->field == FACET_YEAR    ? PERIOD_YEAR
                         : wish->field == FACET_MONTH ? PERIOD_MONTH
                                                      : PERIOD_DAY;
    enum herald_status status = facet_columns_dates(columns, &dates, err);
    if (status != HERALD_OK)
        return status;
    if (!period_count(dates, counting->matches, period, &counts) ||
        !keep_periods(counting, &counts, period, wish->limit, facet))
        status = herald_fail(err, HERALD_E_NO_MEMORY, "no memory for the facets");
    facet->having = counts.dated;
    period_counts_dispose(&counts);
    return status;
}

enum herald_status facets_count(struct facet_columns *columns, const struct match_set *matches,
                                const struct facet_request *request, struct arena *arena,
                                struct facet **out, struct herald_error *err)
{
    enum herald_status status = HERALD_OK;
    *out = arena_alloc(arena, (request->count + 1) * sizeof(**out));
    if (!*out)
        return herald_fail(err, HERALD_E_NO_MEMORY, "no memory for the facets");
    for (size_t at = 0; at < request->count && status == HERALD_OK; at++) {
        const struct facet_wish *wish = &request->items[at];
        struct counting counting = {.matches = matches, .arena = arena};
        struct facet *facet = &(*out)[at];
        *facet = (struct facet){.field = wish->field};
        status = wish->field < FACET_NAMES
                     ? count_names(columns, &counting, wish, request->declared, facet, err)
                     : count_periods(columns, &counting, wish, facet, err);
        facet->without = match_set_estimate(matches, matches->count - facet->having);
        facet->having = match_set_estimate(matches, facet->having);
        free(counting.items);
    }
    return status;
}
