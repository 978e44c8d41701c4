#include "searcher/serve/watch.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include "indexer/clock.h"

/* A connection stands in the list of its stage; each list is in the order of deadlines, since all
 * in it have the same time. */
struct watched {
    struct watched *previous, *next;
    enum watch_stage stage;
    double since;
    int fd;
    bool cut;   /* shut down already; about to be removed */
    bool begun; /* there was a request */
    char id[REQUEST_ID_SIZE];
};

struct watch {
    pthread_mutex_t lock;
    pthread_cond_t stopped;
    pthread_t thread;
    bool stop;
    double seconds[WATCH_STAGES];
    struct watched *first[WATCH_STAGES], *last[WATCH_STAGES];
    unsigned count, most;
    struct watch_refusal refusal;
    struct metrics *metrics;
};

/* Looks at the deadlines, a second. */
#define SWEEPS 4

static void append(struct watch *watch, struct watched *connection, enum watch_stage stage)
{
    connection->stage = stage;
    connection->since = now_seconds();
    connection->next = NULL;
    connection->previous = watch->last[stage];
    *(connection->previous ? &connection->previous->next : &watch->first[stage]) = connection;
    watch->last[stage] = connection;
}

static void take_out(struct watch *watch, struct watched *connection)
{
    enum watch_stage stage = connection->stage;
    *(connection->previous ? &connection->previous->next : &watch->first[stage]) = connection->next;
    *(connection->next ? &connection->next->previous : &watch->last[stage]) = connection->previous;
}

/* Where the message cannot be sent at once, the connection ends without it. */
static void end(struct watched *connection, struct slice message)
{
    connection->cut = true;
    if (message.length > 0)
        (void)send(connection->fd, message.bytes, message.length, MSG_NOSIGNAL | MSG_DONTWAIT);
    shutdown(connection->fd, SHUT_RDWR);
}

/*
 * End a connection: its socket is shut down, not closed, so that nobody else can get its number
 * before the owner has noticed. Amid a request nothing was answered yet, and the owner cannot begin
 * to while the lock is held.
 */
static void cut(struct watch *watch, struct watched *connection)
{
    struct buffer text = BUFFER_INIT;
    if (connection->cut)
        return;
    if (connection->stage == WATCH_RECEIVING)
        watch->refusal.write(watch->refusal.context, connection->id, &text);
    end(connection, text.failed ? (struct slice){NULL, 0} : buffer_slice(&text));
    buffer_dispose(&text);
    atomic_fetch_add(&watch->metrics->connections_cut, 1);
}

static void sweep(struct watch *watch)
{
    double now = now_seconds();
    for (unsigned stage = 0; stage < WATCH_STAGES; stage++) {
        struct watched *connection = watch->seconds[stage] > 0 ? watch->first[stage] : NULL;
        for (; connection && now - connection->since > watch->seconds[stage];
             connection = connection->next)
            cut(watch, connection);
    }
}

static void *run(void *argument)
{
    struct watch *watch = argument;
    pthread_mutex_lock(&watch->lock);
    while (!watch->stop) {
        struct timespec until;
        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_nsec += 1000000000 / SWEEPS;
        until.tv_sec += until.tv_nsec / 1000000000;
        until.tv_nsec %= 1000000000;
        pthread_cond_timedwait(&watch->stopped, &watch->lock, &until);
        sweep(watch);
    }
    pthread_mutex_unlock(&watch->lock);
    return NULL;
}

struct watch *watch_start(const double seconds[static WATCH_STAGES], unsigned most,
                          const struct watch_refusal *refusal, struct metrics *metrics)
{
    struct watch *watch = calloc(1, sizeof(*watch));
    if (!watch)
        return NULL;
    for (unsigned stage = 0; stage < WATCH_STAGES; stage++)
        watch->seconds[stage] = seconds[stage];
    watch->most = most;
    watch->refusal = *refusal;
    watch->metrics = metrics;
    pthread_mutex_init(&watch->lock, NULL);
    pthread_cond_init(&watch->stopped, NULL);
    if (pthread_create(&watch->thread, NULL, run, watch) == 0)
        return watch;
    free(watch);
    return NULL;
}

void watch_stop(struct watch *watch)
{
    if (!watch)
        return;
    pthread_mutex_lock(&watch->lock);
    watch->stop = true;
    pthread_cond_signal(&watch->stopped);
    pthread_mutex_unlock(&watch->lock);
    pthread_join(watch->thread, NULL);
    pthread_cond_destroy(&watch->stopped);
    pthread_mutex_destroy(&watch->lock);
    free(watch);
}

struct watched *watch_add(struct watch *watch, int fd)
{
    struct watched *connection = calloc(1, sizeof(*connection));
    if (!connection)
        return NULL;
    connection->fd = fd;
    pthread_mutex_lock(&watch->lock);
    append(watch, connection, WATCH_WAITING);
    watch->count++;
    /* A sixteenth of the places is kept free for those who come. */
    struct watched *oldest = watch->first[WATCH_WAITING];
    while (oldest && oldest->cut)
        oldest = oldest->next;
    if (watch->count > watch->most - watch->most / 16 && oldest && oldest != connection)
        cut(watch, oldest);
    atomic_store(&watch->metrics->connections, (int)watch->count);
    pthread_mutex_unlock(&watch->lock);
    return connection;
}

void watch_receive(struct watch *watch, struct watched *connection, const char *id)
{
    if (!connection)
        return;
    pthread_mutex_lock(&watch->lock);
    if (connection->stage != WATCH_RECEIVING) {
        take_out(watch, connection);
        append(watch, connection, WATCH_RECEIVING);
    }
    connection->begun = true;
    snprintf(connection->id, sizeof(connection->id), "%s", id);
    pthread_mutex_unlock(&watch->lock);
}

void watch_refuse(struct watch *watch, struct watched *connection, struct slice message)
{
    if (!connection)
        return;
    pthread_mutex_lock(&watch->lock);
    if (!connection->cut && connection->stage == WATCH_RECEIVING)
        end(connection, message);
    pthread_mutex_unlock(&watch->lock);
}

void watch_move(struct watch *watch, struct watched *connection, enum watch_stage stage)
{
    if (!connection)
        return;
    pthread_mutex_lock(&watch->lock);
    take_out(watch, connection);
    append(watch, connection, stage);
    pthread_mutex_unlock(&watch->lock);
}

bool watch_was_cut(struct watch *watch, const struct watched *connection)
{
    if (!connection)
        return false;
    pthread_mutex_lock(&watch->lock);
    bool was_cut = connection->cut;
    pthread_mutex_unlock(&watch->lock);
    return was_cut;
}

bool watch_remove(struct watch *watch, struct watched *connection)
{
    if (!connection)
        return true;
    pthread_mutex_lock(&watch->lock);
    bool begun = connection->begun;
    take_out(watch, connection);
    watch->count--;
    atomic_store(&watch->metrics->connections, (int)watch->count);
    pthread_mutex_unlock(&watch->lock);
    free(connection);
    return begun;
}
