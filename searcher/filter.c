#include "searcher/filter.h"

#include "corpus/language_tag.h"
#include "indexer/language/analyser.h"
#include "indexer/schema.h"
#include "indexer/url_domain.h"
#include "searcher/query_parts.h"

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

xap_query *filter_dates(struct query_making *making, int64_t from, int64_t to)
{
    xap_query *starts = between(making, SCHEMA_SLOT_PUBLISHED, from, to);
    if (from == INT64_MIN)
        return starts;
    /* and those of which the period began before and ends within or after it */
    xap_query *lasts =
        query_parts_pair(making, XAP_AND, at_least(making, SCHEMA_SLOT_PUBLISHED_LAST, from),
                         between(making, SCHEMA_SLOT_PUBLISHED, INT64_MIN, from < to ? from : to));
    return query_parts_pair(making, XAP_OR, starts, lasts);
}

/* Articles of which the whole period lies between two seconds. */
static xap_query *dates_within(struct query_making *making, int64_t from, int64_t to)
{
    xap_query *starts = between(making, SCHEMA_SLOT_PUBLISHED, from, to);
    if (to == INT64_MAX)
        return starts;
    return query_parts_pair(making, XAP_AND_NOT, starts,
                            at_least(making, SCHEMA_SLOT_PUBLISHED_LAST, to + 1));
}

static xap_query *date_query(struct query_making *making, const struct search_filter *filter)
{
    bool open_start = filter->from.precision == DATE_NONE;
    bool open_end = filter->to.precision == DATE_NONE;
    int64_t from = open_start ? INT64_MIN : filter->from.seconds;
    int64_t to = open_end ? INT64_MAX : date_last_second(filter->to);
    if (open_start && open_end)
        return NULL;
    return filter->dates == FILTER_DATES_WITHIN ? dates_within(making, from, to)
                                                : filter_dates(making, from, to);
}

/* --- lengths ---------------------------------------------------------------------------------- */

xap_query *filter_length(struct query_making *making, uint32_t minimum, uint32_t maximum)
{
    char lower[SCHEMA_WORDS_SIZE], upper[SCHEMA_WORDS_SIZE];
    xap_query *query = NULL;
    xap_error error = XAP_ERROR_INIT;
    schema_encode_words(minimum, lower);
    schema_encode_words(maximum, upper);
    query_making_note(making,
                      xap_query_value_range(SCHEMA_SLOT_WORDS, lower, sizeof(lower), upper,
                                            sizeof(upper), &query, &error),
                      &error);
    return query;
}

/* --- boolean terms ---------------------------------------------------------------------------- */

/* What makes the term of a value. */
struct term_kind {
    const char *prefix;
    void (*fold)(struct buffer *out, struct slice value);
    bool has_aliases; /* of a language */
};

static const struct term_kind source_terms = {SCHEMA_SOURCE, schema_fold_name, false};
static const struct term_kind language_terms = {SCHEMA_LANGUAGE, schema_language_value, true};

static const struct term_kind *kind_of_field(enum query_field field)
{
    static const struct term_kind kinds[QUERY_FIELD_COUNT] = {
        [QUERY_FIELD_DOMAIN] = {SCHEMA_DOMAIN, url_domain, false},
        [QUERY_FIELD_COUNTRY] = {SCHEMA_COUNTRY, schema_fold_name, false},
        [QUERY_FIELD_PERSON] = {SCHEMA_PERSON, schema_fold_name, false},
        [QUERY_FIELD_ORG] = {SCHEMA_ORGANISATION, schema_fold_name, false},
        [QUERY_FIELD_TOPIC] = {SCHEMA_TOPIC, schema_fold_name, false},
        [QUERY_FIELD_AUTHOR] = {SCHEMA_AUTHOR, schema_fold_name, false},
        [QUERY_FIELD_SECTION] = {SCHEMA_SECTION, schema_fold_name, false},
        [QUERY_FIELD_ID] = {SCHEMA_ID, buffer_append_slice, false}};
    return field == QUERY_FIELD_SOURCE     ? &source_terms
           : field == QUERY_FIELD_LANGUAGE ? &language_terms
                                           : &kinds[field];
}

static xap_status make_term(const xap_database *database, const struct term_kind *kind,
                            struct slice value, struct buffer *term, bool *found, xap_error *err)
{
    struct buffer folded = BUFFER_INIT;
    kind->fold(&folded, value);
    buffer_clear(term);
    schema_term(term, kind->prefix, buffer_slice(&folded));
    buffer_dispose(&folded);
    return xap_database_has_term(database, term->bytes, term->length, found, err);
}

/* Look for a language by its tag where it is given by name or otherwise. */
static xap_status find_language(const xap_database *database, const struct term_kind *kind,
                                struct slice value, struct buffer *term, bool *found,
                                xap_error *err)
{
    struct buffer tag = BUFFER_INIT;
    struct language_names *names = NULL;
    xap_status status = XAP_OK;
    if (language_names_open(&names, NULL) == HERALD_OK && language_tag(names, value, &tag))
        status = make_term(database, kind, buffer_slice(&tag), term, found, err);
    language_names_free(names);
    buffer_dispose(&tag);
    return status;
}

/* The term of a value. A language that the index does not have is looked for by its code, too. */
static xap_status find_term(const xap_database *database, const struct term_kind *kind,
                            struct slice value, struct buffer *term, bool *found, xap_error *err)
{
    xap_status status = make_term(database, kind, value, term, found, err);
    if (status == XAP_OK && !*found && kind->has_aliases)
        status = find_language(database, kind, value, term, found, err);
    language_id language = kind->has_aliases ? language_find(value) : LANGUAGE_NONE;
    if (status != XAP_OK || *found || language == LANGUAGE_NONE)
        return status;
    return make_term(database, kind, slice_of(language_code(language)), term, found, err);
}

static struct slice first_missing(const xap_database *database, const struct term_kind *kind,
                                  const struct slice_list *values, size_t *at)
{
    struct buffer term = BUFFER_INIT;
    struct slice missing = {NULL, 0};
    while (*at < values->count && !missing.bytes) {
        bool found = false;
        struct slice value = values->items[(*at)++];
        if (find_term(database, kind, value, &term, &found, NULL) == XAP_OK && !found)
            missing = value;
    }
    buffer_dispose(&term);
    return missing;
}

struct slice search_filter_missing_source(const struct search_filter *filter,
                                          const xap_database *database, size_t *at)
{
    return first_missing(database, &source_terms, &filter->sources, at);
}

struct slice search_filter_missing_language(const struct search_filter *filter,
                                            const xap_database *database, size_t *at)
{
    return first_missing(database, &language_terms, &filter->languages, at);
}

/* Any of some values. */
static xap_query *terms_query(struct query_making *making, const xap_database *database,
                              const struct term_kind *kind, const struct slice_list *values)
{
    struct query_parts parts = {NULL, 0, 0};
    struct buffer term = BUFFER_INIT;
    for (size_t at = 0; at < values->count; at++) {
        bool found;
        xap_query *query = NULL;
        xap_error error = XAP_ERROR_INIT;
        xap_status status = find_term(database, kind, values->items[at], &term, &found, &error);
        if (status == XAP_OK)
            status = xap_query_term(term.bytes, term.length, 1, 0, &query, &error);
        if (query_making_note(making, status, &error))
            query_parts_add(making, &parts, query);
    }
    buffer_dispose(&term);
    return query_parts_combine(making, &parts, XAP_OR, 0);
}

xap_query *filter_value(struct query_making *making, const xap_database *database,
                        enum query_field field, struct slice value)
{
    struct query_parts parts = {NULL, 0, 0};
    struct slice_list values = {&value, 1, 0};
    query_parts_add(making, &parts, terms_query(making, database, kind_of_field(field), &values));
    xap_query *term = query_parts_combine(making, &parts, XAP_OR, 0), *query = NULL;
    xap_error error = XAP_ERROR_INIT;
    if (term)
        query_making_note(making, xap_query_scale(term, 0, &query, &error), &error);
    xap_query_free(term);
    return query;
}

xap_status filter_value_finds(const xap_database *database, enum query_field field,
                              struct slice value, bool *found, xap_error *err)
{
    struct buffer term = BUFFER_INIT;
    xap_status status = find_term(database, kind_of_field(field), value, &term, found, err);
    buffer_dispose(&term);
    return status;
}

const char *filter_value_prefix(enum query_field field)
{
    return kind_of_field(field)->prefix;
}

xap_status search_filter_apply(const struct search_filter *filter, const xap_database *database,
                               xap_query **query, xap_error *err)
{
    struct query_making making = {XAP_OK, XAP_ERROR_INIT};
    struct query_parts parts = {NULL, 0, 0};
    query_parts_add(&making, &parts,
                    terms_query(&making, database, &source_terms, &filter->sources));
    query_parts_add(&making, &parts,
                    terms_query(&making, database, &language_terms, &filter->languages));
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
