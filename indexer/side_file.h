#ifndef HERALD_INDEXER_SIDE_FILE_H
#define HERALD_INDEXER_SIDE_FILE_H

#include <stdbool.h>
#include <xap/database.h>

#include "corpus/error.h"

/*
 * A file beside the tables of a database, in its folder, that repeats what the database says in a
 * form that is read faster. It names the revision that it was made of, is replaced in one step, and
 * ends in a checksum. Numbers are of this machine's byte order, which the version tells.
 */

#define SIDE_FILE_UUID 36u

/* What stands first. After all the rest stands the XXH3-64 of all before it. */
struct side_file_header {
    char mark[8]; /* which kind of file */
    uint32_t version;
    uint32_t count; /* these two are the kind's own */
    uint64_t revision;
    char uuid[SIDE_FILE_UUID];
    uint32_t more;
};

_Static_assert(sizeof(struct side_file_header) == 64, "the header has no holes");

/* A header with `mark`, 8 bytes, and `version`, for the revision that a database handle sees. */
xap_status side_file_describe(const xap_database *database, const char *mark, uint32_t version,
                              struct side_file_header *out, xap_error *error);

/* A file as it lies in memory. Zeroed memory is none. */
struct side_file {
    const struct side_file_header *header; /* begins the file; NULL for none */
    const void *items;                     /* what follows it */
    size_t size;                           /* bytes of that */
    size_t mapped;
};

/* Open the file `name` in the folder of a database. False, and *out none, where there is none that
 * is whole. */
bool side_file_open(const char *folder, const char *name, struct side_file *out);

void side_file_close(struct side_file *file);

/* Write a file in place of the one that is there. `bytes` begin with the header and end in 8 bytes
 * that are left for the checksum. HERALD_E_NO_SPACE, PERMISSION, IO. */
enum herald_status side_file_write(const char *folder, const char *name, char *bytes, size_t size,
                                   struct herald_error *err);

#endif
