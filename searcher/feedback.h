#ifndef HERALD_SEARCHER_FEEDBACK_H
#define HERALD_SEARCHER_FEEDBACK_H

#include "indexer/index.h"
#include "searcher/word_bag.h"

/*
 * More words for a query, from articles that answer it: the best hits of the query itself, or one
 * article that others are to be like. Rocchio's formula over BM25 weights (searcher/ranking.h).
 */

/* Stems chosen at the most. */
#define FEEDBACK_TERMS_MAX WORD_BAG_MAX

/* An article to learn from, and how much it counts: above 0. */
struct feedback_document {
    uint32_t docid;
    double weight;
};

/* A stem that was chosen. */
struct feedback_term {
    struct slice term;  /* SCHEMA_STEM, language, stem */
    uint32_t frequency; /* articles that have it */
    double weight;      /* all together 1 */
};

/* Zeroed memory is none. */
struct feedback {
    struct feedback_term *terms; /* the heaviest first */
    size_t count;
    struct arena arena;
};

/*
 * Choose the stems that tell `documents` from the rest of the index, at most `most`. Stop words,
 * numbers, stems of one article alone and those of more than half of all articles are not chosen.
 * XAP_E_NOT_FOUND when one of the documents has gone; XAP_E_NO_MEMORY, reading failures.
 */
xap_status feedback_choose(struct feedback *feedback, const xap_database *database,
                           const struct word_scoring *scoring, struct analyser *analyser,
                           const struct feedback_document *documents, size_t count, size_t most,
                           xap_error *err);

/* The stems as a query, whose words weigh `weight` all together. *out is the caller's and must not
 * outlive `scoring`. XAP_E_NO_MEMORY. */
xap_status feedback_query(const struct feedback *feedback, const struct word_scoring *scoring,
                          double weight, xap_query **out, xap_error *err);

/* Free it; it is empty and usable afterwards. */
void feedback_dispose(struct feedback *feedback);

#endif
