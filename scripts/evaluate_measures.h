#ifndef HERALD_SCRIPTS_EVALUATE_MEASURES_H
#define HERALD_SCRIPTS_EVALUATE_MEASURES_H

#include <stddef.h>
#include <stdint.h>

/*
 * Measures of a ranking against relevance judgements, by the definitions of trec_eval, and tests of
 * whether two rankings differ. Nothing here reads files or allocates memory for the caller to free.
 */

/* What is measured; a document counts as relevant from relevance 1 on. */
enum measure {
    MEASURE_MAP,     /* average precision: precision at each relevant document, unfound ones 0 */
    MEASURE_NDCG_10, /* gain = relevance, discount 1 / log2(rank + 1), divided by the best order */
    MEASURE_P_10,    /* relevant among the first 10, divided by 10 however many came back */
    MEASURE_RECALL_100,  /* relevant among the first 100, divided by all relevant */
    MEASURE_RECALL_1000, /* the same of the first 1,000 */
    MEASURE_RECIP_RANK,  /* 1 / rank of the first relevant document, 0 without one */
    MEASURE_COUNT
};

/* The name that trec_eval gives a measure ("map", "ndcg_cut_10"); static. */
const char *measure_name(enum measure measure);

/*
 * Measure one topic. `ranking` holds the relevance of each document returned, best rank first, 0 or
 * below for one that is not judged; `judged` the relevance of every judged document of the topic,
 * highest first. A topic without a relevant document measures 0 throughout.
 *
 * nDCG: Jarvelin and Kekalainen 2002, "Cumulated gain-based evaluation of IR techniques", with
 * linear gain; negative relevance gains nothing.
 */
void measure_topic(const int *ranking, size_t returned, const int *judged, size_t judged_count,
                   double out[MEASURE_COUNT]);

/*
 * Student's paired t test: the two-sided p-value of the hypothesis that the differences
 * a[i] - b[i] have mean 0. 1 when there are fewer than two pairs or no pair differs; 0 when all
 * differ by the same amount.
 */
double paired_t_test(const double *a, const double *b, size_t count);

/*
 * Fisher's paired randomisation test (Smucker, Allan, Carterette 2007): how often, among `rounds`
 * random swaps of a[i] and b[i], the means differ at least as much as they do; two-sided, counting
 * the observed order as one round, so that it is never 0. The same seed gives the same answer.
 */
double paired_randomisation_test(const double *a, const double *b, size_t count, size_t rounds,
                                 uint64_t seed);

#endif
