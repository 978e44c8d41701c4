#ifndef HERALD_INDEXER_NEAR_DUPLICATE_UPDATE_H
#define HERALD_INDEXER_NEAR_DUPLICATE_UPDATE_H

#include "corpus/error.h"

/* Signatures held in memory at once, unless more of them are without a date: 64 MB. */
#define UPDATE_SIGNATURES 400000u

/*
 * Bring the file of stories of the database at `path` up to date with the articles in it, unless it
 * is. Everything is worked out anew from the signatures, so that the outcome depends on the
 * articles alone: not on the order or the runs that they came in, nor on what was deleted or
 * replaced since. A microsecond or two for each article in the index. On a failure the file is
 * absent, or that of an older revision: HERALD_E_NO_SPACE, PERMISSION, IO, NO_MEMORY, CORRUPT, what
 * index_database_open returns.
 */
enum herald_status near_duplicate_update(const char *path, struct herald_error *err);

#endif
