#include "searcher/serve/request.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <zlib.h>

#include "searcher/serve/negotiation.h"

/* Bodies below this are not worth packing: they fit into one packet as they are. */
#define GZIP_LEAST 1000u

/* 4 packs JSON to within a tenth of the smallest in a third of the time. */
#define GZIP_LEVEL 4

void reply_header(struct request *request, struct reply *reply, const char *name,
                  struct slice value)
{
    char *copy = arena_alloc(&request->arena, value.length + 1);
    if (!copy || reply->header_count == REPLY_HEADERS_MAX) {
        reply->failed = true;
        return;
    }
    for (size_t at = 0; at < value.length; at++) {
        unsigned char byte = (unsigned char)value.bytes[at];
        copy[at] = byte < 0x20 || byte == 0x7F ? ' ' : (char)byte;
    }
    copy[value.length] = '\0';
    reply->headers[reply->header_count++] = (struct reply_header){name, copy};
}

void reply_header_format(struct request *request, struct reply *reply, const char *name,
                         const char *format, ...)
{
    char text[512];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(text, sizeof(text), format, arguments);
    va_end(arguments);
    if (length >= 0 && (size_t)length < sizeof(text))
        reply_header(request, reply, name, (struct slice){text, (size_t)length});
    else
        reply->failed = true;
}

void reply_fixed(struct reply *reply, const char *type, struct slice bytes)
{
    reply->status = 200;
    reply->type = type;
    reply->fixed = bytes;
}

void reply_dispose(struct reply *reply)
{
    buffer_dispose(&reply->body);
    if (reply->file > 0)
        close(reply->file - 1);
    reply->file = 0;
    reply->ready_packed = false;
    reply->fixed = reply->packed = (struct slice){NULL, 0};
    reply->etag = NULL;
    reply->type = NULL;
}

/* --- encoding --------------------------------------------------------------------------------- */

/* Pack `text` into `out` as a gzip member. False on no memory. */
static bool gzip(struct slice text, struct buffer *out)
{
    z_stream stream = {0};
    if (text.length > UINT32_MAX ||
        deflateInit2(&stream, GZIP_LEVEL, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        return false;
    size_t bound = deflateBound(&stream, text.length);
    char *to = buffer_reserve(out, bound);
    if (to) {
        stream.next_in = (Bytef *)(uintptr_t)text.bytes;
        stream.avail_in = (uInt)text.length;
        stream.next_out = (Bytef *)to;
        stream.avail_out = (uInt)bound;
        if (deflate(&stream, Z_FINISH) == Z_STREAM_END)
            out->length += stream.total_out;
        else
            to = NULL;
    }
    deflateEnd(&stream);
    return to;
}

/* Pack the body where that is welcome; whether it is packed now. Without memory it is sent as it
 * is. */
static bool pack(const struct request *request, struct reply *reply)
{
    struct slice body = reply->fixed.bytes ? reply->fixed : buffer_slice(&reply->body);
    if (reply->ready_packed || reply->file > 0)
        return reply->ready_packed;
    if (!accepts_gzip(request->accept_encoding) || body.length < GZIP_LEAST)
        return false;
    if (reply->packed.bytes) {
        reply->fixed = reply->packed;
        return true;
    }
    struct buffer packed = BUFFER_INIT;
    if (!gzip(body, &packed)) {
        buffer_dispose(&packed);
        return false;
    }
    buffer_dispose(&reply->body);
    reply->body = packed;
    reply->fixed = (struct slice){NULL, 0};
    return true;
}

/* --- the same for all ------------------------------------------------------------------------- */

/* The tag of one encoding of what the reply's tag names: a strong tag names bytes. */
static struct slice etag_of_encoding(struct request *request, const char *etag, bool packed)
{
    struct buffer text = BUFFER_INIT;
    size_t length = strlen(etag);
    buffer_append(&text, etag, length - 1);
    buffer_append_string(&text, packed ? "-gzip\"" : "\"");
    struct slice copy = arena_copy(&request->arena, buffer_slice(&text));
    buffer_dispose(&text);
    return copy;
}

/* The same; *packed tells which encoding it is. */
static bool find_known(struct request *request, const char *etag, bool *packed)
{
    *packed = matches_etag(request->if_none_match, etag_of_encoding(request, etag, true));
    return *packed || matches_etag(request->if_none_match, etag_of_encoding(request, etag, false));
}

bool request_knows(struct request *request, const char *etag)
{
    bool packed;
    return find_known(request, etag, &packed);
}

static void make_not_modified(struct reply *reply)
{
    buffer_dispose(&reply->body);
    reply->fixed = (struct slice){NULL, 0};
    reply->status = 304;
    reply->type = NULL;
}

void reply_finish(struct request *request, struct reply *reply)
{
    bool packed = false;
    if (reply->body.failed)
        reply->failed = true;
    if (reply->failed)
        return;
    if (reply->etag && (reply->status == 200 || reply->status == 304) &&
        find_known(request, reply->etag, &packed))
        make_not_modified(reply);
    else if (reply->type)
        packed = pack(request, reply);
    if (packed && reply->status != 304)
        reply_header(request, reply, "Content-Encoding", SLICE("gzip"));
    if (reply->etag)
        reply_header(request, reply, "ETag", etag_of_encoding(request, reply->etag, packed));
}
