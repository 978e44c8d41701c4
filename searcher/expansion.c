#include "searcher/expansion.h"

#include <xap/iterate.h>

#include "indexer/schema.h"
#include "searcher/query_parts.h"

enum expansion_use expansion_use_of(const struct query *query)
{
    const struct query_node *root = query->root;
    if (!query->any || !root || root->kind != QUERY_OR)
        return EXPANSION_RANKS;
    for (const struct query_node *child = root->child; child; child = child->next)
        if (child->kind != QUERY_WORD && child->kind != QUERY_PHRASE)
            return EXPANSION_RANKS;
    return EXPANSION_ADDS;
}

/* Combine *query with another one, which is taken over. */
static xap_status combine(xap_query_operator op, xap_query *left, xap_query *right,
                          xap_query **query, xap_error *err)
{
    const xap_query *parts[] = {left, right};
    xap_query *both = NULL;
    xap_status status = xap_query_combine(op, parts, 2, 0, &both, err);
    if (status != XAP_OK)
        return status;
    xap_query_free(*query);
    *query = both;
    return XAP_OK;
}

xap_status expansion_apply(const xap_database *database, const struct word_scoring *scoring,
                           struct analyser *analyser, const struct feedback_document *documents,
                           size_t count, enum expansion_use use, double weight, xap_query **query,
                           xap_error *err)
{
    struct feedback feedback = {0};
    xap_query *stems = NULL;
    xap_status status = feedback_choose(&feedback, database, scoring, analyser, documents, count,
                                        scoring->ranking.feedback_terms, err);
    if (status == XAP_OK && feedback.count > 0)
        status = feedback_query(&feedback, scoring, weight, &stems, err);
    else if (status == XAP_OK && use == EXPANSION_ALONE)
        status = xap_query_match_nothing(&stems, err);
    if (status == XAP_OK && stems && use == EXPANSION_ALONE)
        status = combine(XAP_FILTER, stems, *query, query, err);
    else if (status == XAP_OK && stems)
        status = combine(use == EXPANSION_ADDS ? XAP_OR : XAP_AND_MAYBE, *query, stems, query, err);
    xap_query_free(stems);
    feedback_dispose(&feedback);
    return status;
}

/* --- documents -------------------------------------------------------------------------------- */

static xap_status find_term(const xap_database *database, const char *prefix, struct slice name,
                            uint32_t *docids, size_t *count, xap_error *err)
{
    struct buffer term = BUFFER_INIT;
    xap_postings *postings = NULL;
    *count = 0;
    schema_term(&term, prefix, name);
    xap_status status = xap_postings_open(database, term.bytes, term.length, &postings, err);
    if (status == XAP_OK)
        status =
            xap_postings_block(postings, docids, NULL, NULL, EXPANSION_SAME_ID_MAX, count, err);
    xap_postings_free(postings);
    buffer_dispose(&term);
    return status == XAP_DONE ? XAP_OK : status;
}

xap_status expansion_find(const xap_database *database, struct slice name,
                          uint32_t docids[static EXPANSION_SAME_ID_MAX], size_t *count,
                          xap_error *err)
{
    xap_status status = find_term(database, SCHEMA_ID, name, docids, count, err);
    if (status == XAP_OK && *count == 0)
        status = find_term(database, SCHEMA_URL, name, docids, count, err);
    return status;
}

xap_status expansion_exclude(const uint32_t *docids, size_t count, xap_query **query,
                             xap_error *err)
{
    struct query_making making = {XAP_OK, XAP_ERROR_INIT};
    struct query_parts parts = {NULL, 0, 0};
    for (size_t at = 0; at < count; at++) {
        xap_query *one = NULL;
        xap_error error = XAP_ERROR_INIT;
        query_making_note(&making, xap_query_docid_range(docids[at], docids[at], &one, &error),
                          &error);
        query_parts_add(&making, &parts, one);
    }
    xap_query *all = query_parts_combine(&making, &parts, XAP_OR, 0);
    if (making.status != XAP_OK) {
        if (err)
            *err = making.error;
        return making.status;
    }
    xap_status status = all ? combine(XAP_AND_NOT, *query, all, query, err) : XAP_OK;
    xap_query_free(all);
    return status;
}
