#ifndef HERALD_INDEXER_LANGUAGE_DETECTION_LANGUAGE_FINDER_H
#define HERALD_INDEXER_LANGUAGE_DETECTION_LANGUAGE_FINDER_H

#include "indexer/language/analyser.h"
#include "indexer/language/detection/detector.h"

/*
 * In which languages an article is (docs/analysis.md, Languages). What it declares is believed
 * unless its text is plainly in another language; a paragraph in another language than most of the
 * article is found where it is long enough to be sure of.
 */

/* What was found. */
struct found_languages {
    char code[DETECTED_CODE]; /* of the article: first subtag of what it declares where that may
                                 be right, else of what was detected; "" for none */
    bool declared;            /* the code is what it declares */
    bool overridden;          /* it declares a language, and that is wrong */
    bool mixed;               /* texts are not all in the language of the article */
    language_id main;         /* the code's, for stemming */
    language_id title, subtitle;
    struct text_languages body; /* the finder's, until its next call */
};

struct language_finder;

/* Make a finder; one per thread. HERALD_E_NO_MEMORY. */
enum herald_status language_finder_open(struct language_finder **out, struct herald_error *err);
void language_finder_free(struct language_finder *finder);

/*
 * Find the languages of an article's texts, valid UTF-8, any of them empty; `declared` is a
 * language tag or empty. The same texts always give the same. HERALD_E_NO_MEMORY,
 * HERALD_E_INTERNAL.
 */
enum herald_status language_finder_find(struct language_finder *finder, struct slice declared,
                                        struct slice title, struct slice subtitle,
                                        struct slice body, struct found_languages *out,
                                        struct herald_error *err);

/*
 * The language of one text of which nothing is known: the code as above, "" for none. For texts of
 * a line, and to find out whether one is in any language at all.
 */
enum herald_status language_finder_name(struct language_finder *finder, struct slice text,
                                        char code[static DETECTED_CODE], struct herald_error *err);

/* The same, as a reader asks for it (struct language_judge): `finder` is a struct language_finder.
 */
enum herald_status language_finder_judge(void *finder, struct slice text,
                                         char code[static DETECTED_CODE], struct herald_error *err);

#endif
