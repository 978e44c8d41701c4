#ifndef HERALD_INDEXER_LANGUAGE_WORD_LIST_H
#define HERALD_INDEXER_LANGUAGE_WORD_LIST_H

#include <string.h>

#include "indexer/language/analyser.h"

/* Words of a language, as folding leaves them, with a space before and after each. */
struct word_list {
    const char *code, *words;
};

/* The words of a language; "" where it has no list. */
static inline const char *word_list_find(const struct word_list *lists, size_t count,
                                         language_id language)
{
    const char *code = language_code(language);
    for (size_t i = 0; i < count; i++)
        if (strcmp(lists[i].code, code) == 0)
            return lists[i].words;
    return "";
}

/* Whether a folded word is among them. */
static inline bool word_list_has(const char *words, struct slice folded)
{
    char spaced[WORD_MAX + 2];
    if (folded.length == 0 || folded.length > WORD_MAX || memchr(folded.bytes, ' ', folded.length))
        return false;
    spaced[0] = ' ';
    memcpy(spaced + 1, folded.bytes, folded.length);
    spaced[folded.length + 1] = ' ';
    return memmem(words, strlen(words), spaced, folded.length + 2) != NULL;
}

#endif
