#include "indexer/article_language.h"

struct slice article_language_tag(const struct article *article)
{
    return article->detected.length > 0 ? article->detected : article->language;
}

language_id article_language(const struct article *article)
{
    return language_find(article_language_tag(article));
}
