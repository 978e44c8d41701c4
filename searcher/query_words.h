#ifndef HERALD_SEARCHER_QUERY_WORDS_H
#define HERALD_SEARCHER_QUERY_WORDS_H

#include "searcher/closeness.h"
#include "searcher/translate.h"

/* The words of a query that give weight, and how they are found in an index. */

/* A word, and the terms with positions that are forms of it. */
struct query_word {
    struct slice folded;
    struct slice *forms;
    size_t form_count;
};

/* Zeroed memory is none. */
struct query_words {
    struct query_word *items; /* different words, in the order of the query */
    size_t form_count;        /* of all */
    struct closeness_query query;
    struct arena arena;
};

/*
 * Find the words of a translation's query that are neither stop words nor negated nor within
 * title:, with the weights that the translation gives them. They point into the translation's
 * terms. XAP_E_NO_MEMORY, reading failures.
 */
xap_status query_words_find(struct query_words *words, const struct translation *translation,
                            const struct word_scoring *scoring, xap_error *err);

/* Free it; it is empty and usable afterwards. */
void query_words_dispose(struct query_words *words);

#endif
