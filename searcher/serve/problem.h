#ifndef HERALD_SERVE_PROBLEM_H
#define HERALD_SERVE_PROBLEM_H

#include "searcher/query.h"
#include "searcher/serve/request.h"

/* Failures as clients are told of them: RFC 9457, application/problem+json. */

enum problem {
    PROBLEM_QUERY,        /* the query cannot be understood */
    PROBLEM_QUERY_LIMIT,  /* it passes a limit of queries */
    PROBLEM_PARAMETER,    /* no such parameter, or a value that it cannot have */
    PROBLEM_LIMIT,        /* a value beyond what this service gives */
    PROBLEM_ENCODING,     /* the address is not what RFC 3986 and UTF-8 say */
    PROBLEM_FRAMING,      /* where the request ends is said in more than one way */
    PROBLEM_MALFORMED,    /* its headers are not what RFC 9112 says */
    PROBLEM_UNAUTHORIZED, /* no key, or one that is not known */
    PROBLEM_FORBIDDEN,    /* a key without the scope */
    PROBLEM_NOT_FOUND,    /* no such address */
    PROBLEM_NO_ARTICLE,
    PROBLEM_NO_INDEX, /* no index of this name here */
    PROBLEM_METHOD,
    PROBLEM_NOT_ACCEPTABLE,
    PROBLEM_TIMEOUT,
    PROBLEM_AMBIGUOUS, /* several articles have this id */
    PROBLEM_BODY_SIZE,
    PROBLEM_TARGET_SIZE,
    PROBLEM_MEDIA_TYPE,
    PROBLEM_RATE,
    PROBLEM_HEADER_SIZE,
    PROBLEM_DAMAGED,
    PROBLEM_INTERNAL,
    PROBLEM_CODING, /* a body coded in a way that is not understood */
    PROBLEM_OVERLOADED,
    PROBLEM_UNAVAILABLE, /* the index cannot be read at present */
    PROBLEM_COUNT
};

struct problem_description {
    unsigned status;
    const char *name;    /* the last part of its type, "/problems/NAME" */
    const char *title;   /* of the kind, not of the case */
    const char *meaning; /* a sentence or two on what to do about it */
};

const struct problem_description *problem_describe(enum problem problem);

/* The problem of a name, PROBLEM_COUNT for another word. */
enum problem problem_find(struct slice name);

/* The problem that a failure is to clients. */
enum problem problem_of_status(enum herald_status status);

/* One case. Zeroed memory but for `detail` says no more than that. */
struct problem_case {
    enum problem problem;
    const char *detail;              /* what happened, in words */
    const char *parameter;           /* which one is wrong; NULL: none */
    const struct query_error *where; /* in the query; NULL: nowhere */
    const char *hint;                /* NULL: none */
};

/* Make the reply a problem, whatever it was before. */
void problem_reply(struct request *request, struct reply *reply, const struct problem_case *one);

/* The same from a failure, whose message is made one about parameters; `where` may be NULL. */
void problem_reply_error(struct request *request, struct reply *reply, struct herald_error *error,
                         const struct query_error *where);

#endif
