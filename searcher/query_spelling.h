#ifndef HERALD_SEARCHER_QUERY_SPELLING_H
#define HERALD_SEARCHER_QUERY_SPELLING_H

#include "corpus/buffer.h"

/* Names of operators and fields as people type them: in either case, and sometimes wrong. ASCII
 * letters only; anything else is compared by bytes. */

static inline bool spelling_is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static inline bool spelling_is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static inline char spelling_lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

/* Whether a word is a name, which is given in small letters. */
bool spelling_equal(struct slice word, const char *name);

/* Whether a word is a name but for one letter too many, too few, another, or two exchanged
 * neighbours (Damerau-Levenshtein distance 1 or 0). */
bool spelling_near(struct slice word, const char *name);

/* How many bytes a word begins with that are ASCII letters; digits, from a byte on. */
size_t spelling_letters(struct slice word);
size_t spelling_digits(struct slice word, size_t from);

/* The number that a word is, digits only; false where it is none or above `most`. */
bool spelling_number(struct slice word, uint32_t most, uint32_t *number);

#endif
