#ifndef HERALD_SERVE_HEAD_H
#define HERALD_SERVE_HEAD_H

#include "searcher/serve/problem.h"

/*
 * Whether the head of a request is one: request line and headers as RFC 9110 and RFC 9112 have
 * them. libmicrohttpd is told to be lenient, so that most of what is wrong with a request can be
 * said in this service's own words; what it takes is looked at here.
 */
struct head {
    unsigned hosts;   /* headers of that name */
    unsigned lengths; /* of those that tell where the body ends */
    bool coded;       /* the body is */
    bool chunked;     /* in chunks, and by nothing else */
    bool bad_name, bad_value, bad_host;
    char detail[96]; /* what head_check found, where that is no fixed text */
};

/* Take note of one header. Zeroed memory is a head of none. */
void head_take(struct head *head, struct slice name, struct slice value);

/*
 * Look at the whole: `version` is that of the request line ("HTTP/1.1"), `target` its address,
 * `size` the bytes of all of it and `most` how many there may be. False where it is refused: *found
 * is why, and lends texts of the head.
 */
bool head_check(struct head *head, struct slice version, struct slice target, size_t size,
                size_t most, struct problem_case *found);

#endif
