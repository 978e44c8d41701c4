#include "indexer/lengths.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xap/iterate.h>
#include <xxhash.h>

#include "indexer/directory.h"
#include "indexer/index_database.h"

#define MARK      "HERALDLN"
#define VERSION   1u /* as a number of this machine: its byte order is told with it */
#define UUID_SIZE 36u

/* What stands before the array; after the array stands the XXH3-64 of all before it. */
struct header {
    char mark[8];
    uint32_t version;
    uint32_t last;
    uint64_t revision;
    char uuid[UUID_SIZE];
    uint32_t unused;
};

_Static_assert(sizeof(struct header) == 64, "the header has no holes");

/* Describe the revision that a database handle sees. */
static xap_status describe(const xap_database *database, struct header *header, xap_error *error)
{
    xap_buffer uuid = XAP_BUFFER_INIT;
    *header = (struct header){.version = VERSION};
    memcpy(header->mark, MARK, sizeof header->mark);
    xap_status status = xap_database_last_document(database, &header->last, error);
    if (status == XAP_OK)
        status = xap_database_revision(database, &header->revision, error);
    if (status == XAP_OK)
        status = xap_database_uuid(database, &uuid, error);
    if (status == XAP_OK && uuid.length == UUID_SIZE)
        memcpy(header->uuid, uuid.bytes, UUID_SIZE);
    xap_buffer_dispose(&uuid);
    return status;
}

static size_t array_size(uint32_t last)
{
    return ((size_t)last + 1) * sizeof(uint32_t);
}

/* --- reading ---------------------------------------------------------------------------------- */

void lengths_close(struct lengths *lengths)
{
    if (lengths->map)
        munmap(lengths->map, lengths->size);
    *lengths = (struct lengths){0};
}

static bool map_file(const char *path, struct lengths *out)
{
    struct stat stat;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return false;
    if (fstat(fd, &stat) == 0 && stat.st_size > (off_t)sizeof(struct header)) {
        void *map = mmap(NULL, (size_t)stat.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
        out->map = map == MAP_FAILED ? NULL : map;
        out->size = (size_t)stat.st_size;
    }
    close(fd);
    return out->map != NULL;
}

/* Whether what is mapped is whole, and of the state that `wanted` describes. */
static bool is_of(const struct lengths *lengths, const struct header *wanted)
{
    size_t size = sizeof *wanted + array_size(wanted->last);
    uint64_t sum;
    if (lengths->size != size + sizeof sum || memcmp(lengths->map, wanted, sizeof *wanted) != 0)
        return false;
    memcpy(&sum, (const char *)lengths->map + size, sizeof sum);
    return sum == XXH3_64bits(lengths->map, size);
}

static bool open_wanted(const char *path, const struct header *wanted, struct lengths *out)
{
    char file[INDEX_PATH_MAX];
    *out = (struct lengths){0};
    if (index_path(file, path, LENGTHS_NAME, NULL) != HERALD_OK || !map_file(file, out))
        return false;
    if (!is_of(out, wanted)) {
        lengths_close(out);
        return false;
    }
    out->items = (const uint32_t *)((const char *)out->map + sizeof *wanted);
    out->last = wanted->last;
    return true;
}

bool lengths_open(const char *path, const xap_database *database, struct lengths *out)
{
    struct header wanted;
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

static bool write_all(int fd, const char *bytes, size_t length)
{
    while (length > 0) {
        ssize_t written = write(fd, bytes, length);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return false;
        bytes += written;
        length -= (size_t)written;
    }
    return true;
}

/* Put `bytes` in the place of the file in one step. */
static enum herald_status replace_file(const char *file, const char *bytes, size_t length,
                                       struct herald_error *err)
{
    char fresh[INDEX_PATH_MAX + 8];
    snprintf(fresh, sizeof fresh, "%s.new", file);
    int fd = open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    bool done = fd >= 0 && write_all(fd, bytes, length) && fsync(fd) == 0;
    int problem = errno;
    if (fd >= 0 && close(fd) != 0 && done) {
        problem = errno;
        done = false;
    }
    if (done && rename(fresh, file) != 0) {
        problem = errno;
        done = false;
    }
    if (done)
        return HERALD_OK;
    if (fd >= 0)
        unlink(fresh);
    return herald_fail_errno(err, problem, "cannot write '%s'", file);
}

static enum herald_status write_lengths(const char *path, const xap_database *database,
                                        const struct header *header, struct herald_error *err)
{
    char file[INDEX_PATH_MAX];
    xap_error error = XAP_ERROR_INIT;
    size_t size = sizeof *header + array_size(header->last);
    enum herald_status status = index_path(file, path, LENGTHS_NAME, err);
    if (status != HERALD_OK)
        return status;
    char *bytes = calloc(1, size + sizeof(uint64_t));
    if (!bytes)
        return herald_fail(err, HERALD_E_NO_MEMORY, "no memory for %zu bytes of lengths", size);
    memcpy(bytes, header, sizeof *header);
    uint32_t *items = (uint32_t *)(bytes + sizeof *header);
    if (collect(database, header->last, items, &error) != XAP_OK) {
        status = index_fail_path(err, "read", path, &error);
    } else {
        uint64_t sum = XXH3_64bits(bytes, size);
        memcpy(bytes + size, &sum, sizeof sum);
        status = replace_file(file, bytes, size + sizeof sum, err);
    }
    free(bytes);
    return status;
}

enum herald_status lengths_update(const char *path, struct herald_error *err)
{
    struct header header;
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
