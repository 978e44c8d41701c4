#ifndef HERALD_SERVE_RATE_H
#define HERALD_SERVE_RATE_H

#include <stdbool.h>

#include "corpus/buffer.h"

/*
 * How often each client may ask: a token bucket a client (the generic cell rate algorithm keeps one
 * moment of it: when the bucket would be full again). For any number of threads.
 */
struct rate_limiter;

/* Clients remembered; beyond that, the one not heard of for longest is forgotten. */
#define RATE_CLIENTS_MAX 16384u

/* `rate` requests a second over time, and `burst` at once (at least 1). NULL on no memory. */
struct rate_limiter *rate_limiter_new(double rate, double burst);
void rate_limiter_free(struct rate_limiter *limiter);

/* Take a token of a client (any name) at `now`, in seconds of a clock that only moves forward. 0
 * when it may go on, else the seconds until it may. */
double rate_limiter_take(struct rate_limiter *limiter, struct slice client, double now);

#endif
