#ifndef HERALD_SEARCHER_WORD_FILTER_H
#define HERALD_SEARCHER_WORD_FILTER_H

#include "indexer/language/analyser.h"

/*
 * Finds the stretches of a text that may hold one of some words, by how words begin, so that the
 * analyser need not read the rest. It rests on what analysis promises: words do not reach across
 * white space, and a word begins with a letter or digit of the text, folded. What it passes over
 * holds none of the words; what it gives may hold none either.
 */

/* Code points that are looked at; a stretch with letters beyond is always given. */
#define WORD_FILTER_CODES 0x700u

/* Zeroed memory is a filter of no words. */
struct word_filter {
    uint64_t firsts[WORD_FILTER_CODES / 64];   /* how words begin: by one code point */
    uint64_t prefixes[WORD_FILTER_CODES / 64]; /* the same of prefixes that are no longer */
    uint64_t pairs[64], triples[64],
        wholes[64];           /* sets of hashes: two, three, words of one or two */
    uint64_t open[64];        /* pairs that are prefixes */
    bool ready;               /* the next is made of them */
    unsigned char bytes[256]; /* what a byte is in a text: letter, first letter, part of one */
    uint32_t letters[WORD_FILTER_CODES]; /* what is known of a code point; 0: nothing yet */
};

/* Let a folded word through; with `prefix`, all that begin with it. */
void word_filter_add(struct word_filter *filter, struct slice folded, bool prefix);

/*
 * The next stretch of a text, valid UTF-8, from an offset on that is 0, the end of the last stretch
 * or one that follows white space: it begins and ends at white space or the ends of the text, and
 * holds all that follow each other without words between them that are passed over. False where
 * there is none. The analyser is used for single letters: no text is to be on its way in it.
 */
bool word_filter_next(struct word_filter *filter, struct analyser *analyser, struct slice text,
                      size_t from, size_t *start, size_t *end);

#endif
