#ifndef HERALD_CORPUS_BUFFER_H
#define HERALD_CORPUS_BUFFER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Bytes that belong to somebody else: a pointer and a length, not terminated; {NULL, 0} is empty.
 */
struct slice {
    const char *bytes;
    size_t length;
};

/* The slice of a string literal or an array. */
#define SLICE(literal) ((struct slice){(literal), sizeof(literal) - 1})

/* The slice of a terminated string, which stays the caller's; of NULL, the empty slice. */
static inline struct slice slice_of(const char *string)
{
    return (struct slice){string, string ? strlen(string) : 0};
}

/* Whether two slices hold the same bytes. */
static inline bool slice_equal(struct slice a, struct slice b)
{
    return a.length == b.length && (a.length == 0 || memcmp(a.bytes, b.bytes, a.length) == 0);
}

/* Order by bytes, a prefix first: below, equal to or above 0. */
int slice_compare(struct slice a, struct slice b);

/*
 * A growing run of bytes.
 *
 * A buffer is made by BUFFER_INIT or zeroed memory and emptied by buffer_dispose. Appending never
 * fails one by one: when memory runs out, or the limit would be passed, the buffer remembers it in
 * `failed`, later appends do nothing, and the caller checks once at the end. `bytes` is NULL until
 * the first append, and from then on terminated by a NUL that `length` does not count.
 */
struct buffer {
    char *bytes;
    size_t length;
    size_t capacity;
    size_t limit; /* 0: none; else length never passes it */
    bool failed;
};

#define BUFFER_INIT                                                                                \
    {                                                                                              \
        NULL, 0, 0, 0, false                                                                       \
    }

/* Forget the content and a failure, keep the memory. */
void buffer_clear(struct buffer *buffer);

/* Free the memory; the buffer is as new. Takes an empty one. */
void buffer_dispose(struct buffer *buffer);

/* Make room for `more` further bytes and return where they go, or NULL (and failed) if that cannot
 * be; the caller then adds what it wrote to length. */
char *buffer_reserve(struct buffer *buffer, size_t more);

/* Append bytes, a terminated string, one byte, or printf-style text. */
void buffer_append(struct buffer *buffer, const void *bytes, size_t length);
void buffer_append_slice(struct buffer *buffer, struct slice slice);
void buffer_append_string(struct buffer *buffer, const char *string);
void buffer_append_byte(struct buffer *buffer, unsigned char byte);
void buffer_append_format(struct buffer *buffer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The content as a slice, valid until the buffer changes. */
static inline struct slice buffer_slice(const struct buffer *buffer)
{
    return (struct slice){buffer->bytes, buffer->length};
}

/*
 * Memory given back all at once: small pieces carved from large blocks, for everything that lives
 * as long as one article or one query.
 *
 * Made by ARENA_INIT; arena_clear makes all pieces invalid and keeps up to one block for reuse;
 * arena_dispose frees everything. When memory runs out, arena_alloc returns NULL.
 */
struct arena {
    struct arena_block *blocks;
    size_t used; /* bytes handed out since the last clear */
};

#define ARENA_INIT                                                                                 \
    {                                                                                              \
        NULL, 0                                                                                    \
    }

/* A piece of `size` bytes aligned for any type, not zeroed; NULL when memory runs out. */
void *arena_alloc(struct arena *arena, size_t size);

/* A copy of a slice, terminated by a NUL that is not counted; {NULL, 0} when memory runs out (an
 * empty slice gives a non-NULL empty copy). */
struct slice arena_copy(struct arena *arena, struct slice slice);

void arena_clear(struct arena *arena);
void arena_dispose(struct arena *arena);

#endif
