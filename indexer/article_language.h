#ifndef HERALD_INDEXER_ARTICLE_LANGUAGE_H
#define HERALD_INDEXER_ARTICLE_LANGUAGE_H

#include "corpus/article.h"
#include "indexer/language/analyser.h"

/*
 * The language of an article as searches see it: what it declares, or, where it declares none or
 * one that it is plainly not in, what was detected when it was indexed (article->detected).
 */

/* Its tag; empty for none. Lives as long as the article. */
struct slice article_language_tag(const struct article *article);

/* The language that most of its words are stemmed in; LANGUAGE_NONE where that has no stemmer. */
language_id article_language(const struct article *article);

#endif
