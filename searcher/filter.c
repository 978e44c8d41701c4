#include "searcher/filter.h"

#include "indexer/schema.h"
#include "searcher/query_parts.h"

bool search_filter_is_empty(const struct search_filter *filter)
{
    return filter->from.precision == DATE_NONE && filter->to.precision == DATE_NONE &&
           filter->sources.count == 0 && filter->languages.count == 0;
}

/* A time as a value, a bound of a range. */
struct bound {
    char bytes[SCHEMA_TIME_SIZE];
};

static struct bound bound_of(int64_t seconds)
{
    struct bound bound;
    schema_encode_time(seconds, bound.bytes);
    return bound;
}

static xap_query *at_least(struct query_making *making, uint32_t slot, int64_t seconds)
{
    struct bound bound = bound_of(seconds);
    xap_query *query = NULL;
    xap_error error = XAP_ERROR_INIT;
    query_making_note(
        making, xap_query_value_ge(slot, bound.bytes, sizeof(bound.bytes), &query, &error), &error);
    return query;
}

static xap_query *between(struct query_making *making, uint32_t slot, int64_t from, int64_t to)
{
    struct bound lower = bound_of(from), upper = bound_of(to);
    xap_query *query = NULL;
    xap_error error = XAP_ERROR_INIT;
    query_making_note(making,
                      xap_query_value_range(slot, lower.bytes, sizeof(lower.bytes), upper.bytes,
                                            sizeof(upper.bytes), &query, &error),
                      &error);
    return query;
}

/* Articles that begin within the range, and those of which the period began before and ends within
 * or after it. */
static xap_query *date_query(struct query_making *making, const struct search_filter *filter)
{
    bool open_start = filter->from.precision == DATE_NONE;
    bool open_end = filter->to.precision == DATE_NONE;
    int64_t from = open_start ? INT64_MIN : filter->from.seconds;
    int64_t to = open_end ? INT64_MAX : date_last_second(filter->to);
    if (open_start && open_end)
        return NULL;
    xap_query *starts = between(making, SCHEMA_SLOT_PUBLISHED, from, to);
    if (open_start)
        return starts;
    xap_query *lasts =
        query_parts_pair(making, XAP_AND, at_least(making, SCHEMA_SLOT_PUBLISHED_LAST, from),
                         between(making, SCHEMA_SLOT_PUBLISHED, INT64_MIN, from < to ? from : to));
    return query_parts_pair(making, XAP_OR, starts, lasts);
}

/* Any of some boolean terms. */
static xap_query *terms_query(struct query_making *making, const char *prefix,
                              const struct slice_list *values,
                              void (*fold)(struct buffer *out, struct slice value))
{
    struct query_parts parts = {NULL, 0, 0};
    struct buffer value = BUFFER_INIT, term = BUFFER_INIT;
    for (size_t at = 0; at < values->count; at++) {
        xap_query *query = NULL;
        xap_error error = XAP_ERROR_INIT;
        buffer_clear(&value);
        buffer_clear(&term);
        fold(&value, values->items[at]);
        schema_term(&term, prefix, buffer_slice(&value));
        if (query_making_note(making, xap_query_term(term.bytes, term.length, 1, 0, &query, &error),
                              &error))
            query_parts_add(making, &parts, query);
    }
    buffer_dispose(&value);
    buffer_dispose(&term);
    return query_parts_combine(making, &parts, XAP_OR, 0);
}

xap_status search_filter_apply(const struct search_filter *filter, xap_query **query,
                               xap_error *err)
{
    struct query_making making = {XAP_OK, XAP_ERROR_INIT};
    struct query_parts parts = {NULL, 0, 0};
    query_parts_add(&making, &parts,
                    terms_query(&making, SCHEMA_SOURCE, &filter->sources, schema_fold_name));
    query_parts_add(
        &making, &parts,
        terms_query(&making, SCHEMA_LANGUAGE, &filter->languages, schema_language_value));
    query_parts_add(&making, &parts, date_query(&making, filter));
    xap_query *all = query_parts_combine(&making, &parts, XAP_AND, 0);
    if (making.status == XAP_OK && all) {
        xap_query *narrowed = NULL;
        const xap_query *both[] = {*query, all};
        if (query_making_note(&making,
                              xap_query_combine(XAP_FILTER, both, 2, 0, &narrowed, &making.error),
                              &making.error)) {
            xap_query_free(*query);
            *query = narrowed;
        }
    }
    xap_query_free(all);
    if (making.status != XAP_OK && err)
        *err = making.error;
    return making.status;
}
