#ifndef HERALD_INDEXER_LENGTHS_H
#define HERALD_INDEXER_LENGTHS_H

#include <xap/database.h>

#include "corpus/error.h"
#include "indexer/side_file.h"

/*
 * The lengths of all documents of a database as one array in a file beside its tables.
 *
 * Ranking needs the length of every document that it scores, and libxapian finds each by a search
 * of its own: about half of what BM25 costs. The file only repeats what the database says and names
 * the revision that it repeats. Where it is absent, damaged or of another revision, nothing is
 * wrong but that searches take longer. docs/format.md gives its bytes.
 */

#define LENGTHS_NAME "lengths"

/* An open file of lengths. Zeroed memory is none. */
struct lengths {
    const uint32_t *items; /* by document id; 0 for an id that is not in use */
    uint32_t last;         /* the highest id */
    struct side_file file;
};

/*
 * Write the lengths of the database at `path`, in its present revision, unless they are there. On a
 * failure the file is absent, or is that of an older revision: HERALD_E_NO_SPACE, PERMISSION, IO,
 * NO_MEMORY, what index_database_open returns, HERALD_E_BUSY when the database was written to.
 */
enum herald_status lengths_update(const char *path, struct herald_error *err);

/* Open the lengths of the database at `path`, if there are any and they are of the revision that
 * `database` sees. False, and *out none, otherwise. */
bool lengths_open(const char *path, const xap_database *database, struct lengths *out);

void lengths_close(struct lengths *lengths);

#endif
