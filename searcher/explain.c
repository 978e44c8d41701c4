#include "searcher/explain.h"

#include <stdlib.h>
#include <xap/enquire.h>
#include <xap/iterate.h>

#include "searcher/docid_source.h"
#include "searcher/failure.h"
#include "searcher/query_print.h"
#include "searcher/stop_words.h"

struct explainer {
    struct translation given;
    const struct word_scoring *scoring;
    struct search_matches *matches;
    struct score_share *shares; /* of all matches, part by part */
    size_t part_count, part_capacity;
    uint32_t *docids; /* of the matches, ascending */
    struct buffer text;
};

static struct score_share *share_of(struct explainer *explainer, size_t match, size_t part)
{
    return &explainer->shares[match * explainer->part_capacity + part];
}

/* --- one part --------------------------------------------------------------------------------- */

static xap_status weigh_by(const struct ranking *ranking, xap_enquire *enquire, xap_error *err)
{
    xap_bm25 bm25 = XAP_BM25_INIT;
    bm25.k1 = ranking->k1;
    bm25.b = ranking->b;
    bm25.min_length = ranking->min_length;
    return xap_enquire_set_bm25(enquire, &bm25, err);
}

/* Note what the hits of a part weigh. */
static xap_status take_weights(struct explainer *explainer, xap_mset *mset, size_t part,
                               xap_error *err)
{
    uint32_t size = 0, written = 0;
    xap_hit hit;
    xap_status status = xap_mset_size(mset, &size, err);
    for (uint32_t at = 0; status == XAP_OK && at < size; at++) {
        status = xap_mset_hits(mset, at, 1, 0, &hit, &written, err);
        for (size_t match = 0; status == XAP_OK && match < explainer->matches->count; match++)
            if (explainer->matches->items[match].docid == hit.docid)
                share_of(explainer, match, part)->score = hit.weight;
    }
    return status;
}

/* Search for a query among the documents of the page. */
static xap_status search_page(struct explainer *explainer, const xap_query *query, size_t part,
                              xap_error *err)
{
    uint32_t count = (uint32_t)explainer->matches->count;
    xap_source *source = NULL;
    xap_query *page = NULL, *both = NULL;
    xap_enquire *enquire = NULL;
    xap_mset *mset = NULL;
    xap_status status = docid_source_new(explainer->docids, count, &source, err);
    if (status == XAP_OK)
        status = xap_query_source(source, &page, err);
    const xap_query *parts[] = {query, page};
    if (status == XAP_OK)
        status = xap_query_combine(XAP_FILTER, parts, 2, 0, &both, err);
    if (status == XAP_OK)
        status = xap_enquire_new(explainer->given.database, &enquire, err);
    if (status == XAP_OK)
        status = xap_enquire_set_query(enquire, both, 0, err);
    if (status == XAP_OK)
        status = weigh_by(&explainer->scoring->ranking, enquire, err);
    if (status == XAP_OK)
        status = xap_enquire_search(enquire, 0, count, count, &mset, err);
    if (status == XAP_OK)
        status = take_weights(explainer, mset, part, err);
    xap_mset_free(mset);
    xap_enquire_free(enquire);
    xap_query_free(both);
    xap_query_free(page);
    xap_source_free(source);
    return status;
}

static xap_status weigh_part(struct explainer *explainer, struct query_node *node, size_t part,
                             xap_error *err)
{
    struct query query = *explainer->given.query;
    struct query_node alone = *node;
    struct translation translation = explainer->given;
    struct prefixes prefixes = {0};
    xap_query *translated = NULL;
    alone.next = NULL;
    query.root = &alone;
    translation.query = &query;
    translation.prefixes = &prefixes;
    xap_status status = query_translate(&translation, &translated, err);
    if (status == XAP_OK && translated)
        status = search_page(explainer, translated, part, err);
    xap_query_free(translated);
    prefixes_dispose(&prefixes);
    return status;
}

/* --- title and body --------------------------------------------------------------------------- */

/* Add a term's frequency within a document. */
static xap_status add_frequency(struct explainer *explainer, const char *prefix, struct slice stem,
                                language_id language, uint32_t docid, uint32_t *sum, xap_error *err)
{
    xap_postings *postings = NULL;
    uint32_t found = 0, wdf = 0;
    size_t count = 0;
    buffer_clear(&explainer->text);
    schema_stem_term(&explainer->text, prefix, language, stem);
    if (explainer->text.failed)
        return search_fail(err, XAP_E_NO_MEMORY);
    xap_status status = xap_postings_open(explainer->given.database, explainer->text.bytes,
                                          explainer->text.length, &postings, err);
    if (status == XAP_OK)
        status = xap_postings_skip_to(postings, docid, err);
    if (status == XAP_OK)
        status = xap_postings_block(postings, &found, &wdf, NULL, 1, &count, err);
    xap_postings_free(postings);
    if (status == XAP_OK && found == docid)
        *sum += wdf;
    return status == XAP_DONE ? XAP_OK : status;
}

/* Find out how much of a word's score in a document is that of the title. */
static xap_status share_title(struct explainer *explainer, struct slice folded, uint32_t docid,
                              struct score_share *share, xap_error *err)
{
    struct index_languages languages = explainer->given.languages;
    uint32_t title = 0, whole = 0;
    xap_status status = XAP_OK;
    for (size_t at = 0; status == XAP_OK && at <= languages.count; at++) {
        bool other = at == languages.count;
        language_id language = other ? LANGUAGE_NONE : languages.items[at];
        if (other && !languages.others)
            break;
        struct slice stem = analyser_stem(explainer->given.analyser, folded, language);
        status = add_frequency(explainer, SCHEMA_TITLE_STEM, stem, language, docid, &title, err);
        if (status == XAP_OK)
            status = add_frequency(explainer, SCHEMA_STEM, stem, language, docid, &whole, err);
    }
    title *= SCHEMA_TITLE_WEIGHT;
    if (whole > 0)
        share->title = share->score * (title < whole ? title : whole) / whole;
    return status;
}

/* The word that a part is, if it is one word, with a stem, of the whole text. */
static bool is_plain_word(const struct explainer *explainer, const struct query_node *node,
                          struct slice *folded)
{
    if (node->kind != QUERY_WORD)
        return false;
    const struct query_leaf *leaf = &explainer->given.terms->leaves[node->leaf];
    if (leaf->in_title || leaf->sequence_count != 1 || leaf->sequences[0].count != 1 ||
        leaf->sequences[0].slots[0].count != 1)
        return false;
    *folded = leaf->sequences[0].slots[0].terms[0].folded;
    return schema_has_stem(*folded);
}

static xap_status share_titles(struct explainer *explainer, const struct query_node *node,
                               size_t part, xap_error *err)
{
    struct slice folded;
    xap_status status = XAP_OK;
    bool known = is_plain_word(explainer, node, &folded);
    for (size_t match = 0; status == XAP_OK && match < explainer->matches->count; match++) {
        struct score_share *share = share_of(explainer, match, part);
        share->has_title = known;
        if (known && share->score > 0)
            status =
                share_title(explainer, folded, explainer->matches->items[match].docid, share, err);
    }
    return status;
}

/* --- all parts -------------------------------------------------------------------------------- */

static bool is_stop(const struct explainer *explainer, const struct query_node *node)
{
    while (node->kind == QUERY_FIELD && node->field == QUERY_FIELD_TITLE)
        node = node->child;
    return node->kind == QUERY_WORD &&
           query_leaf_is_stop(&explainer->given.terms->leaves[node->leaf], explainer->given.stop);
}

/* Whether stop words have weight here: an AND gives them none, an OR with `any` leaves them out,
 * unless there is nothing else. */
static bool stops_weigh(const struct explainer *explainer, const struct query_node *root)
{
    if (root->kind == QUERY_OR && !explainer->given.query->any)
        return true;
    for (const struct query_node *child = root->child; child; child = child->next)
        if (child->kind != QUERY_NOT && !is_stop(explainer, child))
            return false;
    return true;
}

static xap_status add_part(struct explainer *explainer, struct query_node *node, xap_error *err)
{
    size_t part = explainer->part_count++;
    if (clock_is_over(explainer->given.clock))
        return search_fail(err, XAP_E_TIMEOUT);
    buffer_clear(&explainer->text);
    query_print_node(node, &explainer->text);
    struct slice text = arena_copy(&explainer->matches->arena, buffer_slice(&explainer->text));
    if (!text.bytes)
        return search_fail(err, XAP_E_NO_MEMORY);
    for (size_t match = 0; match < explainer->matches->count; match++)
        *share_of(explainer, match, part) = (struct score_share){.text = text};
    xap_status status = weigh_part(explainer, node, part, err);
    return status == XAP_OK ? share_titles(explainer, node, part, err) : status;
}

static xap_status explain_all(struct explainer *explainer, xap_error *err)
{
    struct query_node *root = explainer->given.query->root;
    xap_status status = XAP_OK;
    if (root->kind != QUERY_AND && root->kind != QUERY_OR)
        return add_part(explainer, root, err);
    bool with_stops = stops_weigh(explainer, root);
    for (struct query_node *child = root->child; status == XAP_OK && child; child = child->next)
        if (child->kind != QUERY_NOT && (with_stops || !is_stop(explainer, child)))
            status = add_part(explainer, child, err);
    return status;
}

static size_t count_parts(const struct query_node *root)
{
    size_t count = 1;
    for (const struct query_node *child = root->child; child; child = child->next)
        count++;
    return count;
}

static int ascending(const void *left, const void *right)
{
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    return (a > b) - (a < b);
}

xap_status explain_matches(const struct translation *translation,
                           const struct word_scoring *scoring, struct search_matches *matches,
                           xap_error *err)
{
    struct explainer explainer = {.given = *translation,
                                  .scoring = scoring,
                                  .matches = matches,
                                  .part_capacity = count_parts(translation->query->root),
                                  .text = BUFFER_INIT};
    size_t count = matches->count;
    if (count == 0)
        return XAP_OK;
    explainer.shares =
        arena_alloc(&matches->arena, count * explainer.part_capacity * sizeof(*explainer.shares));
    explainer.docids = arena_alloc(&matches->arena, count * sizeof(*explainer.docids));
    if (!explainer.shares || !explainer.docids)
        return search_fail(err, XAP_E_NO_MEMORY);
    for (size_t at = 0; at < count; at++)
        explainer.docids[at] = matches->items[at].docid;
    qsort(explainer.docids, count, sizeof(*explainer.docids), ascending);
    xap_status status = explain_all(&explainer, err);
    matches->unexplained = status == XAP_E_TIMEOUT;
    for (size_t at = 0; at < count && !matches->unexplained; at++) {
        matches->items[at].shares = share_of(&explainer, at, 0);
        matches->items[at].share_count = explainer.part_count;
    }
    buffer_dispose(&explainer.text);
    return status;
}
