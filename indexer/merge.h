#ifndef HERALD_INDEXER_MERGE_H
#define HERALD_INDEXER_MERGE_H

#include "indexer/directory.h"
#include "indexer/seen.h"

/*
 * Merging the parts of a build into the index, as its next generation.
 *
 * The new database is made beside the current one and takes its place in one step, so a crash at any
 * moment leaves an index and the parts, which the next writer merges.
 */

/* Whether parts of a build that did not end are waiting. */
bool merge_is_due(const struct index_lock *lock);

/*
 * Merge all parts with the current database. Where an identity stands more than once, the article
 * with the content that `seen` holds stays (seen may be NULL), else the newest. Parts that cannot be
 * read, left by a power cut, are dropped; `dropped` (may be NULL) counts them: their articles are not in
 * the index and will be read again. HERALD_E_NO_SPACE, IO, CORRUPT (of the current database),
 * NO_MEMORY; the index is then as before.
 */
enum herald_status merge_parts(struct index_lock *lock, const struct seen *seen, size_t *dropped,
                               struct herald_error *err);

/* Path of the folder of parts. */
enum herald_status merge_parts_path(char out[static INDEX_PATH_MAX], const struct index_lock *lock,
                                    struct herald_error *err);

#endif
