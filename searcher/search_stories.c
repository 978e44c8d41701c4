#include "searcher/deadline.h"
#include "searcher/docid_source.h"
#include "searcher/failure.h"
#include "searcher/search_run.h"

/* Matches fetched beyond the page where copies are folded, in place of those that go. */
#define FOLD_MARGIN 20u

/* Take one match more, unless the page is full. */
static void take_story(struct run *run, uint32_t docid, double score,
                       const struct score_parts *parts)
{
    if (run->fold->kept > run->request->offset && run->matches->count < run->request->limit)
        run_add_match(run, docid, score, parts);
}

/* Take what is kept of a stretch of a query's list, of `*length` matches. */
static xap_status walk(struct run *run, const xap_query *query, uint32_t at, uint32_t stretch,
                       uint32_t *length)
{
    struct ranked_page page = {0};
    xap_status status = run_rank_page(run, query, at, stretch, &page);
    *length = (uint32_t)page.count;
    for (size_t hit = 0; status == XAP_OK && hit < page.count; hit++)
        if (fold_keeps(run->fold, page.hits[hit].docid))
            take_story(run, page.hits[hit].docid, page.hits[hit].score, &page.hits[hit].parts);
    ranked_page_dispose(&page);
    return status;
}

static bool is_over(const struct run *run)
{
    return run->matches->timed_out || clock_has_come(run->deadline);
}

/*
 * Go down the ranked list, stretch by stretch, until the page is full of different stories. The
 * list is walked from its top also for later pages, since what stands there decides what is a copy.
 */
xap_status run_stories(struct run *run, const xap_query *query)
{
    struct fold *fold = run->fold;
    uint32_t wanted = run->request->offset + run->request->limit, at = 0, length = 0, stretch = 0;
    xap_status status = XAP_OK;
    do {
        uint32_t missing = wanted > fold->kept ? wanted - fold->kept : 0;
        stretch = missing + missing / 4 + (at > stretch ? at : FOLD_MARGIN);
        status = walk(run, query, at, stretch, &length);
        at += length;
    } while (status == XAP_OK && length == stretch && fold->kept < wanted && !is_over(run));
    fold->unseen |= length == stretch;
    run->matches->timed_out |= length == stretch && fold->kept < wanted;
    return status;
}

/* Give the results of an mset, `room` at the most, to the matches that they are copies of. */
static xap_status take_copies(struct run *run, xap_mset *mset, uint32_t room)
{
    struct arena *arena = &run->matches->arena;
    struct search_copy *copies = arena_alloc(arena, (room + 1) * sizeof(*copies));
    uint32_t length = 0, count = 64;
    xap_hit hits[64];
    for (; copies && count == 64; length += count) {
        xap_status status = xap_mset_hits(mset, length, 64, 0, hits, &count, &run->error);
        for (uint32_t at = 0; status == XAP_OK && at < count; at++)
            copies[length + at] = (struct search_copy){hits[at].docid};
        if (status != XAP_OK)
            return status;
    }
    return copies && fold_assign(run->fold, copies, length, run->matches)
               ? XAP_OK
               : search_fail(&run->error, XAP_E_NO_MEMORY);
}

xap_status run_find_copies(struct run *run)
{
    struct search_matches *matches = run->matches;
    uint32_t *docids, count;
    xap_source *source = NULL;
    xap_query *others = NULL, *both = NULL;
    xap_mset *mset = NULL;
    if (!fold_others(run->fold, matches, &docids, &count))
        return search_fail(&run->error, XAP_E_NO_MEMORY);
    run->matches->timed_out |= count > 0 && clock_has_come(run->deadline);
    if (count == 0 || clock_has_come(run->deadline))
        return XAP_OK;
    xap_status status = docid_source_new(docids, count, &source, &run->error);
    if (status == XAP_OK)
        status = xap_query_source(source, &others, &run->error);
    const xap_query *parts[] = {run->query, others};
    if (status == XAP_OK)
        status = xap_query_combine(XAP_FILTER, parts, 2, 0, &both, &run->error);
    if (status == XAP_OK)
        status = run_until(run, both, run->deadline, 0, count, &mset);
    if (status == XAP_OK)
        status = take_copies(run, mset, count);
    if (status == XAP_E_TIMEOUT) { /* hits that have copies are listed as if they had none */
        run->matches->timed_out = true;
        status = XAP_OK;
    }
    xap_mset_free(mset);
    xap_query_free(both);
    xap_query_free(others);
    xap_source_free(source);
    return status;
}
