#ifndef HERALD_INDEXER_COMPACTION_H
#define HERALD_INDEXER_COMPACTION_H

#include <stdint.h>

#include "corpus/error.h"

/* What to compact. */
struct compaction_options {
    const char *directory;
    double wait_seconds;              /* for another writer */
    void (*report)(const char *line); /* told of each damaged article; NULL: not wanted */
};

/* What a compaction did. */
struct compaction_totals {
    uint64_t bytes_before; /* of the whole index, as files */
    uint64_t bytes_after;
    uint64_t articles;
    uint64_t damaged; /* articles that cannot be read; a run that reads them anew replaces them */
    uint64_t dropped_parts; /* of a run that did not end: unreadable, their articles were never told
                               to be stored */
};

/*
 * Rewrite an index in the least space: the database packed anew, and in the article store only what
 * the database refers to. Readers go on with the old state until they refresh. Nothing is lost when
 * it is killed. HERALD_E_LOCKED, NO_INDEX, VERSION, NO_SPACE, IO, PERMISSION, NO_MEMORY;
 * HERALD_E_CORRUPT when the database is damaged or a segment is not there. After a failure the
 * index is as before.
 */
enum herald_status index_compact(const struct compaction_options *options,
                                 struct compaction_totals *totals, struct herald_error *err);

/* The bytes of all files below a folder: the sum of their sizes. */
uint64_t directory_bytes(const char *path);

#endif
