#include "indexer/index_database.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <xap/iterate.h>
#include <xap/version.h>

static enum herald_status map_status(xap_status status)
{
    static const struct {
        xap_status status;
        enum herald_status mapped;
    } rows[] = {
        {XAP_OK, HERALD_OK},
        {XAP_DONE, HERALD_DONE},
        {XAP_E_NOT_FOUND, HERALD_E_NOT_FOUND},
        {XAP_E_NO_DATABASE, HERALD_E_NO_INDEX},
        {XAP_E_VERSION, HERALD_E_VERSION},
        {XAP_E_LOCKED, HERALD_E_LOCKED},
        {XAP_E_MODIFIED, HERALD_E_BUSY},
        {XAP_E_CORRUPT, HERALD_E_CORRUPT},
        {XAP_E_NO_SPACE, HERALD_E_NO_SPACE},
        {XAP_E_LIMIT, HERALD_E_LIMIT},
        {XAP_E_QUERY, HERALD_E_QUERY},
        {XAP_E_TIMEOUT, HERALD_E_TIMEOUT},
        {XAP_E_NO_MEMORY, HERALD_E_NO_MEMORY},
        {XAP_E_OPEN, HERALD_E_IO},
        {XAP_E_EXISTS, HERALD_E_IO},
        {XAP_E_CLOSED, HERALD_E_IO},
        {XAP_E_DATABASE, HERALD_E_IO},
        {XAP_E_NETWORK, HERALD_E_IO},
        {XAP_E_NETWORK_TIMEOUT, HERALD_E_IO},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        if (rows[i].status == status)
            return rows[i].mapped;
    return HERALD_E_INTERNAL;
}

enum herald_status index_fail_xap(struct herald_error *err, const char *what,
                                  const xap_error *error)
{
    xap_status cause = error->status == XAP_E_BATCH_LOST ? error->cause : error->status;
    enum herald_status status = map_status(cause);
    if (status == HERALD_OK)
        status = HERALD_E_IO;
    if (status == HERALD_E_IO && strcmp(error->system, strerror(EACCES)) == 0)
        status = HERALD_E_PERMISSION;
    bool told = error->system[0] == '\0' || strcasestr(error->message, error->system) != NULL;
    return herald_fail(err, status, "cannot %s: %s%s%s", what, error->message, told ? "" : ": ",
                       told ? "" : error->system);
}

enum herald_status index_fail_path(struct herald_error *err, const char *verb, const char *path,
                                   const xap_error *error)
{
    char what[300], opening[320];
    snprintf(what, sizeof what, "%s '%.250s'", verb, path);
    int length = snprintf(opening, sizeof opening, "cannot open '%.250s': ", path);
    xap_error plain = *error;
    if (strncmp(error->message, opening, (size_t)length) == 0) /* the path is named once */
        memmove(plain.message, error->message + length, strlen(error->message + length) + 1);
    return index_fail_xap(err, what, &plain);
}

static xap_status set_metadata(xap_writable *writable, const char *key, const char *value,
                               xap_error *error)
{
    return xap_writable_set_metadata(writable, key, strlen(key), value, strlen(value), error);
}

enum herald_status index_database_create(const char *path, struct herald_error *err)
{
    xap_writable_options options = XAP_WRITABLE_OPTIONS_INIT;
    xap_error error = XAP_ERROR_INIT;
    xap_writable *writable = NULL;
    options.mode = XAP_CREATE;
    if (xap_writable_open(path, &options, &writable, &error) != XAP_OK)
        return index_fail_path(err, "make", path, &error);
    xap_status status = set_metadata(writable, SCHEMA_META_FORMAT, SCHEMA_FORMAT_VERSION, &error);
    if (status == XAP_OK)
        status = set_metadata(writable, SCHEMA_META_ANALYSIS, SCHEMA_ANALYSIS_VERSION, &error);
    if (status == XAP_OK)
        status = set_metadata(writable, SCHEMA_META_XAPIAN, xap_library_version_string(), &error);
    if (status == XAP_OK)
        status = xap_writable_close(writable, &error);
    xap_writable_free(writable);
    return status == XAP_OK ? HERALD_OK : index_fail_path(err, "write to", path, &error);
}

enum herald_status index_database_write(const char *path, xap_writable **out,
                                        struct herald_error *err)
{
    xap_writable_options options = XAP_WRITABLE_OPTIONS_INIT;
    xap_error error = XAP_ERROR_INIT;
    options.mode = XAP_OPEN;
    if (xap_writable_open(path, &options, out, &error) != XAP_OK)
        return index_fail_path(err, "write to", path, &error);
    return HERALD_OK;
}

/* Compare one entry of the metadata with what this version writes. */
static enum herald_status check_metadata(const xap_database *database, const char *path,
                                         const char *key, const char *expected,
                                         struct herald_error *err)
{
    xap_buffer value = XAP_BUFFER_INIT;
    xap_error error = XAP_ERROR_INIT;
    enum herald_status status = HERALD_OK;
    if (xap_database_metadata(database, key, strlen(key), &value, &error) != XAP_OK)
        status = index_fail_path(err, "read", path, &error);
    else if (value.length == 0)
        status = herald_fail(err, HERALD_E_NO_INDEX, "'%s' is a database that herald did not make",
                             path);
    else if (value.length != strlen(expected) || memcmp(value.bytes, expected, value.length) != 0)
        status = herald_fail(err, HERALD_E_VERSION,
                             "'%s' has %s %s, this herald has %s: index the articles again in "
                             "another folder",
                             path, key, value.bytes, expected);
    xap_buffer_dispose(&value);
    return status;
}

enum herald_status index_database_open(const char *path, xap_database **out,
                                       struct herald_error *err)
{
    xap_error error = XAP_ERROR_INIT;
    *out = NULL;
    if (xap_database_open(path, out, &error) != XAP_OK)
        return index_fail_path(err, "open", path, &error);
    enum herald_status status =
        check_metadata(*out, path, SCHEMA_META_FORMAT, SCHEMA_FORMAT_VERSION, err);
    if (status == HERALD_OK)
        status = check_metadata(*out, path, SCHEMA_META_ANALYSIS, SCHEMA_ANALYSIS_VERSION, err);
    if (status != HERALD_OK) {
        xap_database_free(*out);
        *out = NULL;
    }
    return status;
}

enum herald_status index_database_entry(const xap_database *database, uint32_t docid,
                                        struct schema_entry *entry, struct herald_error *err)
{
    xap_buffer data = XAP_BUFFER_INIT;
    xap_error error = XAP_ERROR_INIT;
    enum herald_status status = HERALD_OK;
    if (xap_database_document_data(database, docid, &data, &error) != XAP_OK)
        status = index_fail_xap(err, "read the database", &error);
    else if (!schema_decode_entry((struct slice){data.bytes, data.length}, entry))
        status =
            herald_fail(err, HERALD_E_CORRUPT, "document %u of the database is damaged", docid);
    xap_buffer_dispose(&data);
    return status;
}

enum herald_status index_database_find(const xap_database *database, struct slice term,
                                       uint32_t *docid, struct schema_entry *entry,
                                       struct herald_error *err)
{
    xap_error error = XAP_ERROR_INIT;
    xap_postings *postings = NULL;
    size_t count = 0;
    *docid = 0;
    xap_status found = xap_postings_open(database, term.bytes, term.length, &postings, &error);
    if (found == XAP_OK)
        found = xap_postings_block(postings, docid, NULL, NULL, 1, &count, &error);
    xap_postings_free(postings);
    if (found == XAP_DONE)
        return HERALD_OK;
    if (found != XAP_OK)
        return index_fail_xap(err, "read the database", &error);
    return entry ? index_database_entry(database, *docid, entry, err) : HERALD_OK;
}

/* Copy what stands behind a prefix in the terms of a document, unless it is a hash. */
static void take_term(const xap_document *document, const char *prefix, struct article *out,
                      struct slice *value)
{
    xap_terms *terms = NULL;
    xap_view term;
    size_t length = strlen(prefix);
    xap_status status = xap_terms_open_document(document, &terms, NULL);
    if (status == XAP_OK)
        status = xap_terms_skip_to(terms, prefix, length, NULL);
    if (status == XAP_OK)
        status = xap_terms_next(terms, &term, NULL, NULL);
    if (status == XAP_OK && term.length > length && memcmp(term.bytes, prefix, length) == 0 &&
        term.bytes[length] != '#')
        *value = arena_copy(&out->arena, (struct slice){term.bytes + length, term.length - length});
    xap_terms_free(terms);
}

void index_database_identify(const xap_database *database, uint32_t docid, struct article *out)
{
    xap_document *document = NULL;
    article_clear(out);
    if (xap_document_new(&document, NULL) == XAP_OK &&
        xap_database_document(database, docid, document, NULL) == XAP_OK) {
        take_term(document, SCHEMA_ID, out, &out->id);
        take_term(document, SCHEMA_URL, out, &out->url);
    }
    xap_document_free(document);
}
