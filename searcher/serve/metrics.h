#ifndef HERALD_SERVE_METRICS_H
#define HERALD_SERVE_METRICS_H

#include <stdatomic.h>
#include <stdint.h>

#include "corpus/buffer.h"

/* What the service counts of itself, for Prometheus (text format 0.0.4). For any number of threads.
 */

#define METRICS_ROUTES_MAX 32u
#define METRICS_BUCKETS    13u
#define METRICS_CODES      22u

struct metrics {
    atomic_uint_fast64_t requests[METRICS_ROUTES_MAX][METRICS_CODES];
    atomic_uint_fast64_t durations[METRICS_ROUTES_MAX][METRICS_BUCKETS + 1];
    atomic_uint_fast64_t microseconds[METRICS_ROUTES_MAX];
    atomic_uint_fast64_t bytes_sent;
    atomic_uint_fast64_t searches_cut_short;
    atomic_uint_fast64_t log_lines_lost;
    atomic_uint_fast64_t connections_cut; /* for being too slow */
    atomic_uint_fast64_t connections_total;
    atomic_int connections, requests_open, searches_queued, searches_running;
};

/* Count a request that is done. */
void metrics_count(struct metrics *metrics, unsigned route, unsigned status, double seconds,
                   uint64_t bytes);

/* One line "name{label="value"} number", the value escaped. */
void metrics_sample(struct buffer *out, const char *name, const char *label, const char *value,
                    double number);

/* The two lines that come before a metric's samples. */
void metrics_head(struct buffer *out, const char *name, const char *type, const char *help);

/* Append everything counted; `routes` names them, `count` of them. */
void metrics_write(struct metrics *metrics, const char *const *routes, unsigned count,
                   struct buffer *out);

/* Append what is known of the process: memory, processor time, files, start. */
void metrics_write_process(struct buffer *out);

#endif
