#ifndef HERALD_SERVE_COLLECTION_H
#define HERALD_SERVE_COLLECTION_H

#include <pthread.h>
#include <stdatomic.h>

#include "indexer/index.h"
#include "searcher/result.h"

/*
 * An index that is served. One thread, the keeper, follows its commits and notes its state; workers
 * look at that state, and follow with handles of their own when it has moved on.
 */
struct collection {
    const char *name, *directory;
    atomic_uint_fast32_t state; /* a number that changes whenever the index does */
    atomic_bool ready;          /* it can be read */

    struct index_reader *reader; /* the keeper's */

    pthread_mutex_t lock; /* for what follows */
    char revision[160];
    char trouble[HERALD_ERROR_MESSAGE_SIZE]; /* why it is not ready */
    uint32_t articles;
    uint64_t bytes;
    double committed;   /* seconds from 1970 */
    struct buffer info; /* what `herald info --json` prints, of `info_state`; empty: not made yet */
    uint_fast32_t info_state;
};

/* Read "NAME=DIR" or "DIR"; strings are the collection's. HERALD_E_ARGUMENT, NO_MEMORY. */
enum herald_status collection_init(struct collection *collection, struct slice text,
                                   struct herald_error *err);
void collection_dispose(struct collection *collection);

/* For the keeper: follow the index and note what was found. HERALD_OK, or why it cannot be read. */
enum herald_status collection_follow(struct collection *collection, struct herald_error *err);

/* A copy of the revision. */
void collection_revision(struct collection *collection, char out[static 160]);

/* A worker's handle of one collection. Zeroed memory is none yet. */
struct shelf {
    struct searcher *searcher;
    uint_fast32_t state;
};

/* The searcher of a shelf, at the state of the collection. HERALD_E_NO_INDEX and others while it
 * cannot be read; once it can, it is opened again. */
enum herald_status shelf_searcher(struct shelf *shelf, struct collection *collection,
                                  struct searcher **out, struct herald_error *err);
void shelf_dispose(struct shelf *shelf);

#endif
