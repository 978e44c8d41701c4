#ifndef HERALD_CORPUS_WALK_H
#define HERALD_CORPUS_WALK_H

/* The files below the paths that a user names. */

#include <signal.h>
#include <stdint.h>

#include "corpus/buffer.h"
#include "corpus/error.h"
#include "corpus/reader.h"

struct walked_file {
    const char *path;     /* to open it with; "-" for standard input */
    const char *relative; /* the part of `path` below the path that the user gave */
    const char *tree;     /* that path, absolute and without symbolic links; "" where unknown */
    uint64_t size;        /* 0 where unknown */
};

/* Made zeroed, emptied by walk_dispose. */
struct walked {
    struct walked_file *files;
    size_t count, capacity;
    struct arena arena; /* owns the strings */
    uint64_t total;     /* the sum of all sizes */
    bool total_known;   /* false when the size of one is not known */
};

/*
 * Find all files, in the order of the paths and of the bytes of names. A directory that was walked
 * before (a loop of symbolic links, or a second way to it) is left out, and so, without a word
 * unless the user named it, is one that options->leave_out refuses. What cannot be read is told to
 * options->report. HERALD_E_INTERRUPTED, HERALD_E_NO_MEMORY.
 */
enum herald_status walk_paths(const char *const *paths, size_t count,
                              const struct reader_options *options, struct walked *out,
                              struct herald_error *err);
void walk_dispose(struct walked *walked);

#endif
