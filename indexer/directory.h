#ifndef HERALD_INDEXER_DIRECTORY_H
#define HERALD_INDEXER_DIRECTORY_H

#include <signal.h>
#include <stdbool.h>
#include <sys/types.h>
#include <time.h>

#include "corpus/error.h"

/*
 * The files of an index directory and who may change them. docs/format.md draws the layout.
 *
 * The file HERALD names the current database. It is replaced by rename, so that a reader finds the
 * old state or the new one and a crash leaves one of the two. What no HERALD file names is left
 * over from a run that did not end, and is finished or removed by the next writer.
 */

#define INDEX_MANIFEST    "HERALD"
#define INDEX_LOCK        "LOCK"
#define INDEX_STORE       "store"
#define INDEX_PARTS       "parts"
#define INDEX_PARTS_DONE  "parts.done" /* parts that are merged, about to be removed */
#define INDEX_NAME_FORMAT "db.%08u"

#define INDEX_PATH_MAX 4096 /* bytes of any path inside an index, NUL included */

/* What the manifest says, and which file it is: another index that was put in the place of this one
 * may have the same generation. */
struct index_manifest {
    unsigned generation; /* the current database is db.GENERATION */
    struct timespec changed;
    dev_t device;
    ino_t inode;
};

/* Whether a directory is an index, of this format or another: its manifest begins as one. */
bool index_is_at(const char *directory);

/* Whether both were read from the same file: the index has neither been replaced nor moved on to
 * another database. */
bool index_manifest_same(const struct index_manifest *a, const struct index_manifest *b);

/* Read the manifest of the index in `directory`. HERALD_E_NO_INDEX when it is not an index (the
 * message says what it is instead), HERALD_E_CORRUPT, VERSION, PERMISSION, IO. */
enum herald_status index_manifest_read(const char *directory, struct index_manifest *out,
                                       struct herald_error *err);

/* Write "directory/name" (name NULL: "directory") to `out`. HERALD_E_LIMIT when it is too long. */
enum herald_status index_path(char out[static INDEX_PATH_MAX], const char *directory,
                              const char *name, struct herald_error *err);

/* The path of the database of one generation. */
enum herald_status index_database_path(char out[static INDEX_PATH_MAX], const char *directory,
                                       unsigned generation, struct herald_error *err);

/* The right to change an index, held by one process at a time. */
struct index_lock {
    int fd;
    char directory[INDEX_PATH_MAX];
    struct index_manifest manifest;
};

/* How to take the lock. */
struct index_lock_options {
    bool create;         /* make the index where there is none */
    double wait_seconds; /* how long to wait for another writer */
    const char *command; /* what this process is doing, for the message that others get */
    const volatile sig_atomic_t *stop; /* or NULL: waiting ends once it is not 0 */
};

/*
 * Take the lock. HERALD_E_LOCKED when another process still has it (the message says which),
 * HERALD_E_NO_INDEX when there is no index and none is to be made, or the folder holds other files,
 * HERALD_E_VERSION, PERMISSION, NO_SPACE, IO, INTERRUPTED. The lock goes with the process.
 */
enum herald_status index_lock_take(const char *directory, const struct index_lock_options *options,
                                   struct index_lock *out, struct herald_error *err);
void index_lock_release(struct index_lock *lock);

/* The folder of the index that this process writes to, for messages; NULL where it writes to none.
 */
const char *index_lock_held(void);

/* Make `generation` the current database, for good: manifest and folder are synced. After a failure
 * lock->manifest tells which one is named; what it names must not be removed. */
enum herald_status index_lock_switch(struct index_lock *lock, unsigned generation,
                                     struct herald_error *err);

/* Remove every database that the manifest does not name, and merged parts. Failures are ignored:
 * the next writer tries again. */
void index_lock_clean(struct index_lock *lock);

/* Remove a folder and all in it; not there is HERALD_OK. */
enum herald_status directory_remove(const char *path, struct herald_error *err);

/* Sync a folder, so that names made in it survive a power cut. */
enum herald_status directory_sync(const char *path, struct herald_error *err);

/* Whether there is something of this name. */
bool directory_exists(const char *path);

/* Make a folder; HERALD_OK where it is there already. */
enum herald_status directory_make(const char *path, struct herald_error *err);

#endif
