#ifndef HERALD_INDEXER_LANGUAGE_DETECTION_DETECTOR_H
#define HERALD_INDEXER_LANGUAGE_DETECTION_DETECTOR_H

#include <stdbool.h>

#include "corpus/buffer.h"
#include "corpus/error.h"

/*
 * A C face for CLD2 (Compact Language Detector 2), which scores quadgrams of letters, or characters
 * alone where a script has one language. C++ and its exceptions stay inside. CLD2 has no state: a
 * detector is its room to work in, one per thread.
 */
/* The most text that is looked at: of a longer one, DETECTOR_PIECES pieces from begin to end. */
#define DETECTOR_SAMPLE 2048u
#define DETECTOR_PIECES 4u

/* Room for the code of a language: two or three letters. */
#define DETECTED_CODE 4u

/* A language found in a text. */
struct detected {
    char code[DETECTED_CODE]; /* first subtag of BCP 47 ("en", "sn"); "" for none */
    unsigned percent;         /* of the letters */
    double score;             /* beside that of usual text in the language, which has 1000 or so */
};

#define DETECTED_LANGUAGES 3u

struct detection {
    struct detected languages[DETECTED_LANGUAGES]; /* most of the text first */
    bool reliable; /* CLD2 says that the first is clearly likelier than the next */
    size_t bytes;  /* of letters that were looked at */
};

struct detector;

/* Make a detector. HERALD_E_NO_MEMORY. */
enum herald_status detector_open(struct detector **out, struct herald_error *err);
void detector_free(struct detector *detector);

/*
 * Find the languages of a text, which need not be valid UTF-8; control characters in it count as
 * spaces. `expected` is a language tag that makes its language likelier, or empty; `guess`: name a
 * language even where CLD2 would rather not. A text without letters has none. HERALD_E_NO_MEMORY,
 * HERALD_E_INTERNAL (CLD2 failed); then none is found.
 */
enum herald_status detector_find(struct detector *detector, struct slice text,
                                 struct slice expected, bool guess, struct detection *out,
                                 struct herald_error *err);

/* Whether CLD2 knows a language, by its first subtag. */
bool detector_knows(struct slice tag);

#endif
