#include "searcher/entity_filter.h"

#include "indexer/schema.h"

/* Articles that have any of some terms. */
struct terms_making {
    struct query_making *making;
    struct query_parts parts;
    struct buffer term;
    const xap_database *database; /* NULL, or where to see whether there are any */
    bool found;
};

/* Add the term in the buffer, which is then empty. */
static void add_term(struct terms_making *terms)
{
    xap_query *query = NULL;
    xap_error error = XAP_ERROR_INIT;
    bool there = false;
    if (terms->database) {
        query_making_note(terms->making,
                          xap_database_has_term(terms->database, terms->term.bytes,
                                                terms->term.length, &there, &error),
                          &error);
        terms->found = terms->found || there;
    } else if (query_making_note(
                   terms->making,
                   xap_query_term(terms->term.bytes, terms->term.length, 1, 0, &query, &error),
                   &error))
        query_parts_add(terms->making, &terms->parts, query);
    buffer_clear(&terms->term);
}

size_t entities_meant(struct analyser *analyser, enum entity_kind kind, struct slice value,
                      entity_id out[static NAMED_ENTITIES_MAX])
{
    struct named_entity named[NAMED_ENTITIES_MAX];
    size_t count = 0;
    out[0] = entity_by_code(kind, value);
    if (out[0] != ENTITY_NONE)
        return 1;
    size_t all = entities_named(analyser, value, named);
    for (size_t at = 0; at < all; at++)
        if (entity_kind_of(named[at].entity) == kind)
            out[count++] = named[at].entity;
    return count;
}

/* Every entity of a kind that a name may mean. */
static void add_named(struct terms_making *terms, struct analyser *analyser, enum entity_kind kind,
                      struct slice value, bool government)
{
    entity_id meant[NAMED_ENTITIES_MAX];
    size_t count = entities_meant(analyser, kind, value, meant);
    for (size_t at = 0; at < count; at++) {
        if (government)
            schema_scope_term(&terms->term, meant[at], SCOPE_GOVERNMENT);
        else
            schema_entity_term(&terms->term, meant[at]);
        add_term(terms);
    }
}

/* A region by its name, and every country in it. */
static void add_region(struct terms_making *terms, struct analyser *analyser, struct slice value)
{
    entity_id region = entity_declared(analyser, ENTITY_REGION, value);
    size_t count = 0;
    if (region == ENTITY_NONE)
        return;
    const entity_id *members = entity_members(region, &count);
    for (size_t at = 0; at < count; at++) {
        schema_entity_term(&terms->term, members[at]);
        add_term(terms);
    }
    schema_entity_term(&terms->term, region);
    add_term(terms);
}

/* An office as texts name it. */
static enum herald_status add_office(struct terms_making *terms, struct analyser *analyser,
                                     struct slice value)
{
    struct recogniser *recogniser = NULL;
    struct text_terms words;
    struct mentions mentions = {0};
    enum herald_status status = recogniser_open(&recogniser, NULL);
    if (status != HERALD_OK)
        return status;
    recogniser_start(recogniser, gazetteer_languages((struct slice){NULL, 0}), ENTITY_NO_DAY);
    status = analyser_terms(analyser, value, LANGUAGE_NONE, 0, &words, NULL);
    if (status == HERALD_OK)
        status = recogniser_add(recogniser, &words, 0, NULL);
    if (status == HERALD_OK)
        status = recogniser_finish(recogniser, &mentions, NULL);
    for (size_t at = 0; status == HERALD_OK && at < mentions.office_count; at++) {
        const struct office_mention *office = &mentions.offices[at];
        schema_office_term(&terms->term, office->body, (enum gazetteer_office)office->office);
        add_term(terms);
    }
    recogniser_free(recogniser);
    return status;
}

bool entity_filter_only(enum query_field field)
{
    return field == QUERY_FIELD_GOV || field == QUERY_FIELD_REGION || field == QUERY_FIELD_ROLE;
}

/* The terms of all that a field's value may mean. */
static void add_meant(struct terms_making *out, struct analyser *analyser, enum query_field field,
                      struct slice value)
{
    if (field == QUERY_FIELD_COUNTRY || field == QUERY_FIELD_GOV)
        add_named(out, analyser, ENTITY_COUNTRY, value, field == QUERY_FIELD_GOV);
    else if (field == QUERY_FIELD_ORG)
        add_named(out, analyser, ENTITY_ORGANISATION, value, false);
    else if (field == QUERY_FIELD_PERSON)
        add_named(out, analyser, ENTITY_PERSON, value, false);
    else if (field == QUERY_FIELD_REGION)
        add_region(out, analyser, value);
    else if (field == QUERY_FIELD_ROLE && add_office(out, analyser, value) != HERALD_OK)
        query_making_no_memory(out->making);
}

xap_query *entity_filter(struct query_making *making, struct analyser *analyser,
                         enum query_field field, struct slice value)
{
    struct terms_making terms = {.making = making, .term = BUFFER_INIT};
    add_meant(&terms, analyser, field, value);
    if (terms.parts.count == 0 && entity_filter_only(field)) { /* a term that no article has */
        buffer_append_string(&terms.term, SCHEMA_ENTITY);
        add_term(&terms);
    }
    buffer_dispose(&terms.term);
    xap_query *any = query_parts_combine(making, &terms.parts, XAP_OR, 0), *query = NULL;
    xap_error error = XAP_ERROR_INIT;
    if (any)
        query_making_note(making, xap_query_scale(any, 0, &query, &error), &error);
    xap_query_free(any);
    return query;
}

xap_status entity_filter_finds(const xap_database *database, struct analyser *analyser,
                               enum query_field field, struct slice value, bool *found,
                               xap_error *err)
{
    struct query_making making = {XAP_OK, XAP_ERROR_INIT};
    struct terms_making terms = {.making = &making, .term = BUFFER_INIT, .database = database};
    add_meant(&terms, analyser, field, value);
    buffer_dispose(&terms.term);
    *found = terms.found;
    if (making.status != XAP_OK && err)
        *err = making.error;
    return making.status;
}
