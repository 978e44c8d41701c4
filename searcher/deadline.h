#ifndef HERALD_SEARCHER_DEADLINE_H
#define HERALD_SEARCHER_DEADLINE_H

#include <stdbool.h>
#include <xap/source.h>

/*
 * A posting source that gives every document until a time is over and then none: as a filter it
 * makes a search end with what it has found so far, where libxap's own time budget would give
 * nothing. It costs a call per candidate, so it is only for searches known to be slow.
 */
xap_status deadline_source_new(uint32_t milliseconds, xap_source **source, xap_error *err);

/* When a search must end, for the parts of a query that take long over one document. */
struct search_clock {
    double deadline; /* by clock_milliseconds; 0: never */
    bool quiet;      /* end with what was found, rather than with XAP_E_TIMEOUT */
    bool places_cut; /* out: an article had more places than are looked at (searcher/stretch.h) */
};

/* Milliseconds of a clock that only moves forward. */
double clock_milliseconds(void);

#endif
