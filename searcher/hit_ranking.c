#include "searcher/hit_ranking.h"

#include <math.h>
#include <stdlib.h>

#include "indexer/index_database.h"
#include "searcher/deadline.h"
#include "searcher/failure.h"
#include "searcher/hit_positions.h"

/* Hits fetched beyond what is needed, so that the end of a page is seldom searched for twice. */
#define BEYOND 2u

/* The most that is fetched for the sake of what might come up from below. */
#define FETCH_MAX 10000u

void ranked_page_dispose(struct ranked_page *page)
{
    xap_mset_free(page->mset);
    free(page->all);
    *page = (struct ranked_page){0};
}

/* --- fetching --------------------------------------------------------------------------------- */

static struct ranked_hit make_hit(const xap_hit *from, uint32_t at)
{
    struct ranked_hit hit = {.docid = from->docid, .score = from->weight, .at = at};
    struct slice date = {from->sort_key.bytes, from->sort_key.length};
    hit.parts.words = from->weight;
    if (!schema_decode_time(date, &hit.date))
        hit.date = INT64_MIN;
    return hit;
}

static xap_status fetch(const struct hit_ranking *job, uint32_t limit, bool dated,
                        struct ranked_page *page, xap_error *err)
{
    uint32_t size = 0, count = 0;
    xap_hit hits[64];
    ranked_page_dispose(page);
    xap_status status = job->fetch(job->context, limit, dated, &page->mset);
    if (status == XAP_OK)
        status = xap_mset_size(page->mset, &size, err);
    if (status != XAP_OK)
        return status;
    page->all = malloc(((size_t)size + 1) * sizeof(*page->all));
    if (!page->all)
        return search_fail(err, XAP_E_NO_MEMORY);
    for (uint32_t first = 0; first < size && status == XAP_OK; first += count) {
        status = xap_mset_hits(page->mset, first, 64, dated ? XAP_HIT_KEYS : 0, hits, &count, err);
        for (uint32_t at = 0; status == XAP_OK && at < count; at++)
            page->all[page->all_count++] = make_hit(&hits[at], first + at);
        if (count == 0)
            break;
    }
    return status;
}

/* --- where words stand ------------------------------------------------------------------------ */

/* How many of the best hits are looked at; with many words to look for, fewer. It must not depend
 * on the forms that an index lists, which deleted articles leave behind. */
static size_t close_depth(const struct hit_ranking *job)
{
    if (!job->words || job->words->form_count == 0 || job->by_date)
        return 0;
    const struct ranking *ranking = job->ranking;
    size_t affordable = ranking->positions_read / job->words->query.word_count;
    affordable = affordable > ranking->depth_least ? affordable : ranking->depth_least;
    return affordable < ranking->depth ? affordable : ranking->depth;
}

static int by_docid(const void *left, const void *right)
{
    const struct ranked_hit *a = left, *b = right;
    return (a->docid > b->docid) - (a->docid < b->docid);
}

static xap_status measure(const struct hit_ranking *job, struct ranked_hit *hits, size_t count,
                          const uint32_t *docids, uint32_t *room, xap_error *err)
{
    struct hit_positions positions = {0};
    xap_status status =
        hit_positions_read(&positions, job->reader, job->words, docids, count, job->deadline, err);
    for (size_t at = 0; status == XAP_OK && at < count; at++) {
        size_t start = positions.starts[at];
        struct closeness closeness =
            closeness_measure(job->ranking, &job->words->query, positions.items + start,
                              positions.starts[at + 1] - start, positions.bodies[at], room);
        hits[at].parts.closeness = closeness;
        hits[at].score += closeness.window + closeness.pairs + closeness.lead;
    }
    hit_positions_dispose(&positions);
    return status;
}

/* How many of those fetched are looked at. Of equal ones at the end all or none are, since which of
 * them were fetched first says nothing, and is not the same for every page. */
static size_t close_count(const struct hit_ranking *job, const struct ranked_page *page)
{
    size_t depth = close_depth(job), count = depth;
    if (depth >= page->all_count)
        return page->all_count;
    while (count > 0 && page->all[count - 1].score == page->all[depth].score)
        count--;
    return count;
}

/* Add what the best hits get for where their words stand. They are left in the order of ids. */
static xap_status add_closeness(const struct hit_ranking *job, struct ranked_page *page,
                                xap_error *err)
{
    size_t count = close_count(job, page);
    if (count == 0 || close_depth(job) == 0)
        return XAP_OK;
    uint32_t *docids = malloc(count * sizeof(*docids));
    uint32_t *room = malloc(2 * job->words->query.word_count * sizeof(*room));
    xap_status status = docids && room ? XAP_OK : search_fail(err, XAP_E_NO_MEMORY);
    if (status == XAP_OK) {
        qsort(page->all, count, sizeof(*page->all), by_docid);
        for (size_t at = 0; at < count; at++)
            docids[at] = page->all[at].docid;
        status = measure(job, page->all, count, docids, room, err);
    }
    if (status == XAP_E_TIMEOUT) {
        page->timed_out = true;
        status = XAP_OK;
    }
    free(docids);
    free(room);
    return status;
}

/* --- when they were published ----------------------------------------------------------------- */

static bool is_recency_wanted(const struct hit_ranking *job)
{
    return job->ranking->half_life > 0 && job->ranking->recency_weight > 0 && !job->by_date;
}

/* What an article's date adds, as a share of the rest of its score. One of tomorrow is as new as
 * one of today. */
static double recency_share(const struct hit_ranking *job, int64_t date)
{
    double age = (double)job->now - (double)date;
    if (date == INT64_MIN)
        return 0;
    return job->ranking->recency_weight * exp2(-(age > 0 ? age : 0) / job->ranking->half_life);
}

static void add_recency(const struct hit_ranking *job, struct ranked_page *page)
{
    for (size_t at = 0; at < page->all_count; at++) {
        struct ranked_hit *hit = &page->all[at];
        hit->parts.recency = hit->score * recency_share(job, hit->date);
        hit->score += hit->parts.recency;
    }
}

/* --- order ------------------------------------------------------------------------------------ */

/* Score, date, id of document. */
static int by_score(const void *left, const void *right)
{
    const struct ranked_hit *a = left, *b = right;
    if (a->score != b->score)
        return a->score > b->score ? -1 : 1;
    if (a->date != b->date)
        return a->date > b->date ? -1 : 1;
    return by_docid(left, right);
}

static bool are_equal(const struct ranked_hit *a, const struct ranked_hit *b)
{
    return a->score == b->score && a->date == b->date;
}

/* A hit and what it is called. */
struct named {
    struct ranked_hit hit;
    struct article article;
};

static int by_name(const void *left, const void *right)
{
    const struct named *a = left, *b = right;
    int order = article_compare_names(&a->article, &b->article);
    return order ? order : by_docid(&a->hit, &b->hit);
}

/* Put hits that are equal in the order of what they are called. */
static xap_status order_equals(struct index_reader *reader, struct ranked_hit *hits, size_t count,
                               xap_error *err)
{
    struct named *named = calloc(count, sizeof(*named));
    if (!named)
        return search_fail(err, XAP_E_NO_MEMORY);
    for (size_t at = 0; at < count; at++) {
        named[at].hit = hits[at];
        index_reader_identify(reader, hits[at].docid, &named[at].article);
    }
    qsort(named, count, sizeof(*named), by_name);
    for (size_t at = 0; at < count; at++) {
        hits[at] = named[at].hit;
        article_dispose(&named[at].article);
    }
    free(named);
    return XAP_OK;
}

/* Order all groups of equals that reach into the page. */
static xap_status order_page(const struct hit_ranking *job, struct ranked_page *page, size_t from,
                             size_t to, xap_error *err)
{
    xap_status status = XAP_OK;
    for (size_t start = 0, end; status == XAP_OK && start < to && start < page->all_count;
         start = end) {
        end = start + 1;
        while (end < page->all_count && are_equal(&page->all[start], &page->all[end]))
            end++;
        if (end > from && end - start > 1 && end - start <= FETCH_MAX + BEYOND)
            status = order_equals(job->reader, page->all + start, end - start, err);
    }
    return status;
}

/* Whether a hit that was not fetched might belong before the end of the page, given the last one
 * that was. */
static bool is_open(const struct hit_ranking *job, const struct ranked_page *page,
                    const struct ranked_hit *last, size_t needed)
{
    const struct ranked_hit *end = &page->all[needed - 1];
    double most = last->parts.words;
    if (job->by_date)
        return end->date == last->date && end->score == last->score;
    if (is_recency_wanted(job))
        return end->score <= most * (1 + job->ranking->recency_weight);
    return end->score < most || (end->score == most && end->date <= last->date);
}

/* --- all together ----------------------------------------------------------------------------- */

static uint32_t larger(uint32_t a, uint32_t b)
{
    return a > b ? a : b;
}

/* Put the hits that have the same score in the order of date, where they reach into the page. */
static xap_status date_equals(const struct hit_ranking *job, struct ranked_page *page, size_t from,
                              size_t to, xap_error *err)
{
    struct ranked_hit *hits = page->all;
    xap_status status = XAP_OK;
    for (size_t start = 0, end; status == XAP_OK && start < to && start < page->all_count;
         start = end) {
        end = start + 1;
        while (end < page->all_count && hits[end].score == hits[start].score)
            end++;
        if (end <= from || end - start == 1)
            continue;
        for (size_t at = start; status == XAP_OK && at < end; at++)
            status = index_reader_published(job->reader, hits[at].docid, &hits[at].date, err);
        qsort(hits + start, end - start, sizeof(*hits), by_score);
    }
    return status;
}

/* Fetch and rank the first `limit` hits. *open: the page from `offset` to `needed` may not be
 * final. */
static xap_status rank(const struct hit_ranking *job, uint32_t limit, bool dated, size_t offset,
                       size_t needed, struct ranked_page *page, bool *open, xap_error *err)
{
    xap_status status = fetch(job, limit, dated, page, err);
    if (status != XAP_OK)
        return status;
    bool more = page->all_count == limit;
    struct ranked_hit last = {0};
    if (page->all_count > 0)
        last = page->all[page->all_count - 1];
    status = add_closeness(job, page, err);
    if (status != XAP_OK)
        return status;
    if (is_recency_wanted(job))
        add_recency(job, page);
    if (!job->by_date)
        qsort(page->all, page->all_count, sizeof(*page->all), by_score);
    *open = more && is_open(job, page, &last, needed);
    return dated || *open ? XAP_OK : date_equals(job, page, offset, needed, err);
}

/* Fetch and rank more hits than were, by date, too; where there is no time for it, what was ranked
 * stays, and is not open. */
static xap_status rank_again(const struct hit_ranking *job, uint32_t limit, size_t offset,
                             size_t needed, struct ranked_page *page, bool *open, xap_error *err)
{
    struct ranked_page next = {0};
    xap_status status = XAP_OK;
    bool late = clock_has_come(job->deadline);
    if (!late)
        status = rank(job, limit, true, offset, needed, &next, open, err);
    if (status == XAP_OK && (late || next.all_count < page->all_count)) {
        *open = false;
        page->timed_out = true;
        ranked_page_dispose(&next);
        return XAP_OK;
    }
    ranked_page_dispose(page);
    *page = next;
    return status;
}

xap_status hit_ranking_page(const struct hit_ranking *job, uint32_t offset, uint32_t limit,
                            struct ranked_page *page, xap_error *err)
{
    uint32_t needed = offset + limit;
    uint32_t most = larger(needed, FETCH_MAX) + BEYOND;
    uint32_t first = larger(needed + BEYOND, (uint32_t)close_depth(job) + 1);
    bool open = false, dated = job->by_date || is_recency_wanted(job);
    if (limit == 0)
        return fetch(job, 0, false, page, err);
    xap_status status = rank(job, first, dated, offset, needed, page, &open, err);
    if (status == XAP_OK && open && !dated)
        status = rank_again(job, first, offset, needed, page, &open, err);
    while (status == XAP_OK && open && first < most) {
        first = first > most / 4 ? most : first * 4;
        status = rank_again(job, first, offset, needed, page, &open, err);
    }
    if (status == XAP_OK)
        status = order_page(job, page, offset, needed, err);
    if (status != XAP_OK) {
        ranked_page_dispose(page);
        return status;
    }
    size_t from = offset < page->all_count ? offset : page->all_count;
    size_t to = needed < page->all_count ? needed : page->all_count;
    page->hits = page->all + from;
    page->count = to - from;
    return XAP_OK;
}
