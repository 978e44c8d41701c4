#ifndef HERALD_SERVE_ACCESS_LOG_H
#define HERALD_SERVE_ACCESS_LOG_H

#include "searcher/serve/metrics.h"
#include "searcher/serve/request.h"

/*
 * One JSON object a line for each request, written by a thread of its own: a disk or a reader that
 * stands still holds no request up. What does not fit into the memory that is kept for it is lost,
 * and counted.
 */
struct access_log;

/* Bytes that wait to be written, at the most. */
#define ACCESS_LOG_WAITING_MAX ((size_t)1 << 20)

/* Open a log: a file, appended to, or "-" for standard output. As herald_fail_errno. */
enum herald_status access_log_open(const char *path, struct metrics *metrics,
                                   struct access_log **out, struct herald_error *err);

/* Open the file anew, after a log was moved away. */
void access_log_reopen(struct access_log *log);

/* Write what waits and close. Takes NULL. */
void access_log_free(struct access_log *log);

/* What is known of a request at its end, beside the request and the reply. */
struct access_note {
    double duration_ms, queued_ms;
    uint64_t bytes;
    bool whole;   /* the answer reached the client's side */
    bool queries; /* what was asked for may be told */
};

/* Note a request. Takes a NULL log. */
void access_log_note(struct access_log *log, const struct request *request,
                     const struct reply *reply, const struct access_note *note);

/* The line, for access_log_note and for tests. */
void access_log_line(const struct request *request, const struct reply *reply,
                     const struct access_note *note, struct buffer *out);

#endif
