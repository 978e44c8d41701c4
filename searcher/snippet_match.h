#ifndef HERALD_SEARCHER_SNIPPET_MATCH_H
#define HERALD_SEARCHER_SNIPPET_MATCH_H

#include "indexer/index.h"
#include "indexer/language/analyser.h"
#include "searcher/query_terms.h"

/* Finds the words of a query in a text, for snippets only. */

/* Places kept of one text; later ones are not looked for. */
#define SNIPPET_MATCHES_MAX 1024u

/* A place where the query matches. */
struct snippet_match {
    size_t start, end; /* bytes of the text */
    size_t leaf;       /* which part of the query */
    bool phrase;       /* more than one word of it */
};

/* What was found, by start, the longer one first; they may overlap. */
struct snippet_found {
    struct snippet_match *items;
    size_t count;
};

struct snippet_matcher;

/* Make a matcher; see snippet_maker_open. HERALD_E_NO_MEMORY. */
enum herald_status snippet_matcher_open(const struct query_terms *terms, bool any,
                                        struct analyser *analyser, struct snippet_matcher **out,
                                        struct herald_error *err);
void snippet_matcher_free(struct snippet_matcher *matcher);

/* Articles are of an index, which is lent, in this state of it, until it is called again: words
 * that may match are looked up in it, so that those of articles need not be stemmed, nor all of
 * them be read. NULL: of none. */
void snippet_matcher_index(struct snippet_matcher *matcher, struct index_reader *reader);

/* Where the terms of the article at hand stand (indexer/positions.h), so that entities of the query
 * are marked by whatever name; empty for none. Holds until it is called again. On no memory they
 * are not marked. */
void snippet_matcher_places(struct snippet_matcher *matcher, struct slice table);

/*
 * Find the query in a text of these languages, which is a title or a body. Reading ends early once
 * all parts of the query have been seen within `width` bytes of each other and some more text after
 * that was read; with width 0 it does not. HERALD_E_NO_MEMORY. *found belongs to the matcher until
 * its next call.
 */
enum herald_status snippet_matcher_run(struct snippet_matcher *matcher, struct slice text,
                                       struct text_languages languages, bool title, size_t width,
                                       struct snippet_found *found, struct herald_error *err);

#endif
