#ifndef HERALD_CORPUS_INPUT_H
#define HERALD_CORPUS_INPUT_H

/*
 * The bytes of one file or of standard input, gzip undone, through a window that moves forward: a
 * format looks at what is there, asks for more, and lets go of what it has read.
 */

#include <signal.h>
#include <stdint.h>

#include "corpus/buffer.h"
#include "corpus/error.h"

struct input;

/*
 * Open a file, or standard input for "-". A gzip file is known by its first bytes, not by its name.
 * `stop` may be NULL; reading ends with INTERRUPTED once it is not 0.
 * HERALD_E_NOT_FOUND, HERALD_E_PERMISSION, HERALD_E_IO (a directory among them),
 * HERALD_E_INTERRUPTED, HERALD_E_NO_MEMORY.
 */
enum herald_status input_open(const char *path, const volatile sig_atomic_t *stop,
                              struct input **out, struct herald_error *err);

/* Close; takes NULL. */
void input_close(struct input *input);

/* The bytes that have been read and not let go of, valid until the next call below. */
struct slice input_window(const struct input *input);

/*
 * Make the window at least one byte longer. HERALD_OK; HERALD_DONE at the end; HERALD_E_CORRUPT
 * (gzip data damaged, cut off, or followed by something else), HERALD_E_IO, HERALD_E_INTERRUPTED,
 * HERALD_E_NO_MEMORY. All that could be read before a failure has been in the window, and the
 * failure is returned again by every later call.
 */
enum herald_status input_more(struct input *input, struct herald_error *err);

/* Make the window `wanted` bytes long, or shorter where the input ends. As input_more, but OK at
 * the end. */
enum herald_status input_want(struct input *input, size_t wanted, struct herald_error *err);

/* Let go of the first `length` bytes of the window, no more than it has. */
void input_consume(struct input *input, size_t length);

/* The same where the caller knows how many newlines are among them. */
void input_consume_lines(struct input *input, size_t length, size_t newlines);

/* Where the window begins: in bytes from 0 after gunzip, and in lines from 1. */
uint64_t input_offset(const struct input *input);
uint64_t input_line(const struct input *input);

/* How many bytes were read from the file, as they are on disk, and after gunzip. */
uint64_t input_disk_bytes(const struct input *input);
uint64_t input_text_bytes(const struct input *input);

#endif
