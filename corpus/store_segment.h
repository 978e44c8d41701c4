#ifndef HERALD_CORPUS_STORE_SEGMENT_H
#define HERALD_CORPUS_STORE_SEGMENT_H

#include "corpus/store_block.h"
#include "corpus/store_pack.h"

/* The files of a store: their names, and reading from them. */

#define SEGMENT_NAME_SIZE 16 /* "4294967295.seg" and a NUL */

/* The file name of a segment: eight digits or more, and ".seg". */
void segment_name(uint32_t number, char out[static SEGMENT_NAME_SIZE]);

/* Open the directory of a store and give its descriptor. HERALD_E_NOT_FOUND, IO, PERMISSION. */
enum herald_status segment_open_directory(const char *directory, int *out,
                                          struct herald_error *err);

/* A segment open for reading. Articles are read with pread, so that a file cut short by another
 * program is an error and not a signal; only what a search reads by the thousand is looked at where
 * it lies. */
struct segment_file {
    int fd;
    uint32_t number;
    uint64_t size; /* when last looked at */
    const char *directory;
    const char *map; /* of the first `mapped` bytes; NULL: none yet */
    uint64_t mapped;
    int64_t looked; /* when the end of what is mapped was looked for last */
};

/* Open a segment; `directory` (of messages) must outlive it. HERALD_E_NOT_FOUND when there is none,
 * IO, PERMISSION. */
enum herald_status segment_open(int directory_fd, const char *directory, uint32_t number,
                                struct segment_file *out, struct herald_error *err);

/* Close it, if it is open. */
void segment_close(struct segment_file *file);

/* A range where it lies in memory, until the next call or close. HERALD_E_CORRUPT when the file
 * ends before it; HERALD_E_NO_MEMORY where it cannot be mapped. */
enum herald_status segment_map(struct segment_file *file, uint64_t offset, size_t length,
                               struct slice *out, struct herald_error *err);

/*
 * Read a range into `out`, cleared first. HERALD_E_CORRUPT when the file ends before it,
 * HERALD_E_IO, NO_MEMORY. With `shorter`, what there is of the range is enough.
 */
enum herald_status segment_read(struct segment_file *file, uint64_t offset, size_t length,
                                bool shorter, struct buffer *out, struct herald_error *err);

/*
 * Read and check the dictionary whose block is at `offset`. `block` is lent and holds, afterwards,
 * the whole block. HERALD_E_CORRUPT, IO, NO_MEMORY.
 */
enum herald_status segment_read_dictionary(struct segment_file *file, uint64_t offset,
                                           struct buffer *block, struct store_dictionary **out,
                                           struct herald_error *err);

#endif
