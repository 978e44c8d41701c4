#ifndef HERALD_SEARCHER_FAILURE_H
#define HERALD_SEARCHER_FAILURE_H

#include <xap/error.h>

/* Fill `err`, which may be NULL, with a failure of our own in the course of a search: no memory,
 * time over. Returns the status. */
static inline xap_status search_fail(xap_error *err, xap_status status)
{
    if (err)
        *err = (xap_error){.status = status, .cause = status};
    return status;
}

#endif
