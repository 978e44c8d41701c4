#ifndef HERALD_CORPUS_EXIT_CODE_H
#define HERALD_CORPUS_EXIT_CODE_H

#include "corpus/error.h"

/* How every command of Herald ends. herald(1) prints this table; the two agree. */
enum herald_exit {
    HERALD_EXIT_OK = 0,
    HERALD_EXIT_NOTHING = 1,     /* no hits; no such article */
    HERALD_EXIT_USAGE = 2,       /* the command line or the query cannot be used */
    HERALD_EXIT_PARTIAL = 3,     /* done, but some articles were skipped or a limit cut it short */
    HERALD_EXIT_NO_INDEX = 4,    /* no index there */
    HERALD_EXIT_VERSION = 5,     /* an index of another version */
    HERALD_EXIT_LOCKED = 6,      /* another process is writing, or the index changes too fast */
    HERALD_EXIT_DAMAGED = 7,     /* stored data are damaged */
    HERALD_EXIT_IO = 8,          /* reading or writing failed: disk full, no permission, ... */
    HERALD_EXIT_INTERRUPTED = 9, /* a signal asked to stop; what was committed is kept */
    HERALD_EXIT_INTERNAL = 10    /* out of memory, or a defect */
};

/* The exit code for a status. */
enum herald_exit herald_exit_code(enum herald_status status);

/* What can be done about a failure, where the status alone says it and messages do not; else NULL.
 * Static, one line. */
const char *herald_hint(enum herald_status status);

/* Tell people of a failure on standard error: the command, the message, and what can be done. */
void herald_tell(const char *command, const struct herald_error *error);

#endif
