#include <stdlib.h>
#include <xap/source.h>

#include "searcher/deadline.h"
#include "searcher/failure.h"
#include "searcher/proximity.h"

/* The filter as a posting source. */
struct filter {
    struct plan *plan;
    struct proximity_matcher *matcher; /* NULL before init */
    uint32_t docid, last;
};

static void filter_free(void *self)
{
    struct filter *filter = self;
    proximity_matcher_free(filter->matcher);
    plan_free(filter->plan);
    free(filter);
}

static xap_status filter_clone(const void *self, void **copy, xap_error *err)
{
    const struct filter *filter = self;
    struct filter *clone = calloc(1, sizeof(*clone));
    if (!clone)
        return search_fail(err, XAP_E_NO_MEMORY);
    clone->plan = filter->plan;
    clone->plan->references++;
    *copy = clone;
    return XAP_OK;
}

/* Any document may match: the parts that find candidates are to lead. */
static xap_status filter_init(void *self, xap_database *shard, xap_source_bounds *bounds,
                              xap_error *err)
{
    struct filter *filter = self;
    uint32_t count;
    proximity_matcher_free(filter->matcher);
    filter->matcher = NULL;
    filter->docid = 0;
    xap_status status = proximity_matcher_open(filter->plan, shard, &filter->matcher, err);
    if (status == XAP_OK)
        status = xap_database_last_document(shard, &filter->last, err);
    if (status == XAP_OK)
        status = xap_database_document_count(shard, &count, err);
    if (status == XAP_OK)
        *bounds = (xap_source_bounds){0, count, count, 0};
    return status;
}

/* Whether the time is over: *over where the search is to end with what it has, or a failure. */
static xap_status look_at_clock(struct search_clock *clock, bool *over, xap_error *err)
{
    *over = clock_is_over(clock);
    return *over && !clock->quiet ? search_fail(err, XAP_E_TIMEOUT) : XAP_OK;
}

/* Look at one document. */
static xap_status look(struct filter *filter, uint32_t docid, bool *matches, bool *over,
                       xap_error *err)
{
    struct search_clock *clock = filter->plan->clock;
    *matches = false;
    xap_status status = look_at_clock(clock, over, err);
    if (status == XAP_OK && !*over)
        status = proximity_matches(filter->matcher, docid, matches, err);
    if (status == XAP_E_TIMEOUT && clock->quiet) {
        *over = true;
        status = XAP_OK;
    }
    if (*over && filter->plan->negated) { /* nothing more is to be found, so nothing is let out */
        *matches = true;
        *over = false;
    }
    return status;
}

static xap_status filter_skip_to(void *self, uint32_t docid, double min_weight,
                                 xap_source_position *position, xap_error *err)
{
    struct filter *filter = self;
    bool matches = false, over = false;
    (void)min_weight;
    xap_status status = XAP_OK;
    if (filter->docid == UINT32_MAX || (docid <= filter->docid && position->docid == filter->docid))
        return XAP_OK;
    docid = docid > filter->docid ? docid : filter->docid + 1;
    while (status == XAP_OK && !over && docid <= filter->last) {
        status = look(filter, docid, &matches, &over, err);
        if (matches)
            break;
        docid++;
    }
    bool ended = over || docid > filter->last;
    filter->docid = ended ? UINT32_MAX : docid;
    position->docid = ended ? 0 : docid;
    position->weight = 0;
    return status;
}

static xap_status filter_check(void *self, uint32_t docid, double min_weight,
                               xap_source_position *position, xap_error *err)
{
    struct filter *filter = self;
    bool matches, over;
    if (docid <= filter->docid)
        return XAP_OK;
    /* "Not there" is said by an id below, which the first document does not have. */
    if (docid == 1)
        return filter_skip_to(self, docid, min_weight, position, err);
    xap_status status = look(filter, docid, &matches, &over, err);
    filter->docid = over ? UINT32_MAX : docid;
    position->docid = over ? 0 : matches ? docid : docid - 1;
    position->weight = 0;
    return status;
}

static xap_status filter_next(void *self, double min_weight, xap_source_position *position,
                              xap_error *err)
{
    struct filter *filter = self;
    uint32_t next = filter->docid < UINT32_MAX ? filter->docid + 1 : UINT32_MAX;
    return filter_skip_to(self, next, min_weight, position, err);
}

xap_status proximity_query(const struct translation *translation, const struct query_node *node,
                           struct text_scope scope, bool negated, xap_query **out, xap_error *err)
{
    static const xap_source_callbacks callbacks = {.clone = filter_clone,
                                                   .free = filter_free,
                                                   .init = filter_init,
                                                   .next = filter_next,
                                                   .skip_to = filter_skip_to,
                                                   .check = filter_check,
                                                   .name = "proximity"};
    struct filter *filter = calloc(1, sizeof(*filter));
    xap_source *source = NULL;
    *out = NULL;
    if (!filter)
        return search_fail(err, XAP_E_NO_MEMORY);
    xap_status status = plan_make(translation, node, scope, &filter->plan, err);
    if (status == XAP_OK)
        filter->plan->negated = negated;
    if (status == XAP_OK)
        status = xap_source_new(&callbacks, filter, &source, err);
    if (status != XAP_OK) {
        filter_free(filter);
        return status;
    }
    status = xap_query_source(source, out, err);
    xap_source_free(source);
    return status;
}
