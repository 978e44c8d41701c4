#ifndef HERALD_INDEXER_BUILDER_H
#define HERALD_INDEXER_BUILDER_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

#include "corpus/error.h"
#include "corpus/reader.h"

/*
 * Indexing: articles of files and folders into an index directory.
 *
 * What is new is added, what changed is replaced (by identity), what is unchanged is passed over
 * without being analysed. A small addition goes straight into the current database; a large one
 * into parts, filled by several threads and merged at the end. Killed at any moment and started
 * again, a run ends with the same articles as an undisturbed one.
 */

#define BUILD_MEMORY_DEFAULT ((size_t)256 << 20)
#define BUILD_MEMORY_LEAST   ((size_t)64 << 20)
#define BUILD_JOBS_MOST      64u

/* Up to this much text at the start, a run goes straight into the current database. */
#define BUILD_DIRECT_BYTES ((size_t)8 << 20)

/* And on from there until this share (1/n) of the articles already in the index were written. */
#define BUILD_DIRECT_SHARE 10u

/* A batch is committed after this many seconds, or when it is large. */
#define BUILD_COMMIT_SECONDS 15.0

/* Articles that declare a wrong language of which a run tells; more are only counted. */
#define BUILD_OVERRIDES_TOLD 20u

/* Distinct terms of documents in a batch at the most. Larger batches were slower: libxapian keeps
 * them in trees that outgrow the caches. */
#define BUILD_BATCH_POSTINGS 30000u

/* The largest article is this share (1/n) of the memory beyond what the program takes without any:
 * it stands in memory as read, as record, as terms and as positions at once. */
#define BUILD_ARTICLE_SHARE 10u
#define BUILD_PROGRAM_BYTES ((size_t)24 << 20)

/* Memory for each thread that indexes: with less of it there are fewer of them. */
#define BUILD_WORKER_BYTES ((size_t)32 << 20)

/* What happened, for the user. */
struct build_totals {
    uint64_t added;     /* identity new to the index */
    uint64_t replaced;  /* identity known, content changed */
    uint64_t unchanged; /* known with the same content */
    uint64_t repeated;  /* met again in this run with the same content */
    uint64_t clashes;   /* met again in this run with other content: the last one counts */
    uint64_t deleted;   /* by --delete-missing */
    uint64_t skipped;   /* records or articles that could not be taken */
    uint64_t skipped_files;
    uint64_t envelopes; /* objects of which an array was read as articles */
    uint64_t warnings;
    uint64_t repaired; /* articles with garbled text that was undone; among the warnings */
    uint64_t overridden_languages; /* articles that are not in the language they declare; among the
                                      warnings */
    uint64_t text_bytes;           /* of titles and bodies of what was added or replaced */
    uint64_t stored_bytes;         /* packed, of the same and of the positions of their words */
    uint64_t commits;
    uint64_t articles; /* in the index at the end */
    double seconds;
    bool interrupted;
    bool deletion_refused; /* --delete-missing was asked for, but part of PATH was not readable */
};

/* Where a run is. */
struct build_progress {
    struct reader_progress reader;
    struct build_totals totals;
    double seconds;
    const char *phase; /* "reading", "merging", "deleting", "grouping" */
};

struct build_options {
    const char *directory;
    const char *const *paths;
    size_t path_count;
    struct reader_options reader; /* stop, report, leave_out and record_limit are the builder's */
    size_t memory;                /* bytes; 0: BUILD_MEMORY_DEFAULT */
    unsigned jobs;                /* threads that index; 0: one for each processor */
    double wait_seconds;          /* for another writer */
    bool keep_mojibake;           /* garbled text is left as it is */
    bool delete_missing;
    const char *command;               /* named to others who find the index locked */
    const volatile sig_atomic_t *stop; /* ends the run with what was read so far; or NULL */

    /* Called for each thing that the user should know, one line without line feed; from any thread,
     * one at a time. */
    void (*report)(void *context, const char *line);
    /* Called a few times a second, from the thread that called build_run. */
    void (*progress)(void *context, const struct build_progress *progress);
    void *context;
};

/*
 * Run. HERALD_OK also when articles were skipped (totals tell) or the run was interrupted by `stop`
 * after it began; else what index_lock_take and the writing of parts return. `totals` is always
 * filled with what was done.
 */
enum herald_status build_run(const struct build_options *options, struct build_totals *totals,
                             struct herald_error *err);

#endif
