#ifndef HERALD_INDEXER_COMPACTION_H
#define HERALD_INDEXER_COMPACTION_H

#include <signal.h>
#include <stdint.h>

#include "corpus/error.h"

/* What a compaction did. */
struct compaction_totals {
    uint64_t bytes_before; /* of the whole index, as files */
    uint64_t bytes_after;
    uint64_t articles;
    uint64_t damaged; /* articles whose document data could not be read; they are left as they are */
};

/*
 * Rewrite an index in the least space: the database packed anew, and in the article store only what
 * the database refers to. Readers go on with the old state until they refresh. Nothing is lost when it
 * is killed. HERALD_E_LOCKED, NO_INDEX, VERSION, NO_SPACE, IO, CORRUPT, NO_MEMORY.
 */
enum herald_status index_compact(const char *directory, double wait_seconds,
                                 const volatile sig_atomic_t *stop,
                                 struct compaction_totals *totals, struct herald_error *err);

/* The bytes of all files below a folder, as they are allocated. */
uint64_t directory_bytes(const char *path);

#endif
