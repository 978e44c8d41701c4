#ifndef HERALD_INDEXER_INDEX_DATABASE_H
#define HERALD_INDEXER_INDEX_DATABASE_H

#include <xap/database.h>
#include <xap/writable.h>

#include "corpus/error.h"
#include "indexer/schema.h"

/*
 * The database of an index through libxap, for the rest of the indexer.
 */

/* Turn a status of libxap into one of ours, message and all: MODIFIED becomes HERALD_E_BUSY, a lost
 * batch its cause. `what` says what was tried ("search 'herald-index'"). */
enum herald_status index_fail_xap(struct herald_error *err, const char *what,
                                  const xap_error *error);

/* The same for a failure with the database, or the index, at `path`: "cannot open 'news/db.00000001':
 * EOF reading block 4". */
enum herald_status index_fail_path(struct herald_error *err, const char *verb, const char *path,
                                   const xap_error *error);

/* Make an empty database with Herald's metadata at `path`, which must not exist. */
enum herald_status index_database_create(const char *path, struct herald_error *err);

/* Open a database for writing. */
enum herald_status index_database_write(const char *path, xap_writable **out,
                                        struct herald_error *err);

/* Open a database for reading and check that this version can read it. HERALD_E_NO_INDEX (not
 * there), HERALD_E_VERSION, CORRUPT, PERMISSION, IO, NO_MEMORY. */
enum herald_status index_database_open(const char *path, xap_database **out,
                                       struct herald_error *err);

/*
 * The first document that holds a term: its id, and its entry unless `entry` is NULL. *docid is 0
 * where there is none. HERALD_E_BUSY, CORRUPT, IO, NO_MEMORY.
 */
enum herald_status index_database_find(const xap_database *database, struct slice term,
                                       uint32_t *docid, struct schema_entry *entry,
                                       struct herald_error *err);

/* Fill in the id and the URL of a document's article from its terms, for when the article itself is
 * damaged. What is too long to stand in a term stays empty, and everything after a failure. */
void index_database_identify(const xap_database *database, uint32_t docid, struct article *out);

/* The entry of a document. HERALD_E_CORRUPT where its data are no entry; else as above. */
enum herald_status index_database_entry(const xap_database *database, uint32_t docid,
                                        struct schema_entry *entry, struct herald_error *err);

#endif
