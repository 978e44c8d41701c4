#include "indexer/lengths.h"

#include <stdlib.h>
#include <string.h>
#include <xap/iterate.h>

#include "indexer/index_database.h"

#define MARK    "HERALDLN"
#define VERSION 1u /* as a number of this machine: its byte order is told with it */

/* Describe the lengths of the revision that a database handle sees; `count` is the highest id. */
static xap_status describe(const xap_database *database, struct side_file_header *header,
                           xap_error *error)
{
    xap_status status = side_file_describe(database, MARK, VERSION, header, error);
    if (status == XAP_OK)
        status = xap_database_last_document(database, &header->count, error);
    return status;
}

static size_t array_size(uint32_t last)
{
    return ((size_t)last + 1) * sizeof(uint32_t);
}

/* --- reading ---------------------------------------------------------------------------------- */

void lengths_close(struct lengths *lengths)
{
    side_file_close(&lengths->file);
    *lengths = (struct lengths){0};
}

static bool open_wanted(const char *path, const struct side_file_header *wanted,
                        struct lengths *out)
{
    *out = (struct lengths){0};
    if (!side_file_open(path, LENGTHS_NAME, &out->file))
        return false;
    if (memcmp(out->file.header, wanted, sizeof *wanted) != 0 ||
        out->file.size != array_size(wanted->count)) {
        lengths_close(out);
        return false;
    }
    out->items = out->file.items;
    out->last = wanted->count;
    return true;
}

bool lengths_open(const char *path, const xap_database *database, struct lengths *out)
{
    struct side_file_header wanted;
    *out = (struct lengths){0};
    return describe(database, &wanted, NULL) == XAP_OK && open_wanted(path, &wanted, out);
}

/* --- writing ---------------------------------------------------------------------------------- */

/* Read the lengths of all documents into an array of header->last + 1. */
static xap_status collect(const xap_database *database, uint32_t last, uint32_t *items,
                          xap_error *error)
{
    uint32_t docids[256], lengths[256];
    size_t count = 0;
    xap_postings *all = NULL;
    xap_status status = xap_postings_open(database, "", 0, &all, error);
    while (status == XAP_OK) {
        status = xap_postings_block(all, docids, NULL, lengths, 256, &count, error);
        for (size_t i = 0; status == XAP_OK && i < count; i++)
            if (docids[i] <= last)
                items[docids[i]] = lengths[i];
    }
    xap_postings_free(all);
    return status == XAP_DONE ? XAP_OK : status;
}

static enum herald_status write_lengths(const char *path, const xap_database *database,
                                        const struct side_file_header *header,
                                        struct herald_error *err)
{
    enum herald_status status = HERALD_OK;
    xap_error error = XAP_ERROR_INIT;
    size_t size = sizeof *header + array_size(header->count) + sizeof(uint64_t);
    char *bytes = calloc(1, size);
    if (!bytes)
        return herald_fail(err, HERALD_E_NO_MEMORY, "no memory for %zu bytes of lengths", size);
    memcpy(bytes, header, sizeof *header);
    uint32_t *items = (uint32_t *)(bytes + sizeof *header);
    if (collect(database, header->count, items, &error) != XAP_OK)
        status = index_fail_path(err, "read", path, &error);
    else
        status = side_file_write(path, LENGTHS_NAME, bytes, size, err);
    free(bytes);
    return status;
}

enum herald_status lengths_update(const char *path, struct herald_error *err)
{
    struct side_file_header header;
    struct lengths present;
    xap_database *database = NULL;
    xap_error error = XAP_ERROR_INIT;
    enum herald_status status = index_database_open(path, &database, err);
    if (status != HERALD_OK)
        return status;
    if (describe(database, &header, &error) != XAP_OK)
        status = index_fail_path(err, "read", path, &error);
    else if (open_wanted(path, &header, &present))
        lengths_close(&present);
    else
        status = write_lengths(path, database, &header, err);
    xap_database_free(database);
    return status;
}
