#include "corpus/buffer.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

/* The least that a buffer or an arena asks the system for. */
#define BUFFER_START 64
#define ARENA_BLOCK  ((size_t)64 << 10)

/* A block kept from one article to the next is no larger than this. */
#define ARENA_KEEP ((size_t)4 << 20)

int slice_compare(struct slice a, struct slice b)
{
    size_t common = a.length < b.length ? a.length : b.length;
    int order = common ? memcmp(a.bytes, b.bytes, common) : 0;
    if (order != 0)
        return order;
    return (a.length > b.length) - (a.length < b.length);
}

void buffer_clear(struct buffer *buffer)
{
    buffer->length = 0;
    buffer->failed = false;
    if (buffer->bytes)
        buffer->bytes[0] = '\0';
}

void buffer_dispose(struct buffer *buffer)
{
    free(buffer->bytes);
    *buffer = (struct buffer)BUFFER_INIT;
}

/* Make the memory hold `needed` bytes and a NUL, at least doubling it. */
static bool grow(struct buffer *buffer, size_t needed)
{
    size_t capacity = buffer->capacity ? buffer->capacity : BUFFER_START;
    while (capacity <= needed) {
        if (capacity > SIZE_MAX / 2)
            return false;
        capacity *= 2;
    }
    char *bytes = realloc(buffer->bytes, capacity);
    if (!bytes)
        return false;
    buffer->bytes = bytes;
    buffer->capacity = capacity;
    return true;
}

char *buffer_reserve(struct buffer *buffer, size_t more)
{
    if (buffer->failed)
        return NULL;
    size_t needed = buffer->length + more;
    if (needed < more || (buffer->limit && needed > buffer->limit) ||
        (needed >= buffer->capacity && !grow(buffer, needed))) {
        buffer->failed = true;
        return NULL;
    }
    return buffer->bytes + buffer->length;
}

void buffer_append(struct buffer *buffer, const void *bytes, size_t length)
{
    char *room = buffer_reserve(buffer, length);
    if (!room)
        return;
    if (length)
        memcpy(room, bytes, length);
    room[length] = '\0';
    buffer->length += length;
}

void buffer_append_slice(struct buffer *buffer, struct slice slice)
{
    buffer_append(buffer, slice.bytes, slice.length);
}

void buffer_append_string(struct buffer *buffer, const char *string)
{
    buffer_append(buffer, string, strlen(string));
}

void buffer_append_byte(struct buffer *buffer, unsigned char byte)
{
    buffer_append(buffer, &byte, 1);
}

void buffer_append_format(struct buffer *buffer, const char *format, ...)
{
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, arguments);
    char *room = length < 0 ? NULL : buffer_reserve(buffer, (size_t)length);
    if (room) {
        vsnprintf(room, (size_t)length + 1, format, again);
        buffer->length += (size_t)length;
    } else {
        buffer->failed = true;
    }
    va_end(again);
    va_end(arguments);
}

struct arena_block {
    struct arena_block *next; /* older */
    size_t size;              /* of data */
    size_t used;
    alignas(max_align_t) char data[];
};

static struct arena_block *add_block(struct arena *arena, size_t size)
{
    size_t wanted = arena->blocks && arena->blocks->size < ARENA_KEEP / 2 ? arena->blocks->size * 2
                                                                          : ARENA_BLOCK;
    if (wanted < size)
        wanted = size;
    if (wanted > SIZE_MAX - sizeof(struct arena_block))
        return NULL;
    struct arena_block *block = malloc(sizeof(*block) + wanted);
    if (!block)
        return NULL;
    *block = (struct arena_block){.next = arena->blocks, .size = wanted};
    arena->blocks = block;
    return block;
}

/* The allocation for everybody: aligned when align is that of max_align_t, else 1. */
static void *carve(struct arena *arena, size_t size, size_t align)
{
    struct arena_block *block = arena->blocks;
    size_t start = block ? (block->used + align - 1) & ~(align - 1) : 0;
    if (!block || start > block->size || block->size - start < size) {
        block = add_block(arena, size);
        start = 0;
    }
    if (!block)
        return NULL;
    block->used = start + size;
    arena->used += size;
    return block->data + start;
}

void *arena_alloc(struct arena *arena, size_t size)
{
    return carve(arena, size, alignof(max_align_t));
}

struct slice arena_copy(struct arena *arena, struct slice slice)
{
    char *copy = slice.length < SIZE_MAX ? carve(arena, slice.length + 1, 1) : NULL;
    if (!copy)
        return (struct slice){NULL, 0};
    if (slice.length)
        memcpy(copy, slice.bytes, slice.length);
    copy[slice.length] = '\0';
    return (struct slice){copy, slice.length};
}

void arena_clear(struct arena *arena)
{
    struct arena_block *keep = NULL;
    for (struct arena_block *block = arena->blocks, *next; block; block = next) {
        next = block->next;
        if (block->size <= ARENA_KEEP && (!keep || block->size > keep->size)) {
            free(keep);
            keep = block;
        } else {
            free(block);
        }
    }
    if (keep) {
        keep->next = NULL;
        keep->used = 0;
    }
    *arena = (struct arena){keep, 0};
}

void arena_dispose(struct arena *arena)
{
    for (struct arena_block *block = arena->blocks, *next; block; block = next) {
        next = block->next;
        free(block);
    }
    *arena = (struct arena)ARENA_INIT;
}
