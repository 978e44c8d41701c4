#include "corpus/input.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>
#include <zlib.h>

/* How much is asked for at once: of the file, and of room in the window. */
#define DISK_CHUNK   ((size_t)64 << 10)
#define WINDOW_CHUNK ((size_t)256 << 10)

struct input {
    int fd;
    const volatile sig_atomic_t *stop;
    uint64_t disk_bytes;
    bool disk_ended;

    bool gzip;
    bool inflating; /* inflateInit has been called */
    bool between;   /* one gzip member has ended and none has begun */
    z_stream stream;
    unsigned char *disk; /* for gzip: what was read and not inflated yet is in `stream` */

    char *window;
    size_t capacity, start, end;
    uint64_t offset, line;

    enum herald_status failure; /* OK, or what every further call returns */
    struct herald_error failure_words;
};

/* Read into `room`; *taken is 0 at the end of the file. */
static enum herald_status read_disk(struct input *input, void *room, size_t size, size_t *taken,
                                    struct herald_error *err)
{
    for (;;) {
        if (input->stop && *input->stop)
            return herald_fail(err, HERALD_E_INTERRUPTED, "reading was interrupted");
        ssize_t got = read(input->fd, room, size);
        if (got >= 0) {
            *taken = (size_t)got;
            input->disk_bytes += (uint64_t)got;
            input->disk_ended = got == 0;
            return HERALD_OK;
        }
        if (errno != EINTR)
            return herald_fail_errno(err, errno, "cannot read");
    }
}

/* Read until three bytes tell gzip from all else: a pipe may give them one by one. */
static enum herald_status read_magic(struct input *input, struct herald_error *err)
{
    size_t have = 0;
    while (have < 3 && !input->disk_ended) {
        size_t taken = 0;
        enum herald_status status =
            read_disk(input, input->disk + have, DISK_CHUNK - have, &taken, err);
        if (status != HERALD_OK)
            return status;
        have += taken;
    }
    input->gzip = have >= 3 && memcmp(input->disk, "\x1F\x8B\x08", 3) == 0;
    if (!input->gzip) {
        memcpy(input->window, input->disk, have);
        input->end = have;
        return HERALD_OK;
    }
    input->stream.next_in = input->disk;
    input->stream.avail_in = (uInt)have;
    /* 16 asks zlib for the gzip wrapper. */
    if (inflateInit2(&input->stream, MAX_WBITS + 16) != Z_OK)
        return herald_fail(err, HERALD_E_NO_MEMORY, "out of memory for reading gzip");
    input->inflating = true;
    return HERALD_OK;
}

enum herald_status input_open(const char *path, const volatile sig_atomic_t *stop,
                              struct input **out, struct herald_error *err)
{
    struct input *input = calloc(1, sizeof(*input));
    if (!input)
        return herald_fail(err, HERALD_E_NO_MEMORY, "out of memory for reading");
    input->stop = stop;
    input->line = 1;
    input->capacity = 2 * WINDOW_CHUNK;
    input->window = malloc(input->capacity);
    input->disk = malloc(DISK_CHUNK);
    input->fd = strcmp(path, "-") == 0 ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    enum herald_status status;
    if (!input->window || !input->disk)
        status = herald_fail(err, HERALD_E_NO_MEMORY, "out of memory for reading");
    else if (input->fd < 0)
        status = herald_fail_errno(err, errno, "cannot open");
    else
        status = read_magic(input, err);
    if (status != HERALD_OK) {
        input_close(input);
        return status;
    }
    *out = input;
    return HERALD_OK;
}

void input_close(struct input *input)
{
    if (!input)
        return;
    if (input->inflating)
        inflateEnd(&input->stream);
    if (input->fd > STDIN_FILENO)
        close(input->fd);
    free(input->window);
    free(input->disk);
    free(input);
}

struct slice input_window(const struct input *input)
{
    return (struct slice){input->window + input->start, input->end - input->start};
}

uint64_t input_offset(const struct input *input)
{
    return input->offset;
}

uint64_t input_line(const struct input *input)
{
    return input->line;
}

uint64_t input_disk_bytes(const struct input *input)
{
    return input->disk_bytes;
}

uint64_t input_text_bytes(const struct input *input)
{
    return input->offset + (input->end - input->start);
}

void input_consume_lines(struct input *input, size_t length, size_t newlines)
{
    input->start += length;
    input->offset += length;
    input->line += newlines;
}

void input_consume(struct input *input, size_t length)
{
    const char *bytes = input->window + input->start;
    size_t newlines = 0;
    for (size_t i = 0; i < length; i++)
        newlines += bytes[i] == '\n';
    input_consume_lines(input, length, newlines);
}

/* Room for a chunk behind the window: by moving it to the front, or by growing. */
static bool make_room(struct input *input)
{
    if (input->capacity - input->end >= WINDOW_CHUNK)
        return true;
    size_t length = input->end - input->start;
    memmove(input->window, input->window + input->start, length);
    input->start = 0;
    input->end = length;
    if (input->capacity - length >= WINDOW_CHUNK)
        return true;
    if (input->capacity > SIZE_MAX / 2)
        return false;
    char *window = realloc(input->window, input->capacity * 2);
    if (!window)
        return false;
    input->window = window;
    input->capacity *= 2;
    return true;
}

/* What may stand between or behind the members of a gzip file: another member, or zeros. */
static enum herald_status next_member(struct input *input, struct herald_error *err)
{
    z_stream *stream = &input->stream;
    while (stream->avail_in > 0 && *stream->next_in == 0) {
        stream->next_in++;
        stream->avail_in--;
    }
    if (stream->avail_in == 0)
        return HERALD_OK;
    if (*stream->next_in != 0x1F)
        return herald_fail(err, HERALD_E_CORRUPT, "gzip data are followed by other data");
    input->between = false;
    return inflateReset(stream) == Z_OK
               ? HERALD_OK
               : herald_fail(err, HERALD_E_INTERNAL, "cannot start a further gzip member");
}

static enum herald_status refill_gzip(struct input *input, struct herald_error *err)
{
    z_stream *stream = &input->stream;
    if (stream->avail_in > 0)
        return HERALD_OK;
    size_t taken = 0;
    enum herald_status status = read_disk(input, input->disk, DISK_CHUNK, &taken, err);
    stream->next_in = input->disk;
    stream->avail_in = (uInt)taken;
    if (status != HERALD_OK || taken > 0)
        return status;
    if (input->between)
        return HERALD_DONE;
    return herald_fail(err, HERALD_E_CORRUPT, "gzip data are cut off: fetch the file again");
}

/* Inflate until the window is longer. */
static enum herald_status more_gzip(struct input *input, struct herald_error *err)
{
    z_stream *stream = &input->stream;
    size_t room = input->capacity - input->end;
    size_t before = input->end;
    while (input->end == before) {
        enum herald_status status = refill_gzip(input, err);
        if (status == HERALD_OK && input->between)
            status = next_member(input, err);
        if (status != HERALD_OK)
            return status;
        if (input->between)
            continue;
        stream->next_out = (unsigned char *)input->window + input->end;
        stream->avail_out = (uInt)(room < UINT32_MAX ? room : UINT32_MAX);
        uInt offered = stream->avail_out;
        int result = inflate(stream, Z_NO_FLUSH);
        input->end += offered - stream->avail_out;
        if (result == Z_STREAM_END)
            input->between = true;
        else if (result == Z_MEM_ERROR)
            return herald_fail(err, HERALD_E_NO_MEMORY, "out of memory for reading gzip");
        else if (result != Z_OK && result != Z_BUF_ERROR) {
            status = herald_fail(err, HERALD_E_CORRUPT, "gzip data are damaged: %s",
                                 stream->msg ? stream->msg : "unknown fault");
            /* What came out before the fault is still given. */
            if (input->end == before)
                return status;
            input->failure = status;
        }
    }
    return HERALD_OK;
}

static enum herald_status more_plain(struct input *input, struct herald_error *err)
{
    size_t taken = 0;
    if (input->disk_ended)
        return HERALD_DONE;
    enum herald_status status =
        read_disk(input, input->window + input->end, input->capacity - input->end, &taken, err);
    input->end += taken;
    return status == HERALD_OK && taken == 0 ? HERALD_DONE : status;
}

enum herald_status input_more(struct input *input, struct herald_error *err)
{
    if (input->failure == HERALD_OK) {
        struct herald_error *words = &input->failure_words;
        enum herald_status status;
        if (!make_room(input))
            status = herald_fail(words, HERALD_E_NO_MEMORY, "out of memory for reading");
        else
            status = input->gzip ? more_gzip(input, words) : more_plain(input, words);
        if (status == HERALD_OK)
            return status;
        input->failure = status;
    }
    if (err && input->failure != HERALD_DONE)
        *err = input->failure_words;
    return input->failure;
}

enum herald_status input_want(struct input *input, size_t wanted, struct herald_error *err)
{
    while (input->end - input->start < wanted) {
        enum herald_status status = input_more(input, err);
        if (status != HERALD_OK)
            return status == HERALD_DONE ? HERALD_OK : status;
    }
    return HERALD_OK;
}
