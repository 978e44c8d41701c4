#include "searcher/serve/message.h"

/* The phrases of the statuses that come this way; for others it stays empty, as it may. */
static const char *reason(unsigned status)
{
    return status == 400   ? "Bad Request"
           : status == 408 ? "Request Timeout"
           : status == 414 ? "URI Too Long"
                           : "";
}

void message_write(const struct reply *reply, struct buffer *out)
{
    struct slice body = reply->fixed.bytes ? reply->fixed : buffer_slice(&reply->body);
    buffer_append_format(out, "HTTP/1.1 %u %s\r\nConnection: close\r\n", reply->status,
                         reason(reply->status));
    if (reply->type)
        buffer_append_format(out, "Content-Type: %s\r\n", reply->type);
    for (size_t at = 0; at < reply->header_count; at++)
        buffer_append_format(out, "%s: %s\r\n", reply->headers[at].name, reply->headers[at].value);
    buffer_append_format(out, "Content-Length: %zu\r\n\r\n", body.length);
    buffer_append_slice(out, body);
}
