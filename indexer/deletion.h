#ifndef HERALD_INDEXER_DELETION_H
#define HERALD_INDEXER_DELETION_H

#include "indexer/directory.h"
#include "indexer/seen.h"

/*
 * Delete from the current database every article that came from one of `origins` (absolute paths)
 * and is not in `seen`. *deleted counts them. HERALD_E_NO_SPACE, IO, CORRUPT, NO_MEMORY; the index
 * is then as before.
 */
enum herald_status delete_missing(struct index_lock *lock, const struct slice *origins,
                                  size_t count, const struct seen *seen, uint64_t *deleted,
                                  struct herald_error *err);

#endif
