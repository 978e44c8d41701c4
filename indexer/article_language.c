#include "indexer/article_language.h"

struct slice article_language_tag(const struct article *article)
{
    return article->detected.length > 0 ? article->detected : article->language;
}

language_id article_language(const struct article *article)
{
    return language_find(article_language_tag(article));
}

enum herald_status article_find_languages(struct language_finder *finder,
                                          const struct article *article,
                                          struct found_languages *out, struct herald_error *err)
{
    return language_finder_find(finder, article->language, article->title, article->subtitle,
                                article->body, out, err);
}
