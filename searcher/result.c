#include "searcher/result.h"

#include <stdio.h>
#include <stdlib.h>

#include "indexer/document.h"
#include "indexer/index_database.h"
#include "searcher/deadline.h"
#include "searcher/result_explain.h"
#include "searcher/result_identity.h"
#include "searcher/result_page.h"

/* --- the searcher ----------------------------------------------------------------------------- */

enum herald_status searcher_open(const char *directory, struct searcher **out,
                                 struct herald_error *err)
{
    struct searcher *searcher = calloc(1, sizeof(*searcher));
    *out = NULL;
    if (!searcher)
        return herald_fail(err, HERALD_E_NO_MEMORY, "no memory to open '%s'", directory);
    enum herald_status status = index_reader_open(directory, &searcher->reader, err);
    if (status == HERALD_OK)
        status = analyser_open(&searcher->analyser, err);
    if (status == HERALD_OK)
        status = facet_columns_open(searcher->reader, searcher->analyser, &searcher->columns, err);
    if (status == HERALD_OK)
        *out = searcher;
    else
        searcher_free(searcher);
    return status;
}

static void forget_keys(struct key_cache *cache)
{
    free(cache->keys);
    arena_dispose(&cache->arena);
    *cache = (struct key_cache){0};
}

void searcher_free(struct searcher *searcher)
{
    if (!searcher)
        return;
    forget_keys(&searcher->cache);
    facet_columns_free(searcher->columns);
    analyser_free(searcher->analyser);
    index_reader_free(searcher->reader);
    free(searcher);
}

enum herald_status searcher_refresh(struct searcher *searcher, struct herald_error *err)
{
    bool changed = false;
    enum herald_status status = index_reader_refresh(searcher->reader, &changed, err);
    if (changed)
        forget_keys(&searcher->cache);
    return status;
}

struct index_reader *searcher_reader(struct searcher *searcher)
{
    return searcher->reader;
}

/* --- keys ------------------------------------------------------------------------------------- */

static struct slice find_key(const struct key_cache *cache, uint32_t docid)
{
    return docid < cache->count ? cache->keys[docid] : (struct slice){NULL, 0};
}

/* Remember a key; not to have room for it costs only time. */
static void keep_key(struct key_cache *cache, uint32_t docid, struct slice key)
{
    if (docid >= cache->count) {
        size_t count = cache->count ? cache->count : 1024;
        while (count <= docid)
            count *= 2;
        struct slice *grown = realloc(cache->keys, count * sizeof(*grown));
        if (!grown)
            return;
        memset(grown + cache->count, 0, (count - cache->count) * sizeof(*grown));
        cache->keys = grown;
        cache->count = count;
    }
    cache->keys[docid] = arena_copy(&cache->arena, key);
}

/* What an article is called: its id, its url, or the number of its document. */
static struct slice make_key(struct arena *arena, const struct article *article, uint32_t docid)
{
    char number[24];
    if (article->id.length > 0)
        return arena_copy(arena, article->id);
    if (article->url.length > 0)
        return arena_copy(arena, article->url);
    int length = snprintf(number, sizeof(number), "doc-%u", docid);
    return arena_copy(arena, (struct slice){number, (size_t)length});
}

/* --- hits ------------------------------------------------------------------------------------- */

void result_dispose(struct result *result)
{
    for (size_t at = 0; at < result->hit_count; at++)
        article_dispose(&result->hits[at].article);
    arena_dispose(&result->arena);
    buffer_dispose(&result->understood);
    query_dispose(&result->query);
    *result = (struct result){0};
}

/* Let entities be marked by whatever name, and phrases; not where the positions are damaged. */
static void place_entities(struct request_run *run, const struct result_hit *hit)
{
    struct slice table = {NULL, 0};
    if (run->widenings.placed &&
        index_reader_positions(run->searcher->reader, hit->docid, &table, NULL) != HERALD_OK)
        table = (struct slice){NULL, 0};
    snippet_maker_places(run->snippets, table);
}

static enum herald_status cut_snippets(struct request_run *run, struct result_hit *hit)
{
    struct result *result = run->result;
    const struct article *article = &hit->article;
    struct found_languages found;
    if (!run->snippets)
        return HERALD_OK;
    enum herald_status status =
        index_reader_text_languages(run->searcher->reader, hit->docid, article, &found, run->err);
    place_entities(run, hit);
    if (status == HERALD_OK)
        status = snippet_title(run->snippets, article->title, found.title, &result->arena,
                               &hit->title, run->err);
    if (status == HERALD_OK)
        status = snippet_body(run->snippets, article->body, found.body, &result->request->snippets,
                              &result->arena, &hit->snippets, &hit->snippet_count, run->err);
    return status;
}

/* A damaged article costs itself alone. */
static enum herald_status note_damage(struct request_run *run, struct result_hit *hit,
                                      const struct herald_error *damage)
{
    index_database_identify(index_reader_database(run->searcher->reader), hit->docid,
                            &hit->article);
    hit->status = damage->status;
    hit->error = arena_copy(&run->result->arena, slice_of(damage->message));
    hit->key = make_key(&run->result->arena, &hit->article, hit->docid);
    run->result->damaged++;
    return HERALD_OK;
}

void request_follow_index(struct request_run *run)
{
    if (run->snippets)
        snippet_maker_index(run->snippets, run->searcher->reader);
}

enum herald_status request_load_hit(struct request_run *run, const struct search_match *match,
                                    struct result_hit *hit)
{
    struct result *result = run->result;
    struct herald_error error = {0};
    bool ids_only = result->request->ids_only;
    if (ids_only && find_key(&run->searcher->cache, match->docid).bytes) {
        hit->key = find_key(&run->searcher->cache, match->docid);
        return HERALD_OK;
    }
    bool head = ids_only || (result->request->no_bodies && !run->snippets);
    enum herald_status status =
        head ? index_reader_head(run->searcher->reader, match->docid, &hit->article, &error)
             : index_reader_article(run->searcher->reader, match->docid, &hit->article, &error);
    if (status == HERALD_E_CORRUPT || status == HERALD_E_NOT_FOUND) {
        error.status = HERALD_E_CORRUPT;
        return note_damage(run, hit, &error);
    }
    if (status != HERALD_OK)
        return herald_fail(run->err, status, "%s", error.message);
    hit->key = make_key(&result->arena, &hit->article, match->docid);
    if (ids_only) {
        if (!run->forgetful)
            keep_key(&run->searcher->cache, match->docid, hit->key);
        article_dispose(&hit->article);
        return HERALD_OK;
    }
    hit->title.text = hit->article.title;
    status = cut_snippets(run, hit);
    hit->article.language = article_language_tag(&hit->article);
    return status;
}

/* By date, newest first, then by id. */
static int compare_hits(const void *left, const void *right)
{
    const struct result_hit *a = left, *b = right;
    int64_t first = a->article.published.precision ? a->article.published.seconds : INT64_MIN;
    int64_t second = b->article.published.precision ? b->article.published.seconds : INT64_MIN;
    if (first != second)
        return first > second ? -1 : 1;
    return slice_compare(a->key, b->key);
}

static bool are_equal(const struct result_hit *a, const struct result_hit *b, bool by_date)
{
    const struct date *left = &a->article.published, *right = &b->article.published;
    return a->score == b->score &&
           (!by_date || (left->seconds == right->seconds && !left->precision == !right->precision));
}

/* Put hits that rank the same, which stand side by side, in the order of date and id. */
static void order_equals(struct result *result)
{
    bool by_date = result->request->search.sort != SEARCH_BY_RELEVANCE;
    for (size_t start = 0, end; start < result->hit_count; start = end) {
        end = start + 1;
        while (end < result->hit_count &&
               are_equal(&result->hits[start], &result->hits[end], by_date))
            end++;
        if (end - start > 1)
            qsort(&result->hits[start], end - start, sizeof(*result->hits), compare_hits);
    }
}

/* Number the hits by their place in the whole list. */
static void number_hits(const struct request_run *run)
{
    struct result *result = run->result;
    for (size_t at = 0; at < result->hit_count; at++)
        result->hits[at].rank = run->passed + (uint32_t)at + 1;
}

/* Load a match, or the later version of it that is shown instead, and its copies. */
static enum herald_status load_story(struct request_run *run, const struct search_match *match,
                                     struct result_hit *hit)
{
    const struct copies_reader copies = {run->searcher->reader, run->searcher->analyser,
                                         &run->result->arena};
    struct search_match version = *match;
    size_t shown = SIZE_MAX;
    enum herald_status status = HERALD_OK;
    if (!run->result->request->ids_only)
        status = copies_choose(&copies, match, &shown, run->err);
    if (status == HERALD_OK && shown != SIZE_MAX)
        version.docid = match->copies[shown].docid;
    hit->docid = version.docid;
    hit->copies = match->copy_count;
    if (status == HERALD_OK)
        status = request_load_hit(run, &version, hit);
    if (status == HERALD_OK && run->result->request->list_copies && match->copy_count > 0)
        status = copies_list(&copies, match, shown, &hit->copy_list, run->err);
    return status;
}

/* How much longer than the time limit hits may take to load, in milliseconds: as long as a page of
 * ten does, so that what was found in time is shown. */
#define LOADING_MS 20

static bool is_late_to_load(const struct request_run *run)
{
    return run->deadline > 0 && clock_has_come(run->deadline + LOADING_MS);
}

static enum herald_status load_hits(struct request_run *run)
{
    struct result *result = run->result;
    const struct search_matches *matches = &run->matches;
    result->hits = arena_alloc(&result->arena, (matches->count + 1) * sizeof(*result->hits));
    if (!result->hits)
        return herald_fail(run->err, HERALD_E_NO_MEMORY, "no memory for the result");
    enum herald_status status = HERALD_OK;
    for (size_t at = 0; at < matches->count && status == HERALD_OK; at++) {
        if (is_late_to_load(run))
            break;
        struct result_hit *hit = &result->hits[result->hit_count++];
        *hit = (struct result_hit){.docid = matches->items[at].docid,
                                   .found = matches->items[at].docid,
                                   .score = matches->items[at].score};
        status = load_story(run, &matches->items[at], hit);
        if (status == HERALD_OK && result->request->search.explain && !matches->unexplained) {
            hit->explanation = result_explain(&matches->items[at], &result->arena);
            if (!hit->explanation)
                status = herald_fail(run->err, HERALD_E_NO_MEMORY, "no memory for the result");
        }
    }
    result->total = matches->total;
    result->stories = matches->stories;
    result->timed_out =
        matches->timed_out || run->widenings.late || result->hit_count < matches->count;
    order_equals(result);
    number_hits(run);
    return status;
}

/* --- the request ------------------------------------------------------------------------------ */

static void drop_hits(struct result *result)
{
    for (size_t at = 0; at < result->hit_count; at++)
        article_dispose(&result->hits[at].article);
    result->hits = NULL;
    result->hit_count = 0;
    result->damaged = 0;
    arena_clear(&result->arena);
}

/* The share of the time limit that searching has: the rest is for loading hits and, where matches
 * are counted as well, for that. */
#define SEARCH_SHARE  0.9
#define COUNTED_SHARE 0.6

static enum herald_status try_once(struct request_run *run)
{
    struct result *result = run->result;
    struct search_request page;
    struct cursor cursor = {0};
    request_follow_index(run);
    enum herald_status status = page_begin(run, &cursor, &page);
    page.time_limit_ms = request_time_left(run);
    if (page.time_limit_ms > 1)
        page.time_limit_ms =
            (uint32_t)(page.time_limit_ms *
                       (request_is_counted(result->request) ? COUNTED_SHARE : SEARCH_SHARE));
    if (status == HERALD_OK)
        status = search_run(run->searcher->reader, &result->query, &run->terms,
                            run->searcher->analyser, &page, &run->matches, run->err);
    if (status == HERALD_OK)
        status = page_pass_over(run, &cursor);
    if (status == HERALD_OK)
        status = load_hits(run);
    if (status == HERALD_OK)
        status = request_count(run);
    if (status == HERALD_OK)
        status = page_end(run, &cursor);
    cursor_dispose(&cursor);
    if (status == HERALD_OK && !result->request->ids_only)
        status = suggestions_find(run->searcher->reader, run->searcher->analyser, &run->terms,
                                  result->text, run->deadline, &result->arena, &result->suggestions,
                                  run->err);
    result->timed_out |= result->suggestions.late;
    if (status == HERALD_OK && !result->request->ids_only)
        status = request_explain_absence(run);
    return status;
}

/* Run the request, all of it again when the index has changed under it. */
static enum herald_status try_often(struct request_run *run)
{
    enum herald_status status = try_once(run);
    for (unsigned again = 0; status == HERALD_E_BUSY && again < RESULT_RETRIES; again++) {
        drop_hits(run->result);
        forget_keys(&run->searcher->cache);
        status = index_reader_catch_up(run->searcher->reader, run->err);
        if (status == HERALD_OK)
            status = try_once(run);
    }
    return status;
}

void request_dispose(struct request_run *run)
{
    snippet_maker_free(run->snippets);
    search_matches_dispose(&run->matches);
    query_terms_dispose(&run->terms);
}

enum herald_status result_find(struct searcher *searcher, struct slice text,
                               const struct result_request *request, struct result *result,
                               struct query_error *where, struct herald_error *err)
{
    struct request_run run = {.searcher = searcher, .result = result, .err = err};
    result_dispose(result);
    result->request = request;
    result->text = text;
    request_begin(&run);
    enum herald_status status = request_understand(&run, where);
    if (status == HERALD_OK)
        status = try_often(&run);
    bool whole = status != HERALD_OK || request_warn(&run);
    if (status == HERALD_OK && whole && !request->ids_only)
        whole = result_make_id(result, index_reader_revision(searcher->reader));
    if (!whole)
        status = herald_fail(err, HERALD_E_NO_MEMORY, "no memory for the result");
    request_dispose(&run);
    if (status != HERALD_OK)
        result_dispose(result);
    result->took_ms = clock_milliseconds() - run.began;
    return status;
}
