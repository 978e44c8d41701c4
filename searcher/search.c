#include "searcher/search.h"

#include <stdio.h>
#include <time.h>

#include "indexer/index_database.h"
#include "searcher/deadline.h"
#include "searcher/explain.h"
#include "searcher/failure.h"
#include "searcher/search_run.h"
#include "searcher/stop_words.h"

/* Matches looked at beyond the page, so that small totals are exact. */
#define CHECK_AT_LEAST 100u

/* The share of the time limit after which what an OR or a prefix stands for by then will do. */
#define MAKING_SHARE 0.3

/* The share of what is then left in which the lists of the words of an OR are opened. */
#define OPENING_SHARE 0.5

/* The share of the time that a search has before it is run again as one that can be cut short. */
#define FIRST_SHARE 0.6

void search_matches_dispose(struct search_matches *matches)
{
    arena_dispose(&matches->arena);
    *matches = (struct search_matches){0};
}

struct index_languages search_languages(struct index_reader *reader,
                                        const struct search_request *request,
                                        language_id room[static LANGUAGE_MAX])
{
    const struct slice_list *tags = &request->filter.languages;
    struct index_languages languages = index_reader_languages(reader);
    if (tags->count == 0)
        return languages;
    struct index_languages narrowed = {room, 0, false};
    for (size_t at = 0; at < tags->count; at++) {
        language_id language = language_find(tags->items[at]);
        /* Parts of articles in no known language may be in one. */
        if (slice_equal(tags->items[at], SLICE("und")))
            return languages;
        if (language == LANGUAGE_NONE)
            narrowed.others = true;
        else if (narrowed.count < LANGUAGE_MAX)
            room[narrowed.count++] = language;
    }
    return narrowed;
}

/* --- running a query -------------------------------------------------------------------------- */

/* Milliseconds until a time, 1 at least; 0: there is none. */
static uint32_t time_left(double deadline)
{
    double left = deadline > 0 ? deadline - clock_milliseconds() : 0;
    return deadline <= 0 ? 0 : left < 1 ? 1 : (uint32_t)left;
}

/* What comes after a share of the time until a deadline; 0 where there is none. */
static double share_of_time(double share, double deadline)
{
    double now = deadline > 0 ? clock_milliseconds() : 0;
    return deadline > 0 ? now + share * (deadline - now) : 0;
}

/* Set up a search for a query, which is not kept. Within NOT and AND libxapian's own parts do not
 * look at our clock, so that it is given a deadline of its own. */
static xap_status prepare(struct run *run, const xap_query *query, xap_enquire **enquire)
{
    const struct ranking *ranking = &run->request->ranking;
    xap_bm25 bm25 = XAP_BM25_INIT;
    bm25.k1 = ranking->k1;
    bm25.b = ranking->b;
    bm25.min_length = ranking->min_length;
    xap_status status = xap_enquire_new(run->database, enquire, &run->error);
    if (status == XAP_OK)
        status = xap_enquire_set_query(*enquire, query, 0, &run->error);
    if (status == XAP_OK)
        status = xap_enquire_set_bm25(*enquire, &bm25, &run->error);
    bool by_relevance = run->request->sort == SEARCH_BY_RELEVANCE;
    if (status == XAP_OK)
        status = xap_enquire_set_sort(*enquire,
                                      !by_relevance  ? XAP_SORT_VALUE_RELEVANCE
                                      : run->undated ? XAP_SORT_RELEVANCE
                                                     : XAP_SORT_RELEVANCE_VALUE,
                                      SCHEMA_SLOT_PUBLISHED, run->request->sort != SEARCH_OLDEST,
                                      &run->error);
    if (status == XAP_OK && !run->clock.quiet && !run->clocked)
        status = xap_enquire_set_time_budget(*enquire, time_left(run->clock.deadline), &run->error);
    if (status == XAP_OK && run->fold && run->fold->all.bits)
        status = xap_enquire_mark_documents(*enquire, run->fold->all.bits, run->fold->all.last,
                                            &run->error);
    return status;
}

/* Search for a query, not kept, until the clock of the run is over. */
static xap_status search_once(struct run *run, const xap_query *query, uint32_t offset,
                              uint32_t limit, xap_mset **mset)
{
    xap_enquire *enquire = NULL;
    uint32_t check = offset + limit + CHECK_AT_LEAST;
    *mset = NULL;
    run->lists_kept = 0;
    xap_status status = prepare(run, query, &enquire);
    if (status == XAP_OK)
        status = xap_enquire_search(enquire, offset, limit,
                                    run->request->count_exact ? run->documents : check, mset,
                                    &run->error);
    xap_enquire_free(enquire);
    return status;
}

xap_status run_until(struct run *run, const xap_query *query, double deadline, uint32_t offset,
                     uint32_t limit, xap_mset **mset)
{
    clock_start(&run->clock, deadline);
    run->clock.quiet = false;
    return search_once(run, query, offset, limit, mset);
}

void run_note_partial(struct run *run)
{
    run->matches->timed_out = run->partial = true;
}

/* Search with what is over matching nothing; lists are opened until a time. */
static xap_status search_quietly(struct run *run, const xap_query *query, double opening,
                                 uint32_t offset, uint32_t limit, xap_mset **mset)
{
    clock_start(&run->clock, run->deadline);
    run->clock.opening = opening;
    run->clock.quiet = true;
    xap_status status = search_once(run, query, offset, limit, mset);
    if (run->clock.over || run->clock.partial)
        run_note_partial(run);
    return status;
}

/* Run the query once more, with a filter that lets nothing through once the time is over. */
static xap_status search_partly(struct run *run, const xap_query *query, uint32_t offset,
                                uint32_t limit, xap_mset **mset)
{
    xap_source *source = NULL;
    xap_query *clock = NULL, *both = NULL;
    xap_status status = deadline_source_new(&run->clock, &source, &run->error);
    if (status == XAP_OK)
        status = xap_query_source(source, &clock, &run->error);
    const xap_query *parts[] = {query, clock};
    if (status == XAP_OK)
        status = xap_query_combine(XAP_FILTER, parts, 2, 0, &both, &run->error);
    if (status == XAP_OK)
        status = search_quietly(run, both, share_of_time(OPENING_SHARE, run->deadline), offset,
                                limit, mset);
    xap_query_free(both);
    xap_query_free(clock);
    xap_source_free(source);
    return status;
}

/* The result of a search for which there is no time. */
static xap_status find_nothing(struct run *run, xap_mset **mset)
{
    xap_query *nothing = NULL;
    xap_status status = xap_query_match_nothing(&nothing, &run->error);
    if (status == XAP_OK)
        status = search_quietly(run, nothing, 0, 0, 0, mset);
    xap_query_free(nothing);
    run_note_partial(run);
    return status;
}

xap_status run_in_time(struct run *run, const xap_query *query, uint32_t offset, uint32_t limit,
                       xap_mset **mset)
{
    xap_status status = XAP_E_TIMEOUT;
    if (clock_has_come(run->deadline))
        return find_nothing(run, mset);
    if (run->clocked) {
        status = search_quietly(run, query, share_of_time(OPENING_SHARE, run->deadline), offset,
                                limit, mset);
    } else {
        status =
            run_until(run, query, share_of_time(FIRST_SHARE, run->deadline), offset, limit, mset);
        bool opened = run->clock.passed >= run->clock.gates;
        if (status == XAP_E_TIMEOUT && opened)
            status = search_partly(run, query, offset, limit, mset);
    }
    return status == XAP_E_TIMEOUT ? find_nothing(run, mset) : status;
}

/* --- taking what was found -------------------------------------------------------------------- */

void run_add_match(struct run *run, uint32_t docid, double score, const struct score_parts *parts)
{
    struct search_matches *matches = run->matches;
    matches->items[matches->count++] =
        (struct search_match){.docid = docid, .score = score, .parts = *parts};
}

/* --- best or newest first --------------------------------------------------------------------- */

static xap_status fetch_ranked(void *context, uint32_t limit, bool dated, xap_mset **mset)
{
    struct run *run = context;
    run->undated = !dated;
    xap_status status = run_in_time(run, run->listed, 0, limit, mset);
    run->undated = false;
    return status;
}

/* Recency goes by the hour, so that pages asked for one after the other are of one list. */
static int64_t this_hour(void)
{
    int64_t now = (int64_t)time(NULL);
    return now - now % 3600;
}

/* A page of a query's list in its final order. */
xap_status run_rank_page(struct run *run, const xap_query *query, uint32_t offset, uint32_t limit,
                         struct ranked_page *page)
{
    const struct search_request *request = run->request;
    const struct hit_ranking job = {.reader = run->reader,
                                    .ranking = &request->ranking,
                                    .words = &run->words,
                                    .by_date = request->sort != SEARCH_BY_RELEVANCE,
                                    .now = request->now ? request->now : this_hour(),
                                    .deadline = run->deadline,
                                    .fetch = fetch_ranked,
                                    .context = run};
    xap_counts counts;
    run->listed = query;
    xap_status status = hit_ranking_page(&job, offset, limit, page, &run->error);
    if (status == XAP_OK)
        status = xap_mset_counts(page->mset, &counts, &run->error);
    if (status != XAP_OK)
        return status;
    run->matches->total = (struct search_total){counts.lower, counts.estimated, counts.upper};
    run->matches->timed_out |= page->timed_out;
    return XAP_OK;
}

/* Add the page of a query's list to the matches, from an offset on. */
static xap_status search_page(struct run *run, const xap_query *query, uint32_t offset)
{
    struct ranked_page page = {0};
    if (run->fold)
        return run_stories(run, query);
    uint32_t limit = run->request->limit - (uint32_t)run->matches->count;
    xap_status status = run_rank_page(run, query, offset, limit, &page);
    for (size_t at = 0; status == XAP_OK && at < page.count; at++)
        run_add_match(run, page.hits[at].docid, page.hits[at].score, &page.hits[at].parts);
    ranked_page_dispose(&page);
    return status;
}

/* --- oldest first ----------------------------------------------------------------------------- */

/* Articles with a date, or those without. */
static xap_status dated_query(struct run *run, bool dated, xap_query **out)
{
    xap_query *any_date = NULL;
    xap_status status = xap_query_value_ge(SCHEMA_SLOT_PUBLISHED, "\0", 1, &any_date, &run->error);
    const xap_query *parts[] = {run->query, any_date};
    if (status == XAP_OK)
        status = xap_query_combine(dated ? XAP_FILTER : XAP_AND_NOT, parts, 2, 0, out, &run->error);
    xap_query_free(any_date);
    return status;
}

/* libxapian puts an absent value before all others, where those without a date must come last: take
 * those with a date, then, if the page is not full, those without. */
static xap_status search_oldest(struct run *run)
{
    struct search_total dated = {0}, undated, *total = &run->matches->total;
    xap_query *query = NULL;
    uint32_t offset = run->request->offset;
    xap_status status = dated_query(run, true, &query);
    if (status == XAP_OK)
        status = search_page(run, query, offset);
    xap_query_free(query);
    query = NULL;
    dated = *total;
    if (status == XAP_OK)
        status = dated_query(run, false, &query);
    uint32_t passed = dated.at_least < offset ? dated.at_least : offset;
    if (status == XAP_OK)
        status = search_page(run, query, offset - passed);
    xap_query_free(query);
    undated = *total;
    *total = (struct search_total){dated.at_least + undated.at_least, dated.about + undated.about,
                                   dated.at_most + undated.at_most};
    return status;
}

static xap_status has_undated(struct run *run, bool *undated)
{
    uint32_t with_date = 0;
    xap_status status = xap_database_value_bounds(run->database, SCHEMA_SLOT_PUBLISHED, &with_date,
                                                  NULL, NULL, &run->error);
    *undated = with_date < run->documents;
    return status;
}

static xap_status search_in_order(struct run *run)
{
    bool undated = false;
    xap_status status = XAP_OK;
    if (run->request->sort == SEARCH_OLDEST)
        status = has_undated(run, &undated);
    if (status == XAP_OK && undated)
        return search_oldest(run);
    return status == XAP_OK ? search_page(run, run->query, run->request->offset) : status;
}

/* Let a total not be less than what was seen, and its estimate not beyond its bounds: a search cut
 * short, of which the last part saw less than the first, knows no better. */
static void keep_in_bounds(struct search_total *total, uint32_t seen)
{
    total->at_least = total->at_least > seen ? total->at_least : seen;
    total->about = total->about > total->at_least ? total->about : total->at_least;
    total->at_most = total->at_most > total->about ? total->at_most : total->about;
}

/* Search, with what folding needs before and after. */
static xap_status search_and_fold(struct run *run)
{
    struct search_matches *matches = run->matches;
    struct fold fold;
    uint32_t last = 0;
    xap_status status = xap_database_last_document(run->database, &last, &run->error);
    if (status == XAP_OK && run->request->fold) {
        if (!fold_open(&fold, run->reader, run->request->count_exact, last))
            return search_fail(&run->error, XAP_E_NO_MEMORY);
        run->fold = &fold;
    }
    if (status == XAP_OK)
        status = search_in_order(run);
    uint32_t listed = matches->count > 0 ? run->request->offset + (uint32_t)matches->count : 0;
    keep_in_bounds(&matches->total, run->fold ? fold.kept + fold.folded : listed);
    matches->stories = matches->total;
    if (!run->fold)
        return status;
    if (status == XAP_OK)
        matches->stories = fold_total(&fold, &matches->total);
    match_set_dispose(&fold.all);
    if (status == XAP_OK)
        status = run_find_copies(run);
    fold_dispose(&fold);
    run->fold = NULL;
    return status;
}

/* --- the whole -------------------------------------------------------------------------------- */

/* How the query of a run is translated; `room` is lent for its languages. */
static struct translation translation_of(struct run *run, language_id room[static LANGUAGE_MAX])
{
    return (struct translation){.query = run->asked,
                                .terms = run->terms,
                                .analyser = run->analyser,
                                .database = run->database,
                                .languages = search_languages(run->reader, run->request, room),
                                .scoring = run->scoring.lengths ? &run->scoring : NULL,
                                .unscored = run->boolean,
                                .reader = run->reader,
                                .ranking = &run->request->ranking,
                                .exact = run->request->exact,
                                .stop = run->stop,
                                .clock = &run->clock,
                                .prefixes = &run->prefixes};
}

/* Words from which on a query is one of many (word_scoring.wide). */
#define WIDE_FROM (2 * WORD_BAG_MAX)

/* Make the query of a run. XAP_E_TIMEOUT where there is no time for it. */
static xap_status translate(struct run *run)
{
    language_id room[LANGUAGE_MAX];
    struct word_scoring *scoring = &run->scoring;
    *scoring = (struct word_scoring){.lengths = index_reader_lengths(run->reader),
                                     .documents = run->documents,
                                     .ranking = run->request->ranking,
                                     .clock = &run->clock,
                                     .kept = &run->lists_kept,
                                     .wide = run->terms->count > WIDE_FROM};
    struct translation translation = translation_of(run, room);
    clock_start(&run->clock, run->deadline);
    translation.enough = share_of_time(MAKING_SHARE, run->deadline);
    xap_status status =
        xap_database_average_length(run->database, &scoring->average_length, &run->error);
    if (status == XAP_OK)
        status = query_stop_language(run->reader, run->analyser, run->terms, translation.languages,
                                     &run->stop, &run->error);
    translation.stop = run->stop;
    if (status == XAP_OK)
        status = query_translate(&translation, &run->query, &run->error);
    run->clocked = query_is_clocked(&translation);
    bool ranked = !run->boolean && run->request->sort == SEARCH_BY_RELEVANCE;
    if (status == XAP_OK && run->query && ranked && run->request->ranking.depth > 0)
        status = query_words_find(&run->words, &translation, scoring, &run->error);
    if (status == XAP_OK && run->query)
        status =
            search_filter_apply(&run->request->filter, run->database, &run->query, &run->error);
    return status;
}

/* Tell what each part of the query gave to the scores. */
static xap_status explain(struct run *run)
{
    language_id room[LANGUAGE_MAX];
    struct translation translation = translation_of(run, room);
    clock_start(&run->clock, run->deadline);
    xap_status status = explain_matches(&translation, &run->scoring, run->matches, &run->error);
    if (status != XAP_E_TIMEOUT)
        return status;
    run->matches->timed_out = true;
    return XAP_OK;
}

static enum herald_status fail(const struct run *run, struct herald_error *err)
{
    char what[HERALD_ERROR_MESSAGE_SIZE];
    const char *directory = index_reader_directory(run->reader);
    if (run->error.status == XAP_E_NOT_FOUND)
        return herald_fail(err, HERALD_E_BUSY, "index '%s' changed during the search", directory);
    if (run->error.status == XAP_E_QUERY)
        return herald_fail(err, HERALD_E_LIMIT, "the query is too large: %s", run->error.message);
    snprintf(what, sizeof(what), "search '%.400s'", directory);
    return index_fail_xap(err, what, &run->error);
}

static enum herald_status fail_missing(const struct run *run, struct herald_error *err)
{
    struct slice name = run->request->similar_to;
    return herald_fail(err, HERALD_E_NOT_FOUND, "no article '%.*s' in '%.400s'",
                       (int)(name.length < 200 ? name.length : 200), name.bytes,
                       index_reader_directory(run->reader));
}

/* Search, with what is to be learned from articles first. */
static xap_status search_as_asked(struct run *run, bool *missing)
{
    xap_status status = XAP_OK;
    if (run->request->similar_to.length > 0)
        status = run_likeness(run, missing);
    else if (run->request->expand && run->request->sort == SEARCH_BY_RELEVANCE)
        status = run_expand(run);
    if (status == XAP_OK && !*missing)
        status = search_and_fold(run);
    if (status == XAP_OK && run->request->explain && run->request->similar_to.length == 0)
        status = explain(run);
    run->matches->places_cut = run->clock.places_cut;
    run->matches->stop = run->stop;
    run->matches->timed_out |= run->prefixes.late;
    run->matches->timed_out |= run->clock.partial;
    if (run->partial || run->prefixes.late || run->clock.partial) /* what was not seen may match */
        run->matches->total.at_most = run->matches->stories.at_most = run->documents;
    return status;
}

/* The end of the time limit of a request that begins now; 0: none. */
static double deadline_of(const struct search_request *request)
{
    return request->time_limit_ms > 0 ? clock_milliseconds() + request->time_limit_ms : 0;
}

/* The matches of a query for which there was no time. */
static xap_status give_nothing(struct run *run)
{
    run_note_partial(run);
    run->matches->count = 0;
    run->matches->total = run->matches->stories = (struct search_total){0, 0, run->documents};
    return XAP_OK;
}

enum herald_status search_run(struct index_reader *reader, const struct query *query,
                              const struct query_terms *terms, struct analyser *analyser,
                              const struct search_request *request, struct search_matches *matches,
                              struct herald_error *err)
{
    struct run run = {.reader = reader,
                      .asked = query,
                      .terms = terms,
                      .analyser = analyser,
                      .request = request,
                      .database = index_reader_database(reader),
                      .matches = matches,
                      .deadline = deadline_of(request),
                      .error = XAP_ERROR_INIT};
    search_matches_dispose(matches);
    matches->items =
        arena_alloc(&matches->arena, ((size_t)request->limit + 1) * sizeof(*matches->items));
    if (!matches->items)
        return herald_fail(err, HERALD_E_NO_MEMORY, "no memory for %u matches", request->limit);
    xap_status status = xap_database_document_count(run.database, &run.documents, &run.error);
    if (status == XAP_OK)
        status = translate(&run);
    if (status == XAP_OK && !run.query)
        return herald_fail(err, HERALD_E_QUERY, "the query has no words to search for");
    bool missing = false;
    if (status == XAP_OK)
        status = search_as_asked(&run, &missing);
    if (status == XAP_E_TIMEOUT)
        status = give_nothing(&run);
    xap_query_free(run.query);
    prefixes_dispose(&run.prefixes);
    query_words_dispose(&run.words);
    if (missing)
        return fail_missing(&run, err);
    return status == XAP_OK ? HERALD_OK : fail(&run, err);
}

/* --- all that match --------------------------------------------------------------------------- */

/* Mark every match, without weights: in the order of ids, which says how far the search came when
 * its time is over. */
static xap_status mark_all(struct run *run, struct match_set *matches)
{
    xap_enquire *enquire = NULL;
    xap_mset *mset = NULL;
    xap_status status = xap_enquire_new(run->database, &enquire, &run->error);
    if (status == XAP_OK)
        status = xap_enquire_set_query(enquire, run->query, 0, &run->error);
    if (status == XAP_OK)
        status = xap_enquire_set_boolean(enquire, &run->error);
    if (status == XAP_OK)
        status = xap_enquire_mark_documents(enquire, matches->bits, matches->last, &run->error);
    clock_start(&run->clock, run->deadline);
    if (status == XAP_OK)
        status = xap_enquire_set_time_budget(enquire, time_left(run->deadline), &run->error);
    if (status == XAP_OK)
        status = xap_enquire_search(enquire, 0, 1, run->documents, &mset, &run->error);
    xap_mset_free(mset);
    xap_enquire_free(enquire);
    return status;
}

enum herald_status search_collect(struct index_reader *reader, const struct query *query,
                                  const struct query_terms *terms, struct analyser *analyser,
                                  const struct search_request *request, struct match_set *matches,
                                  struct herald_error *err)
{
    struct run run = {.reader = reader,
                      .asked = query,
                      .terms = terms,
                      .analyser = analyser,
                      .request = request,
                      .database = index_reader_database(reader),
                      .boolean = true,
                      .deadline = deadline_of(request),
                      .error = XAP_ERROR_INIT};
    uint32_t last = 0;
    match_set_dispose(matches);
    xap_status status = xap_database_document_count(run.database, &run.documents, &run.error);
    if (status == XAP_OK)
        status = xap_database_last_document(run.database, &last, &run.error);
    if (status == XAP_OK && !match_set_make(matches, last))
        return herald_fail(err, HERALD_E_NO_MEMORY, "no memory for the matches");
    if (status == XAP_OK)
        status = translate(&run);
    if (status == XAP_OK && !run.query)
        return herald_fail(err, HERALD_E_QUERY, "the query has no words to search for");
    bool missing = false;
    if (status == XAP_OK && request->similar_to.length > 0)
        status = run_likeness(&run, &missing);
    if (status == XAP_OK && !missing)
        status = mark_all(&run, matches);
    if (status == XAP_E_TIMEOUT || run.prefixes.late || run.clock.partial)
        matches->complete = false;
    status = status == XAP_E_TIMEOUT ? XAP_OK : status;
    xap_query_free(run.query);
    matches->places_cut = run.clock.places_cut;
    matches->stop = run.stop;
    prefixes_dispose(&run.prefixes);
    match_set_settle(matches);
    if (missing)
        return fail_missing(&run, err);
    return status == XAP_OK ? HERALD_OK : fail(&run, err);
}
