#include "searcher/result_copies.h"

#include <stdlib.h>
#include <string.h>
#include <xap/database.h>

#include "indexer/near_duplicate.h"

/* Words of a title that are looked at. */
#define TITLE_WORDS 64

/* Titles with this part of all their words in common are nearly the same. */
#define TITLE_LIKENESS 0.6

/* --- what the signatures tell ----------------------------------------------------------------- */

static bool read_signature(const struct copies_reader *copies, uint32_t docid,
                           struct signature *out)
{
    xap_buffer value = XAP_BUFFER_INIT;
    xap_status status = xap_database_document_value(index_reader_database(copies->reader), docid,
                                                    SCHEMA_SLOT_SIGNATURE, &value, NULL);
    bool read =
        status == XAP_OK && signature_decode((struct slice){value.bytes, value.length}, out);
    xap_buffer_dispose(&value);
    return read;
}

/* Whether one may be a later version of the other: of the same source, not the same once more. */
static bool may_be_later(const struct signature *now, const struct signature *other)
{
    bool same = now->hour == other->hour && now->revision == other->revision &&
                now->numbers == other->numbers &&
                memcmp(now->minima, other->minima, sizeof(now->minima)) == 0;
    return now->source != 0 && now->source == other->source && !same &&
           other->hour + other->hours >= now->hour;
}

/* --- titles ----------------------------------------------------------------------------------- */

/* The words of a title, folded, each once. */
struct title {
    struct slice words[TITLE_WORDS];
    size_t count;
};

static bool has_word(const struct title *title, struct slice word)
{
    for (size_t at = 0; at < title->count; at++)
        if (slice_equal(title->words[at], word))
            return true;
    return false;
}

static enum herald_status read_title(const struct copies_reader *copies, struct slice text,
                                     struct title *out, struct herald_error *err)
{
    struct word word;
    enum herald_status status = HERALD_OK;
    out->count = 0;
    analyser_start(copies->analyser, text);
    while (out->count < TITLE_WORDS &&
           (status = analyser_next(copies->analyser, &word, err)) == HERALD_OK) {
        if (has_word(out, word.folded))
            continue;
        struct slice copy = arena_copy(copies->arena, word.folded);
        if (!copy.bytes)
            return herald_fail(err, HERALD_E_NO_MEMORY, "no memory for a title");
        out->words[out->count++] = copy;
    }
    return status == HERALD_DONE ? HERALD_OK : status;
}

static bool are_alike(const struct title *a, const struct title *b)
{
    size_t common = 0;
    for (size_t at = 0; at < a->count; at++)
        common += has_word(b, a->words[at]);
    size_t all = a->count + b->count - common;
    return all > 0 && (double)common / (double)all >= TITLE_LIKENESS;
}

/* --- versions --------------------------------------------------------------------------------- */

/* One of the articles that the latest is looked for among. */
struct version {
    struct article article;
    struct signature signature;
};

static int64_t version_time(const struct article *article)
{
    struct date date = article->updated.precision ? article->updated : article->published;
    return date.precision ? date_last_second(date) : INT64_MIN;
}

/* Whether `other` takes the place of `now`. */
static enum herald_status supersedes(const struct copies_reader *copies, const struct version *now,
                                     const struct version *other, bool *out,
                                     struct herald_error *err)
{
    struct title first, second;
    *out = false;
    if (!slice_equal(now->article.source, other->article.source) ||
        version_time(&other->article) <= version_time(&now->article))
        return HERALD_OK;
    *out = other->signature.revision;
    if (*out)
        return HERALD_OK;
    enum herald_status status = read_title(copies, now->article.title, &first, err);
    if (status == HERALD_OK)
        status = read_title(copies, other->article.title, &second, err);
    *out = status == HERALD_OK && are_alike(&first, &second);
    return status;
}

/* Read an article but for its body; a damaged one is an empty one. */
static enum herald_status read_article(const struct copies_reader *copies, uint32_t docid,
                                       struct article *out, struct herald_error *err)
{
    enum herald_status status = index_reader_head(copies->reader, docid, out, err);
    if (status != HERALD_E_CORRUPT && status != HERALD_E_NOT_FOUND)
        return status;
    article_clear(out);
    return HERALD_OK;
}

enum herald_status copies_choose(const struct copies_reader *copies,
                                 const struct search_match *match, size_t *shown,
                                 struct herald_error *err)
{
    struct version versions[2] = {0}, *now = &versions[0], *other = &versions[1];
    enum herald_status status = HERALD_OK;
    bool have = false;
    *shown = SIZE_MAX;
    if (match->copy_count == 0 || !read_signature(copies, match->docid, &now->signature))
        return HERALD_OK;
    for (size_t at = 0; at < match->copy_count && status == HERALD_OK; at++) {
        bool later = false;
        if (!read_signature(copies, match->copies[at].docid, &other->signature) ||
            !may_be_later(&now->signature, &other->signature))
            continue;
        if (!have)
            status = read_article(copies, match->docid, &now->article, err);
        have = true;
        if (status == HERALD_OK)
            status = read_article(copies, match->copies[at].docid, &other->article, err);
        if (status == HERALD_OK)
            status = supersedes(copies, now, other, &later, err);
        if (!later)
            continue;
        struct version *previous = now;
        now = other;
        other = previous;
        *shown = at;
    }
    article_dispose(&versions[0].article);
    article_dispose(&versions[1].article);
    return status;
}

/* --- the list --------------------------------------------------------------------------------- */

static enum herald_status list_one(const struct copies_reader *copies, struct article *article,
                                   uint32_t docid, struct result_copy *out,
                                   struct herald_error *err)
{
    enum herald_status status = read_article(copies, docid, article, err);
    *out = (struct result_copy){
        .docid = docid,
        .id = arena_copy(copies->arena, article->id),
        .url = arena_copy(copies->arena, article->url),
        .source = arena_copy(copies->arena, article->source),
        .title = arena_copy(copies->arena, article->title),
        .published = article->published,
    };
    return status;
}

enum herald_status copies_list(const struct copies_reader *copies, const struct search_match *match,
                               size_t shown, const struct result_copy **list,
                               struct herald_error *err)
{
    struct article article = {0};
    size_t count = 0;
    enum herald_status status = HERALD_OK;
    struct result_copy *items =
        arena_alloc(copies->arena, (match->copy_count + 1) * sizeof(*items));
    *list = items;
    if (!items)
        return herald_fail(err, HERALD_E_NO_MEMORY, "no memory for a list of copies");
    if (shown != SIZE_MAX)
        status = list_one(copies, &article, match->docid, &items[count++], err);
    for (size_t at = 0; at < match->copy_count && status == HERALD_OK; at++)
        if (at != shown)
            status = list_one(copies, &article, match->copies[at].docid, &items[count++], err);
    article_dispose(&article);
    return status;
}
