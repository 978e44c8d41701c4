#include "searcher/serve/rate.h"

#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <xxhash.h>

/* A set-associative table: a client is in one of the WAYS places of its row, so that looking for
 * it, and for whom to forget, takes the same short time however many there are. */
#define WAYS 8u
#define ROWS (RATE_CLIENTS_MAX / WAYS)

struct bucket {
    XXH128_hash_t client; /* a hash of its name: 128 bits do not collide */
    double full_at;       /* when all tokens are there again; 0: unused */
    double seen;
};

struct rate_limiter {
    pthread_mutex_t lock;
    double interval;  /* seconds a token */
    double tolerance; /* seconds that full_at may lie ahead */
    uint64_t seed;
    struct bucket rows[ROWS][WAYS];
};

struct rate_limiter *rate_limiter_new(double rate, double burst)
{
    struct rate_limiter *limiter = calloc(1, sizeof(*limiter));
    if (!limiter)
        return NULL;
    pthread_mutex_init(&limiter->lock, NULL);
    limiter->interval = 1 / rate;
    limiter->tolerance = (burst < 1 ? 1 : burst) * limiter->interval;
    limiter->seed = (uint64_t)(uintptr_t)limiter;
    return limiter;
}

void rate_limiter_free(struct rate_limiter *limiter)
{
    if (!limiter)
        return;
    pthread_mutex_destroy(&limiter->lock);
    free(limiter);
}

/* The bucket of a client, or the one that it takes over. */
static struct bucket *find_bucket(struct rate_limiter *limiter, XXH128_hash_t client)
{
    struct bucket *row = limiter->rows[client.low64 % ROWS], *oldest = row;
    for (size_t at = 0; at < WAYS; at++) {
        if (XXH128_isEqual(row[at].client, client))
            return &row[at];
        if (row[at].seen < oldest->seen)
            oldest = &row[at];
    }
    *oldest = (struct bucket){.client = client};
    return oldest;
}

double rate_limiter_take(struct rate_limiter *limiter, struct slice client, double now)
{
    XXH128_hash_t hash = XXH3_128bits_withSeed(client.bytes, client.length, limiter->seed);
    double wait = 0;
    pthread_mutex_lock(&limiter->lock);
    struct bucket *bucket = find_bucket(limiter, hash);
    double next = (bucket->full_at > now ? bucket->full_at : now) + limiter->interval;
    bucket->seen = now;
    /* Half a billionth is lost in adding up intervals: it must not cost a token. */
    if (next - now > limiter->tolerance * (1 + 1e-9))
        wait = next - now - limiter->tolerance;
    else
        bucket->full_at = next;
    pthread_mutex_unlock(&limiter->lock);
    return wait;
}
