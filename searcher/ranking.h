#ifndef HERALD_SEARCHER_RANKING_H
#define HERALD_SEARCHER_RANKING_H

#include "corpus/buffer.h"

/*
 * The parameters of ranking, all in one place: one set for every collection. How they were chosen,
 * and what each gains, is in docs/ranking.md; scripts/evaluate measures it again.
 *
 * The score of an article is
 *
 *     score = (words + closeness + lead) * (1 + recency_weight * 2^(-age / half_life))
 *
 *     words      BM25 over stems, whose frequencies already hold the weight of the title
 *     closeness  nearness of the query's words to each other, of the best hits alone
 *     lead       how early the query's words come up in the body, of the best hits alone
 *
 * and the last factor is 1 unless a half-life is given.
 */
struct ranking {
    /* BM25: Robertson, Walker, Jones, Hancock-Beaulieu, Gatford 1994, "Okapi at TREC-3". */
    double k1;         /* how much repetition counts: 0 not at all, large: without end */
    double b;          /* how far long articles are marked down: 0 not at all, 1 in full */
    double min_length; /* articles shorter than this part of the average count as this long */

    /* The weight, 0 to 1, of words that only put the question ("articles", "concerning") in a long
     * query whose words are joined by OR. Callan, Croft, Broglio 1995, "TREC and TIPSTER
     * experiments with INQUERY", strip such words. */
    double request_weight;

    /* Closeness and lead are of the `depth` best hits, 0 for none. About positions_read lists of
     * positions are read for it: with many words there are fewer hits, but depth_least. */
    uint32_t depth, depth_least, positions_read;

    /* The best stretch of `window` words: the weights of the query's words in it, each once and
     * without the heaviest one of the article, times window_weight. Tao and Zhai 2007, "An
     * exploration of proximity measures in information retrieval", compare such measures. */
    uint32_t window;
    double window_weight;

    /* Words next to each other as in the query: the mean weight of both, times pair_weight, times
     * BM25's f (pair_k1 + 1) / (f + pair_k1) of how often. The ordered bigrams of Metzler and Croft
     * 2005, "A Markov random field model for term dependencies". */
    double pair_weight, pair_k1;

    /* Each word's weight times lead_weight * exp(-d / lead_scale), where d is the number of words
     * of the body before it: news says first what it is about. */
    double lead_weight, lead_scale;

    /* Recency, off unless half_life (in seconds) is above 0. */
    double half_life, recency_weight;

    /* Feedback: Rocchio 1971, "Relevance feedback in information retrieval", over BM25 weights. The
     * feedback_terms best stems of the feedback_documents best hits, each hit weighted by its score
     * to the power of feedback_power, are added with feedback_weight of the whole query's weight.
     */
    uint32_t feedback_documents, feedback_terms;
    double feedback_weight, feedback_power;
};

#define RANKING_DEFAULT                                                                            \
    {                                                                                              \
        .k1 = 1.2, .b = 0.6, .min_length = 0.3, .request_weight = 0.1, .depth = 200,               \
        .depth_least = 20, .positions_read = 60, .window = 8, .window_weight = 0.3,                \
        .pair_weight = 0.3, .pair_k1 = 0.3, .lead_weight = 0.2, .lead_scale = 30,                  \
        .recency_weight = 1, .feedback_documents = 20, .feedback_terms = 30,                       \
        .feedback_weight = 0.6, .feedback_power = 5                                                \
    }

/* Read "k1,b,min_length" (later ones may be left out, keeping their values) into *ranking. False,
 * and *ranking untouched, where it is none or out of range. For experiments. */
bool ranking_parse(const char *text, struct ranking *ranking);

/* Read "name=value,name=value" (the names above) into *ranking; the same otherwise. */
bool ranking_parse_names(const char *text, struct ranking *ranking);

/* Read an age such as "12h", "30d", "8w", "6m" or "1y" (a month is 30 days, a year 365) into
 * *seconds. False where it is none, or is not above 0. */
bool ranking_parse_age(const char *text, double *seconds);

#endif
