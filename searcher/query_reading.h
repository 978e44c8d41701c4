#ifndef HERALD_SEARCHER_QUERY_READING_H
#define HERALD_SEARCHER_QUERY_READING_H

#include "searcher/query.h"
#include "searcher/query_date.h"

/* What the parts that read a query share: lexer, parser, phrases, values. */

struct query_reading {
    struct query *query;
    const struct query_options *options;
    struct query_clock clock;
    size_t words;              /* leaves and values so far */
    size_t wildcards;          /* so far */
    size_t ranges;             /* so far */
    enum herald_status status; /* the failure that ended it */
    struct query_error *where; /* lent; may be NULL */
    struct herald_error *err;
};

/* What is wrong, where, and what would be right. */
struct query_complaint {
    enum query_error_code code;
    struct query_place place;
    const char *expected;   /* or NULL */
    const char *suggestion; /* or NULL; told as "did you mean ...?" too */
};

/*
 * Complain, with a printf-style message of one line. False when that ends the reading: the status
 * is set, to HERALD_E_LIMIT for a limit and to HERALD_E_QUERY otherwise. True when the query is
 * read leniently: a warning has been given, and the caller goes on with what is nearest.
 */
bool query_complain(struct query_reading *reading, const struct query_complaint *complaint,
                    const char *format, ...) __attribute__((format(printf, 3, 4)));

/* End the reading for want of memory. False. */
bool query_reading_no_memory(struct query_reading *reading);

/*
 * A leaf (see query_is_leaf) with a copy of its text. NULL when there are too many words or
 * wildcards: it is left out, and unless the query is read leniently the reading has ended, as it
 * has on no memory.
 */
struct query_node *query_leaf_new(struct query_reading *reading, enum query_kind kind,
                                  struct slice text, struct query_place place);

/* Count a value, which is limited like a leaf. False when there are too many. */
bool query_count_word(struct query_reading *reading, struct query_place place);

/* The same for a date or a length, of which there may be fewer. */
bool query_count_range(struct query_reading *reading, struct query_place place);

/* What people call a place: characters are counted from 1. */
static inline size_t query_place_number(struct query_place place)
{
    return place.offset + 1;
}

/* The stretch from the start of one place to the end of another. */
static inline struct query_place query_place_span(struct query_place first, struct query_place last)
{
    return (struct query_place){first.offset, last.offset + last.length - first.offset};
}

/* The arguments of "%.*s" for a piece of the query: its first 80 bytes, in whole characters. */
#define QUERY_EXCERPT(slice) query_excerpt_length(slice), (slice).bytes
int query_excerpt_length(struct slice piece);

#endif
