#ifndef XAP_DATABASE_H
#define XAP_DATABASE_H

/*
 * Reading a database.
 *
 * A handle sees the revision that it opened, and goes on seeing it through one later commit. After
 * the second commit any call may return XAP_E_MODIFIED, also half way through fetching results:
 * call xap_database_reopen and run the whole request again, a few times at most. Reopening at the
 * start of every request costs microseconds.
 *
 * Open only databases from sources that you trust: libxapian 1.4 does not check every bound of a
 * file made to mislead it.
 */

#include <stdbool.h>
#include <stdint.h>

#include "xap/buffer.h"
#include "xap/document.h"
#include "xap/error.h"
#include "xap/limits.h"

typedef struct xap_database xap_database;
typedef struct xap_writable xap_writable;

/*
 * Open the database at `path` (a directory, or the file that a single-file compaction wrote).
 * XAP_E_NO_DATABASE: nothing there, or not a database. XAP_E_OPEN: permission, too many open files.
 * XAP_E_VERSION: a format that this libxapian does not read. Reading failures.
 */
XAP_API xap_status xap_database_open(const char *path, xap_database **database, xap_error *err);

/*
 * Open `count` databases as one, shard after shard. Document ids become (id - 1) * count + shard +
 * 1, shards counted from 0, so keep count times the highest id below 2^32: XAP_E_LIMIT where the
 * databases already pass it, or count passes XAP_SHARDS_MAX. A count of 0 gives an empty database.
 * Otherwise as xap_database_open; the message names the path that failed.
 */
XAP_API xap_status xap_database_open_many(const char *const *paths, size_t count,
                                          xap_database **database, xap_error *err);

/* An empty database in memory, of no use but as a base and in tests. General failures only. */
XAP_API xap_status xap_database_open_memory(xap_database **database, xap_error *err);

/*
 * A reader of what `writable` writes. For a database on disk this opens its last commit from the
 * path, and later commits are seen after xap_database_reopen; changes not yet committed are not
 * seen. For a database in memory it sees every change at once. XAP_E_CLOSED, and as
 * xap_database_open.
 */
XAP_API xap_status xap_database_open_writable(const xap_writable *writable, xap_database **database,
                                              xap_error *err);

/* Free the handle. Results and iterators made from it stay usable. Takes NULL. */
XAP_API void xap_database_free(xap_database *database);

/* Close the files at once. Every later call on this handle, and on all that was made from it, may
 * return XAP_E_CLOSED. Closing twice is allowed. Reading failures. */
XAP_API xap_status xap_database_close(xap_database *database, xap_error *err);

/* Move to the newest revision. `changed`, which may be NULL, tells whether there was a newer one.
 * Reading failures, XAP_E_NO_DATABASE and XAP_E_OPEN. */
XAP_API xap_status xap_database_reopen(xap_database *database, bool *changed, xap_error *err);

/* Number of databases that were opened together; 1 for a plain one. */
XAP_API xap_status xap_database_shards(const xap_database *database, size_t *shards,
                                       xap_error *err);

/* The revision that this handle sees; it grows with every commit. XAP_E_OPERATION or
 * XAP_E_UNSUPPORTED unless there is exactly one shard, on local disk. Reading failures. */
XAP_API xap_status xap_database_revision(const xap_database *database, uint64_t *revision,
                                         xap_error *err);

/* The name that the database got when it was made, 36 characters for one shard; several are joined
 * by colons; empty for a database in memory. Reading failures. */
XAP_API xap_status xap_database_uuid(const xap_database *database, xap_buffer *uuid,
                                     xap_error *err);

/* Whether some handle, of this or another process, has the database open for writing.
 * Reading failures. */
XAP_API xap_status xap_database_locked(const xap_database *database, bool *locked, xap_error *err);

/* Number of documents. Reading failures. */
XAP_API xap_status xap_database_document_count(const xap_database *database, uint32_t *count,
                                               xap_error *err);

/* Highest document id ever used; 0 for none. Reading failures. */
XAP_API xap_status xap_database_last_document(const xap_database *database, uint32_t *docid,
                                              xap_error *err);

/* Mean document length, a length being the sum of a document's term frequencies; 0 for an empty
 * database. Reading failures. */
XAP_API xap_status xap_database_average_length(const xap_database *database, double *length,
                                               xap_error *err);

/* Sum of all document lengths. Reading failures. */
XAP_API xap_status xap_database_total_length(const xap_database *database, uint64_t *length,
                                             xap_error *err);

/* A lower and an upper bound of document length; either output may be NULL. Reading failures. */
XAP_API xap_status xap_database_length_bounds(const xap_database *database, uint32_t *lower,
                                              uint32_t *upper, xap_error *err);

/* Whether positions are stored. Reading failures. */
XAP_API xap_status xap_database_has_positions(const xap_database *database, bool *positions,
                                              xap_error *err);

/* Whether any document holds the term. The empty term is held by every document. XAP_E_ARGUMENT for
 * a term over XAP_TERM_MAX. Reading failures. */
XAP_API xap_status xap_database_has_term(const xap_database *database, const char *term,
                                         size_t length, bool *found, xap_error *err);

/* Number of documents that hold the term; 0 for none. As xap_database_has_term. */
XAP_API xap_status xap_database_term_frequency(const xap_database *database, const char *term,
                                               size_t length, uint32_t *frequency, xap_error *err);

/* Occurrences of the term in all documents together; 0 for none. As xap_database_has_term. */
XAP_API xap_status xap_database_collection_frequency(const xap_database *database, const char *term,
                                                     size_t length, uint64_t *frequency,
                                                     xap_error *err);

/* An upper bound of the term's frequency within any one document. As xap_database_has_term. */
XAP_API xap_status xap_database_wdf_bound(const xap_database *database, const char *term,
                                          size_t length, uint32_t *bound, xap_error *err);

/* Length of a document. XAP_E_NOT_FOUND; XAP_E_ARGUMENT for id 0. Reading failures. */
XAP_API xap_status xap_database_document_length(const xap_database *database, uint32_t docid,
                                                uint32_t *length, xap_error *err);

/* Number of different terms of a document. As xap_database_document_length. */
XAP_API xap_status xap_database_unique_terms(const xap_database *database, uint32_t docid,
                                             uint32_t *count, xap_error *err);

/* Number of documents with a value in the slot, and bounds of these values; each output may be
 * NULL. Reading failures. */
XAP_API xap_status xap_database_value_bounds(const xap_database *database, uint32_t slot,
                                             uint32_t *frequency, xap_buffer *lower,
                                             xap_buffer *upper, xap_error *err);

/*
 * Load a document into `document`, whose content is replaced. Its parts are read when they are
 * asked for, so a later call on it may return reading failures. XAP_E_NOT_FOUND; XAP_E_ARGUMENT for
 * id 0.
 */
XAP_API xap_status xap_database_document(const xap_database *database, uint32_t docid,
                                         xap_document *document, xap_error *err);

/* Copy the data of a document. XAP_E_NOT_FOUND; XAP_E_ARGUMENT for id 0. Reading failures. */
XAP_API xap_status xap_database_document_data(const xap_database *database, uint32_t docid,
                                              xap_buffer *data, xap_error *err);

/*
 * Copy the value of a document in a slot; empty where it has none. For a document id that does not
 * exist this is XAP_E_NOT_FOUND. XAP_E_ARGUMENT for id 0. Reading failures.
 */
XAP_API xap_status xap_database_document_value(const xap_database *database, uint32_t docid,
                                               uint32_t slot, xap_buffer *value, xap_error *err);

/* Copy the metadata stored under a key; empty where there is none. XAP_E_ARGUMENT for a key that is
 * empty or over XAP_METADATA_KEY_MAX. Several shards: the first one answers. Reading failures. */
XAP_API xap_status xap_database_metadata(const xap_database *database, const char *key,
                                         size_t length, xap_buffer *value, xap_error *err);

/* What xap_database_check looks at. */
enum {
    XAP_CHECK_TREES = 1, /* also list the state of every block */
    XAP_CHECK_STATS = 2  /* also print statistics of every table */
};

/*
 * Check the structure of the database at `path` on disk, as xapian-check does. `problems` receives
 * the number of problems found; 0 means sound. `report`, which may be NULL, receives what there is
 * to say, as lines of text, also when problems were found. The check cannot see wrong document
 * data: the format keeps no checksums. `flags`: XAP_CHECK values or'ed, or 0. XAP_E_NO_DATABASE,
 * XAP_E_OPEN, XAP_E_VERSION; XAP_E_CORRUPT where damage stops the check. Reading failures.
 */
XAP_API xap_status xap_database_check(const char *path, unsigned flags, size_t *problems,
                                      xap_buffer *report, xap_error *err);

#endif
