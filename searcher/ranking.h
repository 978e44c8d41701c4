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

/* k1 and b are the values most used since TREC (k1 1.2 to 2, b 0.75); min_length is libxapian's,
 * and keeps notes of one line from coming first. */
#define RANKING_DEFAULT                                                                            \
    {                                                                                              \
        1.2, 0.75, 0.3                                                                             \
    }

/* Read "k1,b,min_length" (later ones may be left out, keeping their values) into *ranking. False,
 * and *ranking untouched, where it is none or out of range. For experiments. */
bool ranking_parse(const char *text, struct ranking *ranking);

#endif
