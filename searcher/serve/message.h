#ifndef HERALD_SERVE_MESSAGE_H
#define HERALD_SERVE_MESSAGE_H

#include "searcher/serve/request.h"

/*
 * Append a reply as the bytes of an HTTP/1.1 message that ends its connection: for the few that are
 * written to the socket directly, where libmicrohttpd takes no reply or could not give one. The
 * body is that of a problem, not a file.
 */
void message_write(const struct reply *reply, struct buffer *out);

#endif
