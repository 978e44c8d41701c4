#ifndef XAP_WRITABLE_H
#define XAP_WRITABLE_H

/*
 * Writing a database.
 *
 * All changes between two commits are one batch: readers see the whole of it or nothing, and so
 * does the next run after a crash. Nothing is committed unless xap_writable_commit or
 * xap_writable_close is called, however many documents are pending.
 *
 * A call that changes the database and fails inside libxapian loses the batch. It closes the handle
 * and returns XAP_E_BATCH_LOST; `cause` in the error says what happened (XAP_E_NO_SPACE, for one).
 * Every later call on the handle returns XAP_E_CLOSED. Keep the input of a batch until its commit
 * has returned XAP_OK: then free the handle, open the database again, replay the batch. Arguments
 * are checked before: XAP_E_ARGUMENT, XAP_E_LIMIT and XAP_E_NOT_FOUND cost nothing but the call.
 *
 * libxapian writes pending postings out every XAPIAN_FLUSH_THRESHOLD documents (an environment
 * variable, read when a database is opened; 10000). An article of 370 words costs 33 to 50 KB of
 * memory until then. Set it to 1000 to 4000 before filling a fresh database.
 *
 * Never search through a writable database; open it for reading beside (xap_database_open).
 * One handle may write to a database at a time.
 */

#include <stdbool.h>
#include <stdint.h>

#include "xap/buffer.h"
#include "xap/document.h"
#include "xap/error.h"
#include "xap/limits.h"

typedef struct xap_writable xap_writable;

/* What xap_writable_open does with what it finds. */
typedef enum xap_open_mode XAP_ENUM {
    XAP_OPEN_OR_CREATE = 0,
    XAP_CREATE,   /* XAP_E_EXISTS where there is a database */
    XAP_OPEN,     /* XAP_E_NO_DATABASE where there is none */
    XAP_OVERWRITE /* an existing database is emptied */
} xap_open_mode;

/* How a database is opened for writing. Start from XAP_WRITABLE_OPTIONS_INIT. */
typedef struct xap_writable_options {
    xap_open_mode mode;
    bool no_sync;        /* do not wait for the disk: safe against a crash of this program, not
                            against a power cut */
    bool no_termlist;    /* smaller, but documents cannot be deleted, replaced or loaded with their
                            terms; only counts when the database is made */
    bool wait_for_lock;  /* wait for another writer to finish instead of XAP_E_LOCKED */
    uint32_t block_size; /* of a new database: 8192, 16384, 32768 or 65536 bytes; 0 means 8192 */
} xap_writable_options;

#define XAP_WRITABLE_OPTIONS_INIT                                                                  \
    {                                                                                              \
        XAP_OPEN_OR_CREATE, false, false, false, 0                                                 \
    }

/*
 * Open the database at the directory `path` for writing; the directory that it lies in must exist.
 * `options` may be NULL: the defaults. XAP_E_LOCKED, XAP_E_EXISTS, XAP_E_NO_DATABASE, XAP_E_OPEN,
 * XAP_E_VERSION, XAP_E_NO_SPACE, XAP_E_CORRUPT, XAP_E_DATABASE.
 */
XAP_API xap_status xap_writable_open(const char *path, const xap_writable_options *options,
                                     xap_writable **writable, xap_error *err);

/* A new database in memory, gone when the last handle to it is freed. Meant for tests: it has no
 * batches; changes count at once, and xap_writable_cancel is XAP_E_UNSUPPORTED. General failures.
 */
XAP_API xap_status xap_writable_open_memory(xap_writable **writable, xap_error *err);

/* Commit, then close. The handle is closed whatever comes back, and remains to be freed.
 * XAP_E_CLOSED where it was closed before, XAP_E_BATCH_LOST. */
XAP_API xap_status xap_writable_close(xap_writable *writable, xap_error *err);

/* Free the handle. What was not committed is discarded. Takes NULL. */
XAP_API void xap_writable_free(xap_writable *writable);

/*
 * Make the batch permanent: tables are synced, then the directory (unless no_sync). XAP_OK means
 * that it survives a power cut. Without changes this does next to nothing. XAP_E_CLOSED,
 * XAP_E_BATCH_LOST. XAP_E_DATABASE or XAP_E_NO_SPACE: the batch is committed and visible, but the
 * directory could not be synced; the handle stays open.
 */
XAP_API xap_status xap_writable_commit(xap_writable *writable, xap_error *err);

/* Drop all changes since the last commit; the handle stays open. XAP_E_CLOSED, XAP_E_UNSUPPORTED in
 * memory, XAP_E_BATCH_LOST where that fails. */
XAP_API xap_status xap_writable_cancel(xap_writable *writable, xap_error *err);

/* Add a document. `docid`, which may be NULL, receives its id, one above the highest ever used.
 * `document` stays the caller's. XAP_E_CLOSED, XAP_E_BATCH_LOST. */
XAP_API xap_status xap_writable_add(xap_writable *writable, const xap_document *document,
                                    uint32_t *docid, xap_error *err);

/*
 * Store a document under its unique term: every document that holds `id_term` is deleted, the first
 * one's id is used again. The term is added to `document` as a boolean term where it is missing.
 * `docid` may be NULL. XAP_E_ARGUMENT for a term that is empty or over XAP_TERM_MAX. XAP_E_CLOSED,
 * XAP_E_BATCH_LOST.
 */
XAP_API xap_status xap_writable_put(xap_writable *writable, const char *id_term, size_t length,
                                    xap_document *document, uint32_t *docid, xap_error *err);

/* Store a document under an id, replacing the one that is there. XAP_E_ARGUMENT for id 0.
 * XAP_E_CLOSED, XAP_E_BATCH_LOST. */
XAP_API xap_status xap_writable_replace(xap_writable *writable, uint32_t docid,
                                        const xap_document *document, xap_error *err);

/* Replace only the data of a document; terms and values are not touched, nor read. XAP_E_NOT_FOUND;
 * XAP_E_ARGUMENT for id 0; XAP_E_LIMIT over XAP_DATA_MAX. XAP_E_CLOSED, XAP_E_BATCH_LOST. */
XAP_API xap_status xap_writable_set_data(xap_writable *writable, uint32_t docid, const char *bytes,
                                         size_t length, xap_error *err);

/* Delete the document with this id. XAP_E_NOT_FOUND; XAP_E_ARGUMENT for id 0. XAP_E_CLOSED,
 * XAP_E_BATCH_LOST. */
XAP_API xap_status xap_writable_delete(xap_writable *writable, uint32_t docid, xap_error *err);

/* Delete every document that holds the term. `deleted`, which may be NULL, receives their number; 0
 * is no failure. XAP_E_ARGUMENT as xap_writable_put. XAP_E_CLOSED, XAP_E_BATCH_LOST. */
XAP_API xap_status xap_writable_delete_term(xap_writable *writable, const char *term, size_t length,
                                            uint32_t *deleted, xap_error *err);

/*
 * Load a document, pending changes included, to change and replace it: give the same handle to
 * xap_writable_replace under the same id, before another document is loaded, and only what changed
 * is written. XAP_E_NOT_FOUND; XAP_E_ARGUMENT for id 0. XAP_E_CLOSED, XAP_E_CORRUPT,
 * XAP_E_DATABASE.
 */
XAP_API xap_status xap_writable_document(xap_writable *writable, uint32_t docid,
                                         xap_document *document, xap_error *err);

/* Number of documents, pending changes included. XAP_E_CLOSED. */
XAP_API xap_status xap_writable_document_count(const xap_writable *writable, uint32_t *count,
                                               xap_error *err);

/* Highest document id ever used, pending changes included; 0 for none. XAP_E_CLOSED. */
XAP_API xap_status xap_writable_last_document(const xap_writable *writable, uint32_t *docid,
                                              xap_error *err);

/* Whether a document holds the term, pending changes included. XAP_E_ARGUMENT as xap_writable_put.
 * XAP_E_CLOSED, XAP_E_CORRUPT, XAP_E_DATABASE. */
XAP_API xap_status xap_writable_has_term(const xap_writable *writable, const char *term,
                                         size_t length, bool *found, xap_error *err);

/* Store a value under a metadata key; an empty value removes the key. XAP_E_ARGUMENT for a key that
 * is empty or over XAP_METADATA_KEY_MAX; XAP_E_LIMIT for a value over XAP_METADATA_MAX.
 * XAP_E_CLOSED, XAP_E_BATCH_LOST. */
XAP_API xap_status xap_writable_set_metadata(xap_writable *writable, const char *key,
                                             size_t key_length, const char *value,
                                             size_t value_length, xap_error *err);

/* Copy the metadata stored under a key, pending changes included; empty where there is none.
 * XAP_E_ARGUMENT as above. XAP_E_CLOSED, XAP_E_CORRUPT, XAP_E_DATABASE. */
XAP_API xap_status xap_writable_metadata(const xap_writable *writable, const char *key,
                                         size_t length, xap_buffer *value, xap_error *err);

/* Add `count` to the frequency of a word in the spelling dictionary. XAP_E_ARGUMENT for a word that
 * is empty or over XAP_SPELLING_MAX. XAP_E_CLOSED, XAP_E_BATCH_LOST. */
XAP_API xap_status xap_writable_add_spelling(xap_writable *writable, const char *word,
                                             size_t length, uint32_t count, xap_error *err);

/* Take `count` from the frequency of a word in the spelling dictionary; at 0 the word goes. A word
 * that is not there is no failure. As xap_writable_add_spelling. */
XAP_API xap_status xap_writable_remove_spelling(xap_writable *writable, const char *word,
                                                size_t length, uint32_t count, xap_error *err);

/* Note that a term has a synonym; to do so again changes nothing. Merging databases keeps the
 * synonyms of all. XAP_E_ARGUMENT for a term or synonym that is empty or over XAP_TERM_MAX;
 * XAP_E_UNSUPPORTED in memory. XAP_E_CLOSED, XAP_E_BATCH_LOST. */
XAP_API xap_status xap_writable_add_synonym(xap_writable *writable, const char *term, size_t length,
                                            const char *synonym, size_t synonym_length,
                                            xap_error *err);

/* Take a synonym from a term; one that it does not have is no failure. As xap_writable_add_synonym.
 */
XAP_API xap_status xap_writable_remove_synonym(xap_writable *writable, const char *term,
                                               size_t length, const char *synonym,
                                               size_t synonym_length, xap_error *err);

/* Take all synonyms from a term. As xap_writable_add_synonym. */
XAP_API xap_status xap_writable_clear_synonyms(xap_writable *writable, const char *term,
                                               size_t length, xap_error *err);

#endif
