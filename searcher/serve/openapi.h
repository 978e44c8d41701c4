#ifndef HERALD_SERVE_OPENAPI_H
#define HERALD_SERVE_OPENAPI_H

#include "searcher/serve/serve_options.h"

/*
 * Append the description of the interface, OpenAPI 3.1: searcher/web/openapi.json, with the
 * parameters of searches written from the table of the command's options, and their ranges from the
 * limits of this service. On no memory out->failed is set.
 */
void openapi_write(const struct serve_options *limits, struct buffer *out);

#endif
