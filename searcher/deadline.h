#ifndef HERALD_SEARCHER_DEADLINE_H
#define HERALD_SEARCHER_DEADLINE_H

#include <stdbool.h>
#include <xap/source.h>

/*
 * When a search must end. Whatever may take long on the way from the text of a query to its result
 * looks at this clock, and once it is over nothing more is found: a part of a query then matches no
 * document, or, within NOT, every one.
 */
struct search_clock {
    double deadline; /* by clock_milliseconds; 0: never */
    double opening;  /* the same, for opening lists of postings: words of which none was opened by
                        then are left out of an OR; 0: the deadline */
    bool quiet;      /* end with what was found, rather than with XAP_E_TIMEOUT */
    bool over;       /* the deadline has passed */
    unsigned gates;  /* out: that were made for it */
    unsigned passed; /* out: of these, by the search at hand while it was opened */
    bool partial;    /* out: something was left out for want of time */
    bool places_cut; /* out: an article had more places than are looked at (searcher/stretch.h) */
};

/* Let a clock, that may be over, run until a time by clock_milliseconds; 0: for ever. */
void clock_start(struct search_clock *clock, double deadline);

/* Look at a clock: whether it is over, which it then stays. */
bool clock_is_over(struct search_clock *clock);

/* Whether so many milliseconds by clock_milliseconds have come; 0 never does. */
bool clock_has_come(double milliseconds);

/* Milliseconds of a clock that only moves forward. */
double clock_milliseconds(void);

/* For tests: let clock_milliseconds be what another function gives; NULL: the clock of the system.
 * No search may be under way. */
void clock_replace(double (*milliseconds)(void));

/*
 * A posting source that gives every document until a clock is over and then none: as a filter it
 * makes a search end with what it has found so far, where libxap's own time budget would give
 * nothing. It costs a call per candidate, so it is only for searches known to be slow. The clock is
 * lent, and looked at every few documents.
 */
xap_status deadline_source_new(struct search_clock *clock, xap_source **source, xap_error *err);

/*
 * A posting source that gives no document, but looks at a clock when a search opens it and when it
 * is first moved, and ends the search with XAP_E_TIMEOUT if that is over (when moved by a search
 * that is quiet, not: others may have found something): with one of these among every few parts of
 * a query, no time is spent on opening the others. The clock is lent.
 */
xap_status clock_gate_new(struct search_clock *clock, xap_source **source, xap_error *err);

#endif
