#ifndef HERALD_CORPUS_ERROR_H
#define HERALD_CORPUS_ERROR_H

/*
 * What went wrong, for every fallible function of Herald.
 *
 * A function returns a status that tells the caller what to do, and describes the failure in an
 * error structure that the caller lends. There is no global error state.
 */

/* What a fallible function returns. The names and their order are part of no file format. */
enum herald_status {
    HERALD_OK = 0,
    HERALD_DONE,          /* an iterator has no more items; not a failure */
    HERALD_E_ARGUMENT,    /* the caller's argument is unusable: mend the call */
    HERALD_E_NOT_FOUND,   /* no such article, file or entry */
    HERALD_E_NO_INDEX,    /* the directory is not there or is not an index */
    HERALD_E_VERSION,     /* written by another version: rebuild */
    HERALD_E_LOCKED,      /* another process is writing: try later */
    HERALD_E_BUSY,        /* the index kept changing under a reader: try again */
    HERALD_E_QUERY,       /* the query cannot be understood */
    HERALD_E_FORMAT,      /* input that is not what its format says: skip the record */
    HERALD_E_LIMIT,       /* a named limit was exceeded; the message names it */
    HERALD_E_CORRUPT,     /* stored data are damaged */
    HERALD_E_IO,          /* reading or writing failed */
    HERALD_E_NO_SPACE,    /* the disk is full */
    HERALD_E_PERMISSION,  /* the operating system does not allow it */
    HERALD_E_TIMEOUT,     /* the time budget ran out */
    HERALD_E_INTERRUPTED, /* a signal asked the program to stop */
    HERALD_E_NO_MEMORY,
    HERALD_E_INTERNAL /* a defect of Herald or of a library */
};

/* Room for a message, file name included; a longer one is cut. */
#define HERALD_ERROR_MESSAGE_SIZE 512

/*
 * A failure in words: one line of UTF-8 without a capital or a full stop. Lent by the caller; every
 * function takes NULL instead. It is written only when a function fails.
 */
struct herald_error {
    enum herald_status status;
    char message[HERALD_ERROR_MESSAGE_SIZE];
};

/*
 * Fill err (may be NULL) with status and a printf-style message, and return status, so that a
 * function can end with `return herald_fail(err, HERALD_E_FORMAT, "...")`. A cut message ends at a
 * whole code point; control characters in it are replaced by '?'.
 */
enum herald_status herald_fail(struct herald_error *err, enum herald_status status,
                               const char *format, ...) __attribute__((format(printf, 3, 4)));

/*
 * The same for a failed system call: maps error_number (an errno) to NO_SPACE (ENOSPC, EDQUOT),
 * PERMISSION (EACCES, EPERM, EROFS), NOT_FOUND (ENOENT, ENOTDIR), NO_MEMORY (ENOMEM) or IO, appends
 * ": " and its text to the message, and returns the mapped status.
 */
enum herald_status herald_fail_errno(struct herald_error *err, int error_number, const char *format,
                                     ...) __attribute__((format(printf, 3, 4)));

/* The name of a status for machines ("not-found", "no-space"); never NULL, static. */
const char *herald_status_name(enum herald_status status);

#endif
