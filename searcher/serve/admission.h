#ifndef HERALD_SERVE_ADMISSION_H
#define HERALD_SERVE_ADMISSION_H

#include "searcher/serve/service.h"

/*
 * Everything that is asked of a request before anything is done for it: its address, its method,
 * who sends it and how often, its parameters, the form that is wanted. True when the route may
 * answer it; else the reply says why not, or is that of an OPTIONS request.
 */
bool admission_check(struct service *service, struct request *request, struct slice body,
                     struct reply *reply);

/* The same of an address alone, of which nothing else is known yet: whether it has more parameters
 * than are worth reading the rest. */
bool admission_check_line(struct service *service, struct request *request, struct reply *reply);

/* The route of an encoded path, and what stands for its '*', decoded into the arena. The last route
 * where there is none, or where the path is badly encoded. */
const struct route *admission_route(struct slice path, struct arena *arena, struct slice *argument);

/* Give a request its id: the client's, if it is 1 to 64 letters, digits or "-._", else the one that
 * it has or a new one; and tell path and query of its target apart. */
void admission_name(struct request *request);

#endif
