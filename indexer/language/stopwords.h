#ifndef HERALD_INDEXER_LANGUAGE_STOPWORDS_H
#define HERALD_INDEXER_LANGUAGE_STOPWORDS_H

#include "indexer/language/analyser.h"

/*
 * Whether a folded word is one of the commonest grammatical words of a language. Only for ranking
 * long queries joined by OR: nothing is left out of an index, and a query of such words alone
 * works. False for languages without a list (lists: ar da de en es fi fr it nl no pt ru sv tr).
 */
bool language_is_stop_word(language_id language, struct slice folded);

/* The list itself, words separated by spaces; "" for a language without one. For tests. */
const char *language_stop_words(language_id language);

/*
 * Whether a folded word is one that people put around a question and that does not say what it is
 * about ("articles", "concerning"). Only for ranking, as above (lists: de en es fr ru); and the
 * list itself.
 */
bool language_is_request_word(language_id language, struct slice folded);
const char *language_request_words(language_id language);

#endif
