#ifndef HERALD_INDEXER_PART_H
#define HERALD_INDEXER_PART_H

#include "indexer/chunk.h"
#include "indexer/document.h"

/*
 * One thread's way of writing: a database that is being filled, a segment of the article store, and
 * the batch of chunks that are not committed yet.
 *
 * libxapian drops a whole batch when it refuses one document or fails to write. So the batch is
 * kept until its commit has returned, and played again after a failure: if it fails once more, article by
 * article, so that one that cannot be stored costs itself alone.
 */

/* Memory that a posting takes until the commit; as many bytes of an article count as one more. */
#define PART_POSTING_BYTES 200u

/* Told of an article that could not be stored; called from the part's own thread. */
typedef void part_report(void *context, const struct article *article, const char *message);

/* What a part needs to know; all strings and objects are lent until part_free. */
struct part_options {
    const char *database; /* path of the current database to add to, or NULL: parts of its own */
    const char *parts;    /* folder in which parts are made */
    const char *store;    /* folder of the article store */
    size_t batch_postings; /* postings after which a batch is committed */
    double batch_seconds;  /* age at which it is committed whatever its size */
    part_report *report;
    part_report *warn; /* told of an article that was stored otherwise than it says */
    void *report_context;
};

/* What a part has done. */
struct part_totals {
    uint64_t stored;  /* articles committed */
    uint64_t refused; /* articles that could not be stored */
    uint64_t overridden; /* articles that declare a language which they are not in */
    uint64_t commits;
    uint64_t text_bytes; /* records given to the store, and what they take there */
    uint64_t packed_bytes;
};

struct part;

/* Make a part; nothing is written before the first article. HERALD_E_NO_MEMORY, INTERNAL. */
enum herald_status part_open(const struct part_options *options, struct part **out,
                             struct herald_error *err);

/* Add the articles of a chunk, which belongs to the part until `*done` gives it back: chunks whose
 * commit has returned are appended there, emptied. HERALD_E_NO_SPACE, IO, PERMISSION, NO_MEMORY:
 * what was committed stays, the rest of the batch is lost. */
enum herald_status part_add(struct part *part, struct chunk *chunk, struct chunk_list *done,
                            struct herald_error *err);

/* Commit what is pending. As part_add. */
enum herald_status part_commit(struct part *part, struct chunk_list *done,
                               struct herald_error *err);

void part_totals(const struct part *part, struct part_totals *out);

/* Close; what was not committed is lost. Takes NULL. */
void part_free(struct part *part);

#endif
