#ifndef HERALD_SEARCHER_QUERY_FIELD_H
#define HERALD_SEARCHER_QUERY_FIELD_H

#include "searcher/query.h"

/* What may stand before a colon. */
enum query_scope {
    QUERY_SCOPE_TEXT,   /* a part of the text */
    QUERY_SCOPE_VALUE,  /* another field */
    QUERY_SCOPE_DATE,   /* when: a period, a range, an interval */
    QUERY_SCOPE_SINCE,  /* from the start of a period on */
    QUERY_SCOPE_UNTIL,  /* to the end of a period */
    QUERY_SCOPE_AFTER,  /* after the end of a period */
    QUERY_SCOPE_BEFORE, /* before the start of a period */
    QUERY_SCOPE_LENGTH, /* words of the body */
    QUERY_SCOPE_ANY,    /* at the start of a query: words are joined by OR */
    QUERY_SCOPE_ALL     /* the same: by AND */
};

/* A name before a colon. */
struct query_field_name {
    const char *name; /* small letters */
    enum query_scope scope;
    enum query_field field; /* of a part of the text or a value */
    const char *ours;       /* what Herald calls it, where the name is another program's; or NULL */
};

/* The field of a name, in small or capital letters; NULL where there is none. Static. */
const struct query_field_name *query_field_find(struct slice name);

/* The name that is meant where one is misspelt by a letter; NULL for any other. Static. */
const char *query_field_nearest(struct slice name);

/* All names that are Herald's own, for a message. Static. */
const char *query_field_list(void);

#endif
