#ifndef HERALD_SERVE_WATCH_H
#define HERALD_SERVE_WATCH_H

#include "searcher/serve/metrics.h"

/*
 * Connections by how long they may stay as they are. libmicrohttpd ends those that are silent;
 * these deadlines also end those that send or take a byte now and then. When all places are taken,
 * those that have waited longest for a request make room.
 */
struct watch;
struct watched; /* a connection */

enum watch_stage {
    WATCH_WAITING,   /* for a request to begin: may be closed to make room */
    WATCH_RECEIVING, /* a request */
    WATCH_WORKING,   /* the service's turn: no deadline */
    WATCH_REPLYING   /* the client takes the answer */
};
#define WATCH_STAGES 4

/*
 * `seconds` for each stage, 0 being for ever; `most` connections. One whose request takes too long
 * to come is sent `refusal`, a whole reply, lent for as long as the watch lives. NULL on no memory.
 * Its thread looks at the deadlines until watch_stop.
 */
struct watch *watch_start(const double seconds[static WATCH_STAGES], unsigned most,
                          const char *refusal, struct metrics *metrics);
void watch_stop(struct watch *watch);

/* A connection has come, by this socket, and is WAITING. NULL on no memory. */
struct watched *watch_add(struct watch *watch, int fd);

/* It goes on to another stage. Takes NULL. */
void watch_move(struct watch *watch, struct watched *connection, enum watch_stage stage);

/* Whether it was ended for being too slow, or to make room. Takes NULL. */
bool watch_was_cut(struct watch *watch, const struct watched *connection);

/* It is about to be closed; whether a request was ever RECEIVING on it. Takes NULL, which is true.
 */
bool watch_remove(struct watch *watch, struct watched *connection);

#endif
