#include <math.h>

#include "searcher/deadline.h"
#include "searcher/expansion.h"
#include "searcher/search_run.h"

/* Hits learned from at the most. */
#define FEEDBACK_DOCUMENTS_MAX 100u

/* The share of the time in which hits to learn from are found; where that is not enough, nothing is
 * learned and the query is answered as it is. */
#define LEARNING_SHARE 0.4

xap_status run_expand(struct run *run)
{
    const struct ranking *ranking = &run->request->ranking;
    struct feedback_document documents[FEEDBACK_DOCUMENTS_MAX];
    struct ranked_page page = {0};
    uint32_t most = ranking->feedback_documents;
    most = most < FEEDBACK_DOCUMENTS_MAX ? most : FEEDBACK_DOCUMENTS_MAX;
    const double deadline = run->deadline;
    if (deadline > 0) {
        double now = clock_milliseconds();
        run->deadline = now + LEARNING_SHARE * (deadline - now);
    }
    xap_status status = run_rank_page(run, run->query, 0, most, &page);
    bool late = run->matches->timed_out || page.timed_out || clock_has_come(run->deadline);
    run->deadline = deadline;
    size_t count = 0;
    if (status == XAP_OK && late) {
        run->matches->timed_out = true;
        ranked_page_dispose(&page);
        return XAP_OK;
    }
    for (; status == XAP_OK && count < page.count && page.hits[count].score > 0; count++)
        documents[count] = (struct feedback_document){
            page.hits[count].docid,
            pow(page.hits[count].score / page.hits[0].score, ranking->feedback_power)};
    ranked_page_dispose(&page);
    if (status != XAP_OK || count == 0)
        return status;
    size_t words =
        run->words.query.place_count > 0 ? run->words.query.place_count : run->asked->leaf_count;
    double weight = ranking->feedback_weight / (1 - ranking->feedback_weight) * (double)words;
    return expansion_apply(run->database, &run->scoring, run->analyser, documents, count,
                           expansion_use_of(run->asked), weight, &run->query, &run->error);
}

/* Leave out what is of the same story as a document. */
static xap_status exclude_story(struct run *run, uint32_t docid)
{
    const struct stories *stories = index_reader_stories(run->reader);
    uint32_t story = stories ? stories_find(stories, run->database, docid) : STORY_NONE;
    uint32_t count = 0;
    if (story == STORY_NONE)
        return XAP_OK;
    const uint32_t *members = stories_members(stories, story, &count);
    return expansion_exclude(members, count, &run->query, &run->error);
}

xap_status run_likeness(struct run *run, bool *missing)
{
    uint32_t docids[EXPANSION_SAME_ID_MAX];
    struct feedback_document documents[EXPANSION_SAME_ID_MAX];
    size_t count = 0;
    xap_status status =
        expansion_find(run->database, run->request->similar_to, docids, &count, &run->error);
    *missing = status == XAP_OK && count == 0;
    if (status != XAP_OK || *missing)
        return status;
    for (size_t at = 0; at < count; at++)
        documents[at] = (struct feedback_document){docids[at], 1};
    status = expansion_apply(run->database, &run->scoring, run->analyser, documents, count,
                             EXPANSION_ALONE, run->request->ranking.feedback_terms, &run->query,
                             &run->error);
    if (status == XAP_OK)
        status = expansion_exclude(docids, count, &run->query, &run->error);
    for (size_t at = 0; status == XAP_OK && at < count; at++)
        status = exclude_story(run, docids[at]);
    return status;
}
