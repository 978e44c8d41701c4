#ifndef HERALD_SERVE_SERVER_H
#define HERALD_SERVE_SERVER_H

#include "corpus/error.h"
#include "searcher/serve/serve_options.h"

/*
 * Serve until SIGTERM or SIGINT, then end what was begun and return. SIGHUP reads the keys again
 * and opens the access log anew. Statuses of service_open, address_listen and access_log_open;
 * HERALD_E_ARGUMENT when it would listen beyond this machine without keys.
 */
enum herald_status server_run(const struct serve_options *options, struct herald_error *err);

#endif
