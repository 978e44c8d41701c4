#ifndef HERALD_INDEXER_NEAR_DUPLICATE_H
#define HERALD_INDEXER_NEAR_DUPLICATE_H

#include "corpus/article.h"
#include "indexer/language/analyser.h"

/*
 * Near-duplicates: articles that carry the same text, changed a little. Here is what is kept of an
 * article to tell, and when two of them are taken for the same story.
 *
 * The text is taken as the set of its shingles, each three folded words in a row (Broder 1997, "On
 * the resemblance and containment of documents"), and of the set a MinHash by one permutation is
 * kept (Li, Owen, Zhang 2012, "One permutation hashing"): the shingles are dealt out to bins, and
 * of each bin eight bits of the least hash are kept. A bin without a shingle takes over from
 * another one (Shrivastava 2017, "Optimal densification for fast and accurate minwise hashing").
 */

#define SIGNATURE_SHINGLE 3u   /* words */
#define SIGNATURE_BINS    128u /* a power of two */

/* What is kept of an article. A zeroed one is of an article without words. */
struct signature {
    uint32_t hour;     /* first hour of the date of publication, counted from year 1; 0 where it is
                          not known to the day */
    uint16_t hours;    /* hours that the date covers beyond the first */
    uint16_t source;   /* hash of the source; 0 for none */
    uint16_t shingles; /* number of shingles, 65535 for more; 0: no words */
    uint8_t revision;  /* 1 where the title says that this is a correction, an update, a lead */
    uint64_t numbers;  /* the words with digits as a set: a bit of 64 each, by hash */
    uint8_t minima[SIGNATURE_BINS];
};

/* --- making one ----------------------------------------------------------------------------- */

/* Positions of a text that are looked at together; longer texts are taken in window by window. */
#define SHINGLER_WINDOW 65536u

/* A text being taken in; one per thread. */
struct shingler {
    uint64_t minima[SIGNATURE_BINS];
    uint64_t numbers;
    uint64_t shingles;
    uint64_t words[SHINGLER_WINDOW]; /* hash of the word at each position of the window */
};

/* Start on an article. */
void shingler_start(struct shingler *shingler);

/* Take in a text of the article, as it was analysed with `first_position`. */
void shingler_add(struct shingler *shingler, const struct text_terms *terms,
                  uint32_t first_position);

/* The signature of what was taken in, with date, source and title of the article. */
void shingler_finish(const struct shingler *shingler, const struct article *article,
                     struct signature *out);

/* --- as bytes -------------------------------------------------------------------------------- */

#define SIGNATURE_SIZE (19u + SIGNATURE_BINS)

/* As a value of the database, and back; false for bytes that are none. */
void signature_encode(const struct signature *signature, char out[static SIGNATURE_SIZE]);
bool signature_decode(struct slice bytes, struct signature *out);

/* --- comparing two --------------------------------------------------------------------------- */

/*
 * When two articles are the same story. Values were chosen with scripts/bench-copies, which prints
 * what other values would give.
 */
struct near_duplicate_rule {
    unsigned hours;     /* published within these */
    double containment; /* part of the shorter one's shingles that the other has */
    double jaccard;     /* shingles in common, of those that either has */
    double undated;     /* containment where a date is not known to the day */
    double revised;     /* containment where the same source says that one is a revision */
    double numbers;     /* part of the words with digits that are to be found in the other... */
    double numbers_elsewhere; /* ...where the two are of different sources... */
    double strict;            /* ...or else containment; also that of short articles */
    unsigned short_shingles;  /* articles below this are short, */
    unsigned short_hours;     /* and are published within these */
};

#define NEAR_DUPLICATE_RULE                                                                        \
    {                                                                                              \
        .hours = 48, .containment = 0.62, .jaccard = 0.2, .undated = 0.75, .revised = 0.35,        \
        .numbers = 0.85, .numbers_elsewhere = 0.6, .strict = 0.92, .short_shingles = 32,           \
        .short_hours = 12                                                                          \
    }

/* How much two articles have in common, all from 0 to 1. */
struct resemblance {
    double jaccard;
    double containment;
    double numbers; /* 1 where one of them has none */
    unsigned gap;   /* hours between the dates, 0 where they overlap */
    bool dated;     /* both dates are known to the day */
};

void signature_compare(const struct signature *a, const struct signature *b,
                       struct resemblance *out);

/* Whether two articles are the same story by a rule. Symmetric, not transitive. */
bool near_duplicate(const struct signature *a, const struct signature *b,
                    const struct near_duplicate_rule *rule);

#endif
