#ifndef HERALD_SERVE_WATCH_H
#define HERALD_SERVE_WATCH_H

#include "searcher/serve/metrics.h"
#include "searcher/serve/request.h"

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

/* Writes the message for a request of this id that takes too long to come; called by the watch's
 * own thread, which holds its lock meanwhile. */
struct watch_refusal {
    void (*write)(void *context, const char *id, struct buffer *out);
    void *context;
};

/*
 * `seconds` for each stage, 0 being for ever; `most` connections. One whose request takes too long
 * to come is sent the refusal. NULL on no memory. Its thread looks at the deadlines until
 * watch_stop.
 */
struct watch *watch_start(const double seconds[static WATCH_STAGES], unsigned most,
                          const struct watch_refusal *refusal, struct metrics *metrics);
void watch_stop(struct watch *watch);

/* A connection has come, by this socket, and is WAITING. NULL on no memory. */
struct watched *watch_add(struct watch *watch, int fd);

/* A request is RECEIVING on it, of this id (shorter than REQUEST_ID_SIZE); called again where the
 * id turns out to be another. Takes NULL. */
void watch_receive(struct watch *watch, struct watched *connection, const char *id);

/* End it with a message, which is sent as far as it goes at once; while it is RECEIVING, so that
 * nobody else writes to it. One that was ended before is left as it is. Takes NULL. */
void watch_refuse(struct watch *watch, struct watched *connection, struct slice message);

/* It goes on to another stage. Takes NULL. */
void watch_move(struct watch *watch, struct watched *connection, enum watch_stage stage);

/* Whether it was ended for being too slow, or to make room. Takes NULL. */
bool watch_was_cut(struct watch *watch, const struct watched *connection);

/* It is about to be closed; whether a request was ever RECEIVING on it. Takes NULL, which is true.
 */
bool watch_remove(struct watch *watch, struct watched *connection);

#endif
