#include "searcher/serve/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>
#include <zlib.h>

#define GZIP_LEVEL 4
#define BLOCK      ((size_t)64 << 10)

struct spool {
    struct buffer memory; /* what is not in the file yet */
    int fd;               /* -1: all is in memory */
    uint64_t filed;       /* bytes in the file */
    bool gzip;
    z_stream stream;
};

struct spool *spool_new(bool gzip)
{
    struct spool *spool = calloc(1, sizeof(*spool));
    if (!spool)
        return NULL;
    spool->fd = -1;
    spool->gzip = gzip;
    if (!gzip || deflateInit2(&spool->stream, GZIP_LEVEL, Z_DEFLATED, 15 + 16, 8,
                              Z_DEFAULT_STRATEGY) == Z_OK)
        return spool;
    free(spool);
    return NULL;
}

void spool_free(struct spool *spool)
{
    if (!spool)
        return;
    if (spool->gzip)
        deflateEnd(&spool->stream);
    if (spool->fd >= 0)
        close(spool->fd);
    buffer_dispose(&spool->memory);
    free(spool);
}

static enum herald_status write_file(struct spool *spool, struct herald_error *err)
{
    const char *folder = getenv("TMPDIR");
    folder = folder && *folder ? folder : "/tmp";
    if (spool->fd < 0)
        spool->fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (spool->fd < 0)
        return herald_fail_errno(err, errno, "cannot make a temporary file in '%s'", folder);
    for (size_t at = 0; at < spool->memory.length;) {
        ssize_t written = write(spool->fd, spool->memory.bytes + at, spool->memory.length - at);
        if (written < 0 && errno != EINTR)
            return herald_fail_errno(err, errno, "cannot write a temporary file in '%s'", folder);
        at += written > 0 ? (size_t)written : 0;
    }
    spool->filed += spool->memory.length;
    buffer_clear(&spool->memory);
    return HERALD_OK;
}

/* Append packed. */
static bool deflate_text(struct spool *spool, struct slice text, int flush)
{
    int result = Z_OK;
    spool->stream.next_in = (Bytef *)(uintptr_t)text.bytes;
    spool->stream.avail_in = (uInt)text.length;
    do {
        char *to = buffer_reserve(&spool->memory, BLOCK);
        if (!to)
            return false;
        spool->stream.next_out = (Bytef *)to;
        spool->stream.avail_out = (uInt)BLOCK;
        result = deflate(&spool->stream, flush);
        spool->memory.length += BLOCK - spool->stream.avail_out;
    } while (result == Z_OK && spool->stream.avail_out == 0);
    return result == Z_OK || result == Z_STREAM_END || result == Z_BUF_ERROR;
}

enum herald_status spool_take(struct spool *spool, struct buffer *text, struct herald_error *err)
{
    bool taken = !text->failed;
    if (taken && spool->gzip)
        taken = deflate_text(spool, buffer_slice(text), Z_NO_FLUSH);
    else if (taken)
        buffer_append_slice(&spool->memory, buffer_slice(text));
    buffer_clear(text);
    if (!taken || spool->memory.failed)
        return herald_fail(err, HERALD_E_NO_MEMORY, "no memory for the answer");
    return spool->memory.length > SPOOL_MEMORY ? write_file(spool, err) : HERALD_OK;
}

enum herald_status spool_finish(struct spool *spool, struct reply *reply, struct herald_error *err)
{
    enum herald_status status = HERALD_OK;
    if (spool->gzip && !deflate_text(spool, (struct slice){NULL, 0}, Z_FINISH))
        return herald_fail(err, HERALD_E_NO_MEMORY, "no memory for the answer");
    if (spool->fd >= 0)
        status = write_file(spool, err);
    if (status != HERALD_OK)
        return status;
    buffer_dispose(&reply->body);
    reply->body = spool->memory;
    spool->memory = (struct buffer)BUFFER_INIT;
    reply->file = spool->fd + 1;
    reply->file_length = spool->filed;
    reply->ready_packed = spool->gzip;
    spool->fd = -1;
    return HERALD_OK;
}
