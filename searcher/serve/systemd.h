#ifndef HERALD_SERVE_SYSTEMD_H
#define HERALD_SERVE_SYSTEMD_H

#include <stdbool.h>

/* What a service and its manager tell each other: sd_listen_fds(3) and sd_notify(3), of which these
 * few lines are all that is needed. */

/* The first of the sockets that were passed; they are numbered without a gap. */
#define SYSTEMD_FIRST_FD 3

/* How many sockets were passed to this process, made close-on-exec and non-blocking; the
 * environment is cleared of them. */
unsigned systemd_sockets(void);

/* Tell the manager, "READY=1" for one. False when there is none, or it cannot be reached. */
bool systemd_notify(const char *state);

#endif
