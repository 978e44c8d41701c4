#ifndef HERALD_SEARCHER_SNIPPET_H
#define HERALD_SEARCHER_SNIPPET_H

#include "indexer/index.h"
#include "indexer/language/analyser.h"
#include "searcher/query_terms.h"

/*
 * Why an article was found: short pieces of its text with the words of the query marked. Words are
 * compared as they are for matching, folded and stemmed by the analyser in the article's language;
 * of a phrase only the whole of it is marked.
 */

/* A marked stretch of a text, in bytes; marks are in order and do not overlap. */
struct snippet_mark {
    size_t start;
    size_t length;
};

struct snippet {
    struct slice text; /* valid UTF-8, whole words */
    const struct snippet_mark *marks;
    size_t mark_count;
};

/* How much is shown of an article. */
struct snippet_options {
    size_t count; /* pieces, at the most */
    size_t width; /* code points of one, about */
};

#define SNIPPET_OPTIONS_DEFAULT                                                                    \
    {                                                                                              \
        3, 180                                                                                     \
    }
#define SNIPPET_COUNT_MAX 20u
#define SNIPPET_WIDTH_MIN 40u
#define SNIPPET_WIDTH_MAX 2000u

/* How much of a long text is read word by word; in the rest only likely places are looked at. */
#define SNIPPET_SCAN_MAX ((size_t)64 << 10)

/* Cuts the snippets of one query, for any number of articles. */
struct snippet_maker;

/* Make one for the words of a query, which must outlive it, as must the analyser. `any` tells that
 * the parts of a hyphenated word count one by one. HERALD_E_NO_MEMORY. */
enum herald_status snippet_maker_open(const struct query_terms *terms, bool any,
                                      struct analyser *analyser, struct snippet_maker **out,
                                      struct herald_error *err);
void snippet_maker_free(struct snippet_maker *maker);

/* What the articles to come are of, as snippet_matcher_index: the same snippets, sooner. To be
 * called again whenever the reader of the index was refreshed. */
void snippet_maker_index(struct snippet_maker *maker, struct index_reader *reader);

/* Where the terms of the next article stand, as snippet_matcher_places. */
void snippet_maker_places(struct snippet_maker *maker, struct slice table);

/* Mark a title, all of which is the snippet's text. What *out points to lies in `arena` or is the
 * title itself. HERALD_E_NO_MEMORY. */
enum herald_status snippet_title(struct snippet_maker *maker, struct slice title,
                                 language_id language, struct arena *arena, struct snippet *out,
                                 struct herald_error *err);

/*
 * The pieces of a body that show the query best, in the order of the text: those with the most
 * different words of the query, then with the most of them. Runs of blanks are one space. Without
 * any match, the beginning. An empty body has none. All lies in `arena`. The time does not grow
 * with a body above SNIPPET_SCAN_MAX but for a search of bytes. HERALD_E_NO_MEMORY.
 */
enum herald_status snippet_body(struct snippet_maker *maker, struct slice body,
                                struct text_languages languages,
                                const struct snippet_options *options, struct arena *arena,
                                const struct snippet **out, size_t *count,
                                struct herald_error *err);

/* Append a snippet as HTML: what HTML gives a meaning is escaped, U+0000 becomes U+FFFD, and marked
 * stretches stand between <mark> and </mark>. On no memory out->failed is set. */
void snippet_html(const struct snippet *snippet, struct buffer *out);

#endif
