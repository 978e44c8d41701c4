#ifndef XAP_COMPACT_H
#define XAP_COMPACT_H

/*
 * Merging databases into a new one, much faster than indexing again, and copying a live one.
 * Posting chunks are copied, not packed anew: merge few large databases, not many small ones.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "xap/buffer.h"
#include "xap/database.h"
#include "xap/error.h"

/* Told what is going on: `table` is the part of the database, `status` a line of text; both are
 * lent for the call. A failure stops the compaction, as for a posting source (xap/source.h). */
typedef xap_status (*xap_compact_progress)(void *argument, const char *table, const char *status,
                                           xap_error *err);

/* Asked for the value of a metadata key that more than one source has: write it to `merged`, whose
 * memory is the library's. Without it the first one wins. Failures as above. */
typedef xap_status (*xap_compact_metadata)(void *argument, xap_view key, const xap_view *values,
                                           size_t count, xap_buffer *merged, xap_error *err);

/* How databases are compacted. Start from XAP_COMPACT_OPTIONS_INIT. */
typedef struct xap_compact_options {
    bool keep_docids;    /* do not renumber; the sources' ranges of ids must not overlap */
    bool full;           /* split items over blocks wherever that saves space */
    bool single_file;    /* the target is one file, for reading only */
    bool multipass;      /* merge many sources in several rounds */
    uint32_t block_size; /* 2048 to 65536, a power of two; 0 means 8192 */
    xap_compact_progress progress; /* or NULL */
    xap_compact_metadata metadata; /* or NULL */
    void *argument;                /* for both */
} xap_compact_options;

#define XAP_COMPACT_OPTIONS_INIT                                                                   \
    {                                                                                              \
        false, true, false, false, 0, NULL, NULL, NULL                                             \
    }

/*
 * Compact the databases at `count` paths, in this order, into a new one at `target`, which must not
 * exist: XAP_E_EXISTS. `options` may be NULL. Documents are renumbered source after source: those
 * of the first keep their ids. The files, the directory and the directory that it lies in are
 * synced before this returns. On failure nothing remains at the target. XAP_E_NO_DATABASE,
 * XAP_E_OPEN, XAP_E_VERSION; XAP_E_OPERATION where ids overlap with keep_docids; XAP_E_NO_SPACE;
 * XAP_E_MODIFIED: a source was written meanwhile, start again. Reading failures.
 */
XAP_API xap_status xap_compact(const char *const *sources, size_t count, const char *target,
                               const xap_compact_options *options, xap_error *err);

/* The same with a database that is open: copies the revision that it sees. The way to copy a
 * database while somebody writes to it. As xap_compact. */
XAP_API xap_status xap_database_compact(const xap_database *database, const char *target,
                                        const xap_compact_options *options, xap_error *err);

#endif
