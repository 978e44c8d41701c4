#ifndef XAP_ERROR_H
#define XAP_ERROR_H

/*
 * libxap: a C interface to libxapian, and what holds for all of it.
 *
 * Order of parameters: the object, inputs, outputs, `err` last. `err` is lent by the caller and may
 * be NULL; it is written on every call that fails and left alone by one that succeeds. On failure
 * outputs are NULL, 0, false or empty. A NULL object or output is XAP_E_ARGUMENT, never a crash,
 * unless the header says that the output may be NULL.
 *
 * Bytes travel as pointer and length: terms, values, keys and data are binary, U+0000 included. A
 * NULL pointer with length 0 is the empty string. Bytes come out copied into an xap_buffer, or as
 * an xap_view, which lasts as long as its function says.
 *
 * What comes through a pointer to a pointer is the caller's, who frees it with the matching
 * `_free`.
 * `_free` takes NULL and cannot fail. Handles can be freed in any order: each keeps alive what it
 * needs. Buffers are emptied with xap_buffer_dispose, never with free().
 *
 * Threads: a database and everything made from it (documents, queries, searches, results,
 * iterators) stay in one thread at a time. Use one database handle per thread, opened from the
 * path. Nothing is shared between handles that were opened separately.
 *
 * Processes: the write lock survives in a forked child that has not called exec. Do not fork while
 * a writable database is open, or exec at once.
 *
 * No C++ exception leaves the library.
 */

#include "xap/export.h"

/*
 * What a function returns. New values are only ever added at the end.
 *
 * Two groups are named together in the comments of functions:
 *   general failures: XAP_E_ARGUMENT (an argument is NULL or unusable), XAP_E_NO_MEMORY and
 *     XAP_E_INTERNAL. Any fallible function may return these; comments do not repeat them, except
 * to say which arguments are unusable. reading failures: XAP_E_MODIFIED, XAP_E_CLOSED,
 * XAP_E_CORRUPT, XAP_E_DATABASE, and for remote databases XAP_E_NETWORK and XAP_E_NETWORK_TIMEOUT.
 * Any function that reads a database.
 */
typedef enum xap_status XAP_ENUM {
    XAP_OK = 0,
    XAP_DONE,              /* an iterator has no more items; not a failure */
    XAP_E_ARGUMENT,        /* unusable argument: mend the call; nothing was changed */
    XAP_E_OPERATION,       /* not possible in the object's present state */
    XAP_E_UNSUPPORTED,     /* this library or this kind of database cannot do it */
    XAP_E_NOT_FOUND,       /* no such document or item */
    XAP_E_EXISTS,          /* there is something at the target already */
    XAP_E_NO_DATABASE,     /* nothing there, or not a database */
    XAP_E_OPEN,            /* there, but cannot be opened or created: permission, descriptors */
    XAP_E_VERSION,         /* written in a format of another version: index again */
    XAP_E_LOCKED,          /* another handle or process is writing: try later */
    XAP_E_MODIFIED,        /* two commits have passed this reader: reopen, run it all again */
    XAP_E_CLOSED,          /* the handle was closed, by a call or by an earlier failure */
    XAP_E_CORRUPT,         /* the database is damaged */
    XAP_E_NO_SPACE,        /* the disk, a quota or a file size limit is full */
    XAP_E_DATABASE,        /* another failure of the database; the message says which */
    XAP_E_BATCH_LOST,      /* a write failed: all since the last commit is lost; see cause */
    XAP_E_QUERY,           /* a query that cannot be run */
    XAP_E_LIMIT,           /* a named limit would be passed; the message names it */
    XAP_E_TIMEOUT,         /* the time budget of the search ran out */
    XAP_E_NETWORK,         /* a remote database cannot be reached or broke off */
    XAP_E_NETWORK_TIMEOUT, /* a remote database did not answer in time */
    XAP_E_CALLBACK,        /* a callback reported a failure without saying which */
    XAP_E_NO_MEMORY,
    XAP_E_INTERNAL /* a fault of libxap or libxapian */
} xap_status;

/*
 * A failure described. All texts are terminated, cut at a character boundary of UTF-8 where they
 * are too long, and empty where there is nothing to tell.
 */
typedef struct xap_error {
    xap_status status; /* what the function returned */
    xap_status cause;  /* XAP_E_BATCH_LOST: the status of the failure; otherwise equal to status */
    char message[256]; /* one line for people: no capital, no full stop */
    char type[48];     /* class of the exception, such as "DatabaseLockError", or empty */
    char context[128]; /* where it came from, for remote databases */
    char system[96];   /* text of the operating system's error, such as "No space left on device" */
} xap_error;

/* An empty error, to initialise one with. */
#define XAP_ERROR_INIT                                                                             \
    {                                                                                              \
        XAP_OK, XAP_OK, "", "", "", ""                                                             \
    }

/* The name of a status in lower case, such as "locked" or "batch lost"; "unknown" for a number that
 * is none. A string literal; cannot fail. */
XAP_API const char *xap_status_name(xap_status status);

/* Told of a failure that ends the process; it may write a message and call _exit(), and nothing else,
 * for other threads go on meanwhile. Does not return. */
typedef void xap_fatal_handler(const xap_error *error);

/*
 * Have a function called where C++ would end the process by abort(). libxapian 1.4 can fail where no
 * exception may pass: in rare moments of a commit when the disk is full. What was committed before is
 * kept, as after a kill. The function is one for the whole process; NULL takes it back. Cannot fail.
 */
XAP_API void xap_set_fatal_handler(xap_fatal_handler *handler);

#endif
