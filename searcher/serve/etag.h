#ifndef HERALD_SERVE_ETAG_H
#define HERALD_SERVE_ETAG_H

#include "searcher/serve/request.h"

/*
 * The entity tag of what a request gives at a state of the index, quotes included, in the request's
 * arena: a hash of the program's version, the revision, the route, the form, the base of addresses,
 * the parameters but for q and those without a value, and the query in its canonical form. Equal
 * requests have equal tags whatever the order of their parameters. NULL on no memory.
 */
const char *etag_make(struct request *request, const char *revision, struct slice base,
                      struct slice canonical_query);

/* The tag of bytes that do not change. */
const char *etag_of_bytes(struct request *request, struct slice bytes);

#endif
