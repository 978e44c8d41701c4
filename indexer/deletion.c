#include "indexer/deletion.h"

#include <string.h>
#include <xap/iterate.h>
#include <xap/writable.h>

#include "indexer/index_database.h"

/* Both sides of the database during a deletion. */
struct deletion {
    xap_database *database;
    xap_writable *writable;
    xap_document *document;
    const struct seen *seen;
    uint64_t deleted;
};

static enum herald_status fail(struct herald_error *err, const xap_error *error)
{
    return index_fail_xap(err, "delete missing articles", error);
}

/* Whether the identity of a document was met in this run. */
static xap_status was_seen(struct deletion *deletion, uint32_t docid, bool *seen, xap_error *error)
{
    xap_terms *terms = NULL;
    xap_view term = {NULL, 0};
    size_t prefix = strlen(SCHEMA_IDENTITY);
    xap_status status =
        xap_database_document(deletion->database, docid, deletion->document, error);
    if (status == XAP_OK)
        status = xap_terms_open_document(deletion->document, &terms, error);
    if (status == XAP_OK)
        status = xap_terms_skip_to(terms, SCHEMA_IDENTITY, prefix, error);
    if (status == XAP_OK)
        status = xap_terms_next(terms, &term, NULL, error);
    /* A document without identity is none of ours to delete. */
    *seen = status != XAP_OK || term.length < prefix ||
            memcmp(term.bytes, SCHEMA_IDENTITY, prefix) != 0 ||
            seen_has(deletion->seen, (struct slice){term.bytes, term.length}, NULL);
    xap_terms_free(terms);
    return status == XAP_DONE ? XAP_OK : status;
}

static enum herald_status delete_from_origin(struct deletion *deletion, struct slice origin,
                                             struct herald_error *err)
{
    struct buffer term = BUFFER_INIT;
    xap_postings *postings = NULL;
    xap_error error = XAP_ERROR_INIT;
    uint32_t docids[256];
    size_t count = 0;
    schema_term(&term, SCHEMA_ORIGIN, origin);
    if (term.failed)
        return herald_fail(err, HERALD_E_NO_MEMORY, "out of memory");
    xap_status status =
        xap_postings_open(deletion->database, term.bytes, term.length, &postings, &error);
    while (status == XAP_OK) {
        status = xap_postings_block(postings, docids, NULL, NULL, 256, &count, &error);
        for (size_t i = 0; i < count && status == XAP_OK; i++) {
            bool seen = true;
            status = was_seen(deletion, docids[i], &seen, &error);
            if (status == XAP_OK && !seen) {
                status = xap_writable_delete(deletion->writable, docids[i], &error);
                deletion->deleted += status == XAP_OK;
            }
        }
    }
    xap_postings_free(postings);
    buffer_dispose(&term);
    return status == XAP_DONE ? HERALD_OK : fail(err, &error);
}

enum herald_status delete_missing(struct index_lock *lock, const struct slice *origins,
                                  size_t count, const struct seen *seen, uint64_t *deleted,
                                  struct herald_error *err)
{
    struct deletion deletion = {.seen = seen};
    char path[INDEX_PATH_MAX];
    xap_error error = XAP_ERROR_INIT;
    enum herald_status status =
        index_database_path(path, lock->directory, lock->manifest.generation, err);
    if (status == HERALD_OK)
        status = index_database_open(path, &deletion.database, err);
    if (status == HERALD_OK)
        status = index_database_write(path, &deletion.writable, err);
    if (status == HERALD_OK && xap_document_new(&deletion.document, &error) != XAP_OK)
        status = fail(err, &error);
    for (size_t i = 0; i < count && status == HERALD_OK; i++)
        status = delete_from_origin(&deletion, origins[i], err);
    if (status == HERALD_OK && xap_writable_close(deletion.writable, &error) != XAP_OK)
        status = fail(err, &error);
    *deleted = status == HERALD_OK ? deletion.deleted : 0;
    xap_document_free(deletion.document);
    xap_writable_free(deletion.writable);
    xap_database_free(deletion.database);
    return status;
}
