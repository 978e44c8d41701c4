#ifndef HERALD_INDEXER_LANGUAGE_DETECTION_MOJIBAKE_H
#define HERALD_INDEXER_LANGUAGE_DETECTION_MOJIBAKE_H

#include "indexer/language/detection/language_finder.h"

/* How a text came to be garbled: bytes of one encoding were read as another. */
enum mojibake {
    MOJIBAKE_NONE = 0,
    MOJIBAKE_UTF8_AS_1252, /* or Latin-1 */
    MOJIBAKE_UTF8_AS_1251,
    MOJIBAKE_1251_AS_1252 /* or Latin-1 */
};

/*
 * Undo mojibake where that is certain: all of the text, valid UTF-8, must be characters of the code
 * page; its bytes must be valid UTF-8 with two characters or more above ASCII, or Cyrillic in which
 * a language is found where none was before. Nothing is lost: the same reading of the result gives
 * the text again. *what tells which it was, and `out`, which is cleared, holds the result where
 * there was any. HERALD_E_NO_MEMORY, HERALD_E_INTERNAL.
 */
enum herald_status mojibake_undo(struct language_finder *finder, struct slice text,
                                 struct buffer *out, enum mojibake *what, struct herald_error *err);

#endif
