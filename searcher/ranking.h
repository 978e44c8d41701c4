#ifndef HERALD_SEARCHER_RANKING_H
#define HERALD_SEARCHER_RANKING_H

#include "corpus/buffer.h"

/*
 * The parameters of ranking, all in one place. Articles are ranked by BM25 (Robertson, Walker,
 * Jones, Hancock-Beaulieu, Gatford 1994, "Okapi at TREC-3") over stems whose frequencies already
 * hold the weight of the title (SCHEMA_TITLE_WEIGHT, indexer/schema.h).
 */
struct ranking {
    double k1;         /* how much repetition counts: 0 not at all, large: without end */
    double b;          /* how far long articles are marked down: 0 not at all, 1 in full */
    double min_length; /* articles shorter than this part of the average count as this long */
};

/* k1 is Robertson's (1.2 to 2 at TREC); b, somewhat below the usual 0.75, and min_length are chosen
 * on the collections of scripts/evaluate, all four alike: long articles are marked down less, since
 * in news they are often the ones that say most. */
#define RANKING_DEFAULT                                                                            \
    {                                                                                              \
        1.2, 0.6, 0.3                                                                              \
    }

/* Read "k1,b,min_length" (later ones may be left out, keeping their values) into *ranking. False,
 * and *ranking untouched, where it is none or out of range. For experiments. */
bool ranking_parse(const char *text, struct ranking *ranking);

#endif
