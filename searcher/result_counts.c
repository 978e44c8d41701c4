#include "searcher/expansion.h"
#include "searcher/fold.h"
#include "searcher/result_run.h"

bool request_is_counted(const struct result_request *request)
{
    return request->facets.count > 0 || request->timeline;
}

/* Whether the search lists what was counted: not where words learned from hits find more. */
static bool lists_matches(const struct result *result)
{
    const struct search_request *search = &result->request->search;
    bool learns = search->expand && search->sort == SEARCH_BY_RELEVANCE;
    return !learns || expansion_use_of(&result->query) == EXPANSION_RANKS;
}

/* What was counted is what there is: the search has often only estimated it. */
static void take_totals(struct request_run *run, const struct match_set *matches)
{
    struct result *result = run->result;
    uint32_t articles = matches->count, stories = articles;
    if (!matches->complete || !lists_matches(result))
        return;
    if (result->request->search.fold)
        stories = fold_count(run->searcher->reader, matches);
    result->total = (struct search_total){articles, articles, articles};
    result->stories = (struct search_total){stories, stories, stories};
}

enum herald_status request_count(struct request_run *run)
{
    struct result *result = run->result;
    const struct result_request *request = result->request;
    struct search_request search = request->search;
    const struct search_filter *filter = &request->search.filter;
    struct facet_columns *columns = run->searcher->columns;
    struct result_counts *counts = &result->counts;
    struct match_set matches = {0};
    struct facet_request facets = request->facets;
    facets.declared = request->search.exact; /* as fields find them */
    if (!request_is_counted(request))
        return HERALD_OK;
    search.time_limit_ms = request_time_left(run);
    enum herald_status status =
        search_collect(run->searcher->reader, &result->query, &run->terms, run->searcher->analyser,
                       &search, &matches, run->err);
    if (status == HERALD_OK)
        status =
            facets_count(columns, &matches, &facets, &result->arena, &counts->facets, run->err);
    if (status == HERALD_OK && request->timeline)
        status = timeline_count(columns, &matches, request->period, filter->from, filter->to,
                                &result->arena, &counts->timeline, run->err);
    counts->articles = match_set_estimate(&matches, matches.count);
    counts->exact = matches.complete;
    result->timed_out = result->timed_out || !matches.complete;
    if (status == HERALD_OK)
        take_totals(run, &matches);
    match_set_dispose(&matches);
    return status;
}
