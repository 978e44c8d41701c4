#ifndef HERALD_TESTS_BRUTE_FORCE_H
#define HERALD_TESTS_BRUTE_FORCE_H

#include "corpus/article.h"
#include "indexer/index.h"
#include "searcher/query_terms.h"

/*
 * What a query matches, found the long way: no index, no libxapian, nothing of the search but the
 * parsed tree. Every article is a list of words as the analyser finds them, and a query is tried at
 * every place of it. Written from searcher/query.h, not from the code that it is compared with.
 */

/* Fields of text, in the order of an article. */
enum brute_field { BRUTE_TITLE, BRUTE_SUBTITLE, BRUTE_BODY, BRUTE_FIELDS };

/* A word of an article, or another way to write it at the same place. */
struct brute_token {
    uint32_t word, stem; /* numbers of strings, see brute_number */
    uint32_t place;      /* in its field, from 0 */
    enum brute_field field;
    bool variant;
    struct slice text; /* as it stands in the article */
};

/* An article and its words, in order. */
struct brute_article {
    struct article article;
    language_id language;
    struct brute_token *tokens;
    size_t count;
    uint32_t words[BRUTE_FIELDS];   /* words of each field, variants not counted */
    uint32_t *sentence, *paragraph; /* of each word of the body, from 1 */
    uint32_t *by_word, *by_stem;    /* tokens in the order of these numbers */
};

/* A query made ready to be tried on many articles. */
struct brute_query;

/* Everything fails a test when memory runs out. */

/* The number of a string, equal strings have equal numbers; and back. */
uint32_t brute_number(struct slice string);
struct slice brute_string(uint32_t number);

/* How many different strings begin with another. */
size_t brute_count_beginning(struct slice prefix);

/* Copy an article and find its words. */
void brute_article_read(struct analyser *analyser, const struct article *article,
                        struct brute_article *out);
void brute_article_dispose(struct brute_article *article);

/* Make a query ready, of which `terms` are the words; both must outlive it. `stop` is the
 * language whose stop words count. */
struct brute_query *brute_query_new(struct analyser *analyser, const struct query *query,
                                    const struct query_terms *terms,
                                    language_id stop);
void brute_query_free(struct brute_query *query);

/* Whether an article matches. */
bool brute_matches(const struct brute_query *query, const struct brute_article *article);

/* Whether a field other than text has a value. */
bool brute_has_value(const struct article *article, enum query_field field, struct slice value);

/* Forget all strings. */
void brute_forget(void);

#endif
