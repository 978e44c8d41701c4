#include "searcher/lookup.h"

#include <stdlib.h>
#include <xap/iterate.h>

#include "indexer/index_database.h"

void lookup_dispose(struct lookup *lookup)
{
    for (size_t at = 0; at < lookup->count; at++)
        article_dispose(&lookup->articles[at]);
    free(lookup->articles);
    *lookup = (struct lookup){NULL, 0};
}

/* The documents that hold a term. */
static xap_status find_documents(const xap_database *database, const struct buffer *term,
                                 uint32_t docids[static LOOKUP_MAX], size_t *count,
                                 xap_error *error)
{
    xap_postings *postings = NULL;
    *count = 0;
    xap_status status = xap_postings_open(database, term->bytes, term->length, &postings, error);
    if (status == XAP_OK)
        status = xap_postings_block(postings, docids, NULL, NULL, LOOKUP_MAX, count, error);
    xap_postings_free(postings);
    return status == XAP_DONE ? XAP_OK : status;
}

static enum herald_status load(struct index_reader *reader, uint32_t docid, struct article *article,
                               struct herald_error *err)
{
    enum herald_status status = index_reader_article(reader, docid, article, err);
    return status == HERALD_E_NOT_FOUND ? HERALD_E_BUSY : status;
}

/* Whether an article is of a source, names being compared as the index does; of the empty one, all
 * are. */
static bool is_of_source(const struct article *article, struct slice source)
{
    struct buffer wanted = BUFFER_INIT, given = BUFFER_INIT;
    schema_fold_name(&wanted, source);
    schema_fold_name(&given, article->source);
    bool same = source.length == 0 || slice_equal(buffer_slice(&wanted), buffer_slice(&given));
    buffer_dispose(&wanted);
    buffer_dispose(&given);
    return same;
}

/* Add the articles that hold a term and, long names being hashed, really are called that. */
static enum herald_status add_articles(struct index_reader *reader, const char *prefix,
                                       struct slice name, struct slice source, struct lookup *out,
                                       struct herald_error *err)
{
    uint32_t docids[LOOKUP_MAX];
    size_t count;
    struct buffer term = BUFFER_INIT;
    xap_error error = XAP_ERROR_INIT;
    bool by_id = strcmp(prefix, SCHEMA_ID) == 0;
    schema_term(&term, prefix, name);
    xap_status found = find_documents(index_reader_database(reader), &term, docids, &count, &error);
    buffer_dispose(&term);
    if (found != XAP_OK)
        return index_fail_xap(err, "look up an article", &error);
    enum herald_status status = HERALD_OK;
    for (size_t at = 0; at < count && status == HERALD_OK; at++) {
        struct article *article = &out->articles[out->count];
        status = load(reader, docids[at], article, err);
        bool wanted =
            slice_equal(by_id ? article->id : article->url, name) && is_of_source(article, source);
        if (status == HERALD_OK && wanted)
            out->count++;
        else
            article_dispose(article);
    }
    return status;
}

enum herald_status lookup_find(struct index_reader *reader, struct slice name, struct slice source,
                               struct lookup *out, struct herald_error *err)
{
    *out = (struct lookup){calloc(LOOKUP_MAX, sizeof(*out->articles)), 0};
    if (!out->articles)
        return herald_fail(err, HERALD_E_NO_MEMORY, "no memory to look up an article");
    if (name.length == 0)
        return HERALD_OK;
    enum herald_status status = add_articles(reader, SCHEMA_ID, name, source, out, err);
    if (status == HERALD_OK && out->count == 0)
        status = add_articles(reader, SCHEMA_URL, name, source, out, err);
    return status;
}
