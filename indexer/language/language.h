#ifndef HERALD_INDEXER_LANGUAGE_LANGUAGE_H
#define HERALD_INDEXER_LANGUAGE_LANGUAGE_H

#include "indexer/language/light_stem.h"

/* What the language room knows of a language; inside the room only. */
struct language {
    const char *code;
    const char *stemmer;                   /* name of its Snowball stemmer; NULL: none is used */
    light_stemmer *light;                  /* its stemmer of ours; NULL: none */
    enum word_script script, other_script; /* that it is written in; twice the same where one */
    const char
        *aliases; /* other first subtags, in lower case, with a space before and after each */
};

/* The table by language_id; NULL for LANGUAGE_NONE and ids that there are not. */
const struct language *language_get(language_id language);

#endif
