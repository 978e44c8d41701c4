#include <string.h>

#include "searcher/deadline.h"
#include "searcher/query_division.h"
#include "searcher/query_reading.h"
#include "searcher/result_run.h"

/* What a query says, before it is run. */

static bool has_words(const struct query_node *node, const struct query_terms *terms)
{
    if (node->kind == QUERY_ALL || node->kind == QUERY_VALUE || node->kind == QUERY_DATES ||
        node->kind == QUERY_LENGTH)
        return true;
    if (query_is_leaf(node))
        return terms->leaves[node->leaf].sequence_count > 0;
    for (const struct query_node *child = node->child; child; child = child->next)
        if (has_words(child, terms))
            return true;
    return false;
}

/* A lenient reading of a query without words: every article. */
static enum herald_status take_everything(struct request_run *run)
{
    struct query *query = &run->result->query;
    struct query_node *all = query_node_new(query, QUERY_ALL);
    if (!all || !query_warn(query, query_error_name(QUERY_ERROR_EMPTY), query->root->place,
                            "there are no words to search for, so all articles are taken"))
        return herald_fail(run->err, HERALD_E_NO_MEMORY, "no memory for the query");
    query_terms_dispose(&run->terms);
    query->leaf_count = 0;
    query->root = all;
    return HERALD_OK;
}

/* What was typed of leaves side by side, one blank between or, of what was divided, none; no bytes
 * on no memory. */
static struct slice copy_written(struct result *result, const struct query_terms *terms,
                                 size_t first, size_t count)
{
    struct buffer text = BUFFER_INIT;
    size_t end = SIZE_MAX;
    for (size_t at = first; at < first + count; at++) {
        struct query_place place = terms->leaves[at].node->place;
        buffer_append_string(&text, place.offset > end ? " " : "");
        buffer_append_slice(&text, terms->leaves[at].written);
        end = place.offset + place.length;
    }
    struct slice copy =
        text.failed ? (struct slice){0} : arena_copy(&result->query.arena, buffer_slice(&text));
    buffer_dispose(&text);
    return copy;
}

/* Keep for the answer what words were understood to name: with the query, since the answer itself
 * is begun anew when the index changes under it. */
static enum herald_status keep_entities(struct request_run *run)
{
    struct result *result = run->result;
    const struct widenings *widenings = &run->widenings;
    size_t count = widenings->count;
    result->entities = arena_alloc(&result->query.arena, (count + 1) * sizeof(*result->entities));
    result->entity_count = 0;
    for (size_t at = 0; result->entities && at < count; at++) {
        const struct widening *widening = &widenings->items[at];
        size_t size = widening->alternative_count * sizeof(entity_id);
        entity_id *others = arena_alloc(&result->query.arena, size + 1);
        struct slice text = copy_written(result, &run->terms, widening->leaf, widening->leaf_count);
        if (!others || !text.bytes)
            return herald_fail(run->err, HERALD_E_NO_MEMORY, "no memory for the query");
        if (widening->entity != ENTITY_NONE)
            query_note_names(&result->query, widening->leaf, entity_name(widening->entity));
        memcpy(others, widening->alternatives, size);
        result->entities[result->entity_count++] =
            (struct result_entity){.text = text,
                                   .entity = widening->entity,
                                   .kind = widening->kind,
                                   .alone = widening->alone,
                                   .others = others,
                                   .other_count = widening->alternative_count};
    }
    return result->entities ? HERALD_OK
                            : herald_fail(run->err, HERALD_E_NO_MEMORY, "no memory for the query");
}

/* The same for topic words. */
static enum herald_status keep_topics(struct request_run *run)
{
    struct result *result = run->result;
    const struct widenings *widenings = &run->widenings;
    result->topic_count = 0;
    result->topics =
        arena_alloc(&result->query.arena, (widenings->topic_count + 1) * sizeof(*result->topics));
    for (size_t at = 0; result->topics && at < widenings->topic_count; at++) {
        const struct translated_word *topic = &widenings->topics[at];
        struct lexicon_word *words =
            arena_alloc(&result->query.arena, topic->count * sizeof(*topic->words));
        struct slice text = copy_written(result, &run->terms, topic->leaf, topic->leaf_count);
        if (!words || !text.bytes)
            return herald_fail(run->err, HERALD_E_NO_MEMORY, "no memory for the query");
        memcpy(words, topic->words, topic->count * sizeof(*words));
        result->topics[result->topic_count++] = (struct result_topic){text, words, topic->count};
    }
    return result->topics ? HERALD_OK
                          : herald_fail(run->err, HERALD_E_NO_MEMORY, "no memory for the query");
}

void request_begin(struct request_run *run)
{
    uint32_t limit = run->result->request->search.time_limit_ms;
    run->began = clock_milliseconds();
    run->deadline = limit > 0 ? run->began + limit : 0;
}

uint32_t request_time_left(const struct request_run *run)
{
    double left = run->deadline > 0 ? run->deadline - clock_milliseconds() : 0;
    return run->deadline <= 0 ? 0 : left < 1 ? 1 : (uint32_t)left;
}

/* The share of the time limit in which words are widened. */
#define NAMING_SHARE 0.2

/* What is left of a part without leaves that hold no word; NULL for nothing. Operands of nearness
 * and counts stay: without one they would be something else. *kept becomes false on no memory. */
static struct query_node *prune(struct query *query, const struct query_terms *terms,
                                struct query_node *node, bool *kept)
{
    struct query_node *list = NULL, **end = &list;
    if (query_is_leaf(node))
        return terms->leaves[node->leaf].sequence_count > 0 ? node : NULL;
    if (node->kind != QUERY_AND && node->kind != QUERY_OR && node->kind != QUERY_NOT &&
        node->kind != QUERY_FIELD && node->kind != QUERY_FIRST)
        return node;
    for (struct query_node *child = node->child, *following; child; child = following) {
        following = child->next;
        *end = prune(query, terms, child, kept);
        if (*end) {
            end = &(*end)->next;
            *end = NULL;
        }
    }
    struct query_node *made = list;
    if (list && (node->kind == QUERY_AND || node->kind == QUERY_OR))
        made = query_node_group(query, node->kind, list);
    else if (list && node->kind == QUERY_NOT)
        made = query_node_not(query, list);
    else if (list) {
        node->child = list;
        made = node;
    }
    *kept = *kept && (made || !list);
    return made;
}

/* Tell which leaves hold no word; of plain text it is no news. *empty is how many. */
static bool warn_of_empty(struct request_run *run, size_t *empty)
{
    *empty = 0;
    for (size_t at = 0; at < run->terms.count; at++) {
        const struct query_leaf *leaf = &run->terms.leaves[at];
        if (leaf->sequence_count > 0)
            continue;
        ++*empty;
        if (!run->result->request->reading.plain &&
            !query_warn(&run->result->query, "no-word", leaf->node->place,
                        "'%.*s' holds no word to search for and is passed over",
                        QUERY_EXCERPT(leaf->node->text)))
            return false;
    }
    return true;
}

/* Find the words of a query, and leave out what holds none: what is echoed is what is looked for. A
 * query of nothing else stays as it is. */
static enum herald_status find_words(struct request_run *run)
{
    struct query *query = &run->result->query;
    struct analyser *analyser = run->searcher->analyser;
    size_t empty;
    bool kept = true;
    enum herald_status status = query_terms_find(&run->terms, query, analyser, run->err);
    if (status != HERALD_OK || !has_words(query->root, &run->terms))
        return status;
    if (!warn_of_empty(run, &empty))
        return herald_fail(run->err, HERALD_E_NO_MEMORY, "no memory for the query");
    if (empty == 0)
        return HERALD_OK;
    struct query_node *root = prune(query, &run->terms, query->root, &kept);
    if (!kept)
        return herald_fail(run->err, HERALD_E_NO_MEMORY, "no memory for the query");
    query->root = root ? root : query->root;
    query_number_leaves(query);
    return query_terms_find(&run->terms, query, analyser, run->err);
}

enum herald_status request_understand(struct request_run *run, struct query_error *where)
{
    struct result *result = run->result;
    const struct widening_options widening = {
        .exact = result->request->search.exact,
        .nameless = result->request->search.nameless,
        .topicless = result->request->search.topicless,
        .until = run->deadline > 0 ? run->began + NAMING_SHARE * (run->deadline - run->began) : 0};
    enum herald_status status =
        query_parse(&result->query, result->text, &result->request->reading, where, run->err);
    if (status == HERALD_OK)
        status = query_divide(&result->query, run->searcher->analyser, run->err);
    if (status == HERALD_OK)
        status = find_words(run);
    if (status == HERALD_OK)
        status = query_terms_widen(&run->terms, run->searcher->analyser, &widening, &run->widenings,
                                   run->err);
    if (status == HERALD_OK)
        status = keep_entities(run);
    if (status == HERALD_OK)
        status = keep_topics(run);
    if (status != HERALD_OK)
        return status;
    if (result->request->reading.lenient && !has_words(result->query.root, &run->terms))
        status = take_everything(run);
    if (status != HERALD_OK)
        return status;
    query_print(&result->query, &result->understood);
    if (!has_words(result->query.root, &run->terms)) {
        if (where)
            *where = (struct query_error){QUERY_ERROR_EMPTY, result->query.root->place,
                                          "a word with letters or digits", ""};
        return herald_fail(run->err, HERALD_E_QUERY, "the query has no words to search for");
    }
    if (result->request->snippets.count == 0 || result->request->ids_only)
        return HERALD_OK;
    return snippet_maker_open(&run->terms, result->query.any, run->searcher->analyser,
                              &run->snippets, run->err);
}
