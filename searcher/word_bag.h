#ifndef HERALD_SEARCHER_WORD_BAG_H
#define HERALD_SEARCHER_WORD_BAG_H

#include <xap/query.h>

#include "indexer/index.h"
#include "searcher/deadline.h"
#include "searcher/ranking.h"

/*
 * A bag of words as one part of a query: the documents that hold all of them, or any, scored by
 * BM25 exactly as libxapian does for an AND or OR of the same terms, but with the lengths of
 * documents taken from an array, and without looking at documents that cannot come up to the score
 * that the search still needs (MaxScore; Turtle and Flood 1995, "Query evaluation: strategies and
 * optimizations").
 */

/* Words of a bag at the most; of more, several bags are made. */
#define WORD_BAG_MAX 64u

/* What scores depend on beside the words. Lent to the bag, its queries and their searches. */
struct word_scoring {
    const struct lengths *lengths;
    uint32_t documents;
    double average_length;
    struct ranking ranking;
    struct search_clock *clock; /* looked at by the searches; NULL: there is none */
    bool wide;                  /* the query has many words, see WIDE_FROM in search.c */
    size_t *kept; /* lists that the bags of a wide query keep open, to be counted; else NULL */
};

struct word_bag;

/* An empty bag of words; `all`: documents hold every word, else at least one. NULL on no memory. */
struct word_bag *word_bag_new(bool all);

/* Say that the bag is within NOT: once its clock is over, all documents hold it. */
void word_bag_negate(struct word_bag *bag);

/* Add a word, which has no terms yet and matches nothing. `scored` is false for a word that is
 * required (in a bag with `all`) but gives no weight. False on no memory or beyond WORD_BAG_MAX. */
bool word_bag_add_word(struct word_bag *bag, bool scored);

/* Make the last word weigh `weight` times as much, above 0. */
void word_bag_scale(struct word_bag *bag, double weight);

/* Terms that are added to the last word from now on count less: of what all terms of the word give
 * a document together they give this share, above 0 and below 1, and the others by themselves the
 * rest; and the word is as rare as the others are, if it has any. */
void word_bag_lessen(struct word_bag *bag, double share);

/* Add a term to the last word; a document's frequencies of a word's terms are added up. A term that
 * no document holds is passed over. False on no memory. */
bool word_bag_add_term(struct word_bag *bag, struct slice term, struct index_term known);

/*
 * The bag as a query. The bag is the query's from then on, also after a failure. The query can be
 * searched in the one database that `scoring` describes, and must not outlive `scoring`.
 * XAP_E_NO_MEMORY.
 */
xap_status word_bag_query(struct word_bag *bag, const struct word_scoring *scoring, xap_query **out,
                          xap_error *err);

/* Fill in the frequency and the factor of every word. False on no memory. */
bool word_bag_weigh(struct word_bag *bag, const struct word_scoring *scoring);

/* Free a bag of which no query was made. Takes NULL. */
void word_bag_free(struct word_bag *bag);

/* --- for the posting source in word_source.c ----------------------------------------------------
 */

struct bag_term {
    char *bytes;
    size_t length;
    struct index_term known;
    double share; /* 1, or what word_bag_lessen said */
};

struct bag_word {
    struct bag_term *terms;
    size_t count, capacity;
    bool scored;
    double share;     /* of the next term */
    double weight;    /* 1, or what it was scaled by */
    double frequency; /* documents that hold one of its terms, about */
    double factor;    /* the score of a document is factor * wdf / (wdf + normalised length) */
};

struct word_bag {
    unsigned references; /* of one thread */
    bool all;
    bool negated;
    struct bag_word *words;
    size_t count, capacity;
    const struct word_scoring *scoring;
};

/* The posting source of a bag whose words are in order: of a bag with `all` rare ones first, else
 * those that can give the least first. Takes the bag over, also on failure. */
xap_status word_source_new(struct word_bag *bag, xap_source **out, xap_error *err);

#endif
