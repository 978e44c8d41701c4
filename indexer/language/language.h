#ifndef HERALD_INDEXER_LANGUAGE_LANGUAGE_H
#define HERALD_INDEXER_LANGUAGE_LANGUAGE_H

#include "indexer/language/analyser.h"

/* What the language room knows of a language; inside the room only. */
struct language {
    const char *code;
    const char *stemmer; /* name of its Snowball stemmer */
    enum word_script script;
    const char
        *aliases; /* other first subtags, in lower case, with a space before and after each */
};

/* The table by language_id; NULL for LANGUAGE_NONE and ids that there are not. */
const struct language *language_get(language_id language);

#endif
