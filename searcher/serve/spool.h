#ifndef HERALD_SERVE_SPOOL_H
#define HERALD_SERVE_SPOOL_H

#include "corpus/error.h"
#include "searcher/serve/request.h"

/*
 * A body of any length, made before it is sent: the beginning in memory, the rest in a file without
 * a name ($TMPDIR, else /tmp). So a slow client holds up no worker and takes no memory, the length
 * is known, and a failure half way is told as a failure.
 */

/* Bytes kept in memory. */
#define SPOOL_MEMORY ((size_t)256 << 10)

struct spool;

/* A spool for a reply; `gzip`: packed as it is written. NULL on no memory. */
struct spool *spool_new(bool gzip);

/* Append and empty a buffer. HERALD_E_IO, NO_SPACE, NO_MEMORY. */
enum herald_status spool_take(struct spool *spool, struct buffer *text, struct herald_error *err);

/* Finish, and give what was written to the reply: to its body, or to its file. Statuses as above.
 */
enum herald_status spool_finish(struct spool *spool, struct reply *reply, struct herald_error *err);

void spool_free(struct spool *spool);

#endif
