#include <stdlib.h>
#include <xap/iterate.h>

#include "searcher/deadline.h"
#include "searcher/exact_words.h"
#include "searcher/failure.h"
#include "searcher/place_walk.h"
#include "searcher/proximity.h"
#include "searcher/term_places.h"

/* Postings of a stem that are unpacked at a time. */
#define POSTINGS_BLOCK 64u

#define AT_END UINT32_MAX

/* Where the posting list of a term stands. */
struct cursor {
    xap_postings *postings; /* NULL: not opened yet */
    uint32_t *docids;
    size_t at, count;
};

struct proximity_matcher {
    struct plan *plan;
    const xap_database *shard;
    struct cursor *cursors;           /* of the plan's terms, opened for stems alone */
    struct slice table;               /* of the document's positions */
    uint64_t *wanted;                 /* hashes of words that are looked up together, */
    struct positions_list *positions; /* and what is found of them: */
    struct walk_list *lists;          /* room for all terms of the plan, */
    struct place_walk *walks;         /* and a place for each */
    size_t *ends;                     /* of what is wanted for each place */
    struct stretches found;           /* of the whole */
    struct text_marks marks;
    uint32_t first, last;      /* positions that count in the document */
    struct exact_words *exact; /* NULL: not needed yet */
    struct stretch_work work;
    uint32_t docid;
    xap_status status;
    xap_error *error;
};

/* --- stems ------------------------------------------------------------------------------------ */

static void cursor_fill(struct proximity_matcher *matcher, struct cursor *cursor)
{
    cursor->at = 0;
    matcher->status = xap_postings_block(cursor->postings, cursor->docids, NULL, NULL,
                                         POSTINGS_BLOCK, &cursor->count, matcher->error);
    if (matcher->status == XAP_DONE) {
        cursor->docids[0] = AT_END;
        cursor->count = 1;
        matcher->status = XAP_OK;
    }
}

static void cursor_open(struct proximity_matcher *matcher, size_t term)
{
    struct cursor *cursor = &matcher->cursors[term];
    struct slice bytes = matcher->plan->terms[term].bytes;
    cursor->docids = malloc(POSTINGS_BLOCK * sizeof(*cursor->docids));
    if (!cursor->docids) {
        matcher->status = search_fail(matcher->error, XAP_E_NO_MEMORY);
        return;
    }
    cursor->docids[0] = 0;
    cursor->count = 1;
    matcher->status = xap_postings_open(matcher->shard, bytes.bytes, bytes.length,
                                        &cursor->postings, matcher->error);
}

/* Whether the document holds a stem, of which there are no positions. */
static bool holds_stem(struct proximity_matcher *matcher, size_t term)
{
    struct cursor *cursor = &matcher->cursors[term];
    uint32_t docid = matcher->docid;
    if (!cursor->postings)
        cursor_open(matcher, term);
    if (matcher->status == XAP_OK && cursor->docids[cursor->count - 1] < docid) {
        matcher->status = xap_postings_skip_to(cursor->postings, docid, matcher->error);
        if (matcher->status == XAP_OK)
            cursor_fill(matcher, cursor);
    }
    if (matcher->status != XAP_OK)
        return false;
    while (cursor->docids[cursor->at] < docid)
        cursor->at++;
    return cursor->docids[cursor->at] == docid;
}

/* --- words ------------------------------------------------------------------------------------ */

/* Whether the document holds a word. */
static bool holds(const struct proximity_matcher *matcher, size_t term)
{
    struct positions_list list;
    return positions_find_hash(matcher->table, matcher->plan->terms[term].hash, &list);
}

/* Append the positions of a word in the document, if it holds it. */
static void add_positions(struct proximity_matcher *matcher, size_t term, struct stretches *out)
{
    struct positions_list list;
    uint32_t position;
    if (!positions_find_hash(matcher->table, matcher->plan->terms[term].hash, &list))
        return;
    while (positions_next(&list, &position))
        stretches_add(out, (struct stretch){position, position}, &matcher->work);
}

/* --- whether the words are there at all --------------------------------------------------------
 */

static bool has_group(struct proximity_matcher *matcher, const struct plan_group *group)
{
    if (group->stem != PLAN_ALWAYS)
        return holds_stem(matcher, group->stem);
    for (size_t at = 0; at < group->count; at++)
        if (holds(matcher, group->forms[at]))
            return true;
    return false;
}

static bool has_slot(struct proximity_matcher *matcher, const struct plan_slot *slot)
{
    for (size_t at = 0; at < slot->count; at++)
        if (has_group(matcher, &slot->groups[at]))
            return true;
    return false;
}

static bool has_leaf(struct proximity_matcher *matcher, const struct plan_node *node)
{
    for (size_t way = 0; way < node->way_count; way++) {
        size_t slot = 0;
        while (slot < node->ways[way].count && has_slot(matcher, &node->ways[way].slots[slot]))
            slot++;
        if (slot == node->ways[way].count)
            return true;
    }
    return false;
}

static bool has_words(struct proximity_matcher *matcher, const struct plan_node *node)
{
    bool any = node->node->kind == QUERY_OR;
    if (node->leaf)
        return has_leaf(matcher, node);
    for (size_t at = 0; at < node->child_count && matcher->status == XAP_OK; at++) {
        if (has_words(matcher, &node->children[at]) == any)
            return any;
        if (node->node->negated) /* what must not be near may be absent */
            return true;
    }
    return !any;
}

/* --- stretches -------------------------------------------------------------------------------- */

/* Lists for the parts of a node, all empty; NULL on no memory. */
static struct stretches *take_lists(struct proximity_matcher *matcher, size_t count)
{
    struct stretches *lists = calloc(count ? count : 1, sizeof(*lists));
    if (!lists)
        matcher->work.no_memory = true;
    return lists;
}

static void give_lists(struct stretches *lists, size_t count)
{
    for (size_t at = 0; lists && at < count; at++)
        stretches_dispose(&lists[at]);
    free(lists);
}

static void find_slot(struct proximity_matcher *matcher, const struct plan_slot *slot,
                      struct stretches *out)
{
    for (size_t at = 0; at < slot->count; at++) {
        const struct plan_group *group = &slot->groups[at];
        if (group->stem != PLAN_ALWAYS && !holds_stem(matcher, group->stem))
            continue;
        for (size_t form = 0; form < group->count; form++)
            add_positions(matcher, group->forms[form], out);
    }
    stretches_clip(out, matcher->first, matcher->last);
    stretches_order(out);
}

static void find_way(struct proximity_matcher *matcher, const struct plan_way *way, uint32_t slop,
                     struct stretches *out)
{
    if (way->count == 1) {
        find_slot(matcher, &way->slots[0], out);
        return;
    }
    struct stretches *lists = take_lists(matcher, way->count);
    bool possible = lists != NULL;
    for (size_t at = 0; possible && at < way->count; at++) {
        find_slot(matcher, &way->slots[at], &lists[at]);
        possible = lists[at].count > 0;
    }
    if (possible)
        stretches_phrase(lists, way->count, slop, matcher->marks.fields, out, &matcher->work);
    give_lists(lists, way->count);
}

static void find_exact(struct proximity_matcher *matcher, const struct query_leaf *leaf,
                       struct stretches *out)
{
    if (!matcher->exact)
        matcher->status = exact_words_open(matcher->plan->reader, matcher->plan->analyser,
                                           &matcher->exact, matcher->error);
    if (matcher->status == XAP_OK)
        matcher->status = exact_words_find(matcher->exact, matcher->docid, leaf, out,
                                           &matcher->work, matcher->error);
    stretches_clip(out, matcher->first, matcher->last);
    stretches_order(out);
}

static void find_leaf(struct proximity_matcher *matcher, const struct plan_node *node,
                      struct stretches *out)
{
    if (node->node->kind == QUERY_EXACT) {
        find_exact(matcher, node->leaf, out);
        return;
    }
    for (size_t way = 0; way < node->way_count; way++)
        find_way(matcher, &node->ways[way], node->node->slop, out);
    stretches_order(out);
}

static void find(struct proximity_matcher *matcher, const struct plan_node *node,
                 struct stretches *out);

static void join(struct proximity_matcher *matcher, const struct plan_node *plan,
                 const struct stretches *lists, struct stretches *out)
{
    const struct query_node *node = plan->node;
    const struct text_marks *marks = &matcher->marks;
    struct nearness nearness = {.ordered = node->ordered,
                                .distance =
                                    node->unit == QUERY_UNIT_WORDS ? node->distance : UINT32_MAX,
                                .parts = node->unit == QUERY_UNIT_SENTENCE    ? marks->sentences
                                         : node->unit == QUERY_UNIT_PARAGRAPH ? marks->paragraphs
                                                                              : marks->fields};
    if (node->kind == QUERY_PHRASE)
        stretches_phrase(lists, plan->child_count, node->slop, marks->fields, out, &matcher->work);
    else if (node->negated && plan->child_count > 1)
        stretches_not_near(&lists[0], &lists[1], &nearness, out, &matcher->work);
    else
        stretches_near(lists, plan->child_count, &nearness, out, &matcher->work);
}

static void find_together(struct proximity_matcher *matcher, const struct plan_node *node,
                          struct stretches *out)
{
    struct stretches *lists = take_lists(matcher, node->child_count);
    bool first_only = matcher->work.first_only, possible = lists != NULL;
    matcher->work.first_only = false;
    for (size_t at = 0; possible && at < node->child_count; at++) {
        find(matcher, &node->children[at], &lists[at]);
        possible = lists[at].count > 0 || (at > 0 && node->node->negated);
    }
    matcher->work.first_only = first_only;
    if (possible)
        join(matcher, node, lists, out);
    give_lists(lists, node->child_count);
}

/* Append the stretches of a part of the query to `out`, in order. */
static void find(struct proximity_matcher *matcher, const struct plan_node *node,
                 struct stretches *out)
{
    if (matcher->status != XAP_OK || matcher->work.no_memory || matcher->work.late)
        return;
    if (node->leaf) {
        find_leaf(matcher, node, out);
        return;
    }
    if (node->node->kind != QUERY_OR) {
        find_together(matcher, node, out);
        return;
    }
    for (size_t at = 0; at < node->child_count; at++)
        find(matcher, &node->children[at], out);
    stretches_order(out);
}

/* --- walks ------------------------------------------------------------------------------------ */

/* Want what may stand at a place, behind the `count` words that are wanted already. */
static size_t want_slot(struct proximity_matcher *matcher, const struct plan_slot *slot,
                        size_t count)
{
    for (size_t at = 0; at < slot->count; at++) {
        const struct plan_group *group = &slot->groups[at];
        if (group->stem != PLAN_ALWAYS && !holds_stem(matcher, group->stem))
            continue;
        for (size_t form = 0; form < group->count; form++)
            matcher->wanted[count++] = matcher->plan->terms[group->forms[form]].hash;
    }
    return count;
}

/* Look up all that is wanted for some places; false where one has none of it. */
static bool start_walks(struct proximity_matcher *matcher, size_t places)
{
    const struct positions_list *list = matcher->positions;
    struct walk_list *lists = matcher->lists;
    positions_find_many(matcher->table, matcher->wanted, matcher->ends[places - 1],
                        matcher->positions);
    for (size_t at = 0; at < places; at++) {
        struct place_walk *walk = &matcher->walks[at];
        *walk = (struct place_walk){.lists = lists, .offset = (uint32_t)at};
        for (; list < matcher->positions + matcher->ends[at]; list++)
            if (list->next < list->end)
                place_walk_add(walk, *list);
        if (walk->count == 0)
            return false;
        lists += walk->count;
    }
    return true;
}

/* Whether the document has one way to write a leaf. */
static bool walk_way(struct proximity_matcher *matcher, const struct plan_way *way)
{
    size_t count = 0;
    for (size_t at = 0; at < way->count; at++) {
        size_t before = count;
        matcher->ends[at] = count = want_slot(matcher, &way->slots[at], count);
        if (count == before)
            return false;
    }
    return start_walks(matcher, way->count) &&
           place_walk_phrase(matcher->walks, way->count, matcher->first, matcher->last);
}

/* Whether the words of two leaves stand near each other. */
static bool walk_near(struct proximity_matcher *matcher, const struct plan_node *node)
{
    size_t count = 0;
    for (size_t at = 0; at < 2; at++) {
        const struct plan_node *leaf = &node->children[at];
        for (size_t way = 0; way < leaf->way_count; way++)
            count = want_slot(matcher, &leaf->ways[way].slots[0], count);
        matcher->ends[at] = count;
    }
    return start_walks(matcher, 2) &&
           place_walk_near(matcher->walks, node->node->distance, node->node->ordered,
                           matcher->first, matcher->last);
}

static xap_status walk(struct proximity_matcher *matcher, bool *matches)
{
    const struct plan_node *root = &matcher->plan->root;
    bool found = !root->leaf && walk_near(matcher, root);
    for (size_t way = 0; way < root->way_count && !found; way++)
        found = walk_way(matcher, &root->ways[way]);
    *matches = found && matcher->status == XAP_OK;
    return matcher->status;
}

/* --- a document ------------------------------------------------------------------------------- */

static xap_status look(struct proximity_matcher *matcher, bool *matches)
{
    const struct plan *plan = matcher->plan;
    struct stretches *out = &matcher->found;
    out->count = 0;
    matcher->work.first_only = plan->count <= 1;
    find(matcher, &plan->root, out);
    if (matcher->status != XAP_OK)
        return matcher->status;
    if (matcher->work.no_memory)
        return search_fail(matcher->error, XAP_E_NO_MEMORY);
    if (matcher->work.late)
        return search_fail(matcher->error, XAP_E_TIMEOUT);
    *matches = plan->count <= 1 ? out->count > 0 : stretches_beginnings(out) >= plan->count;
    plan->clock->places_cut |= matcher->work.cut;
    return XAP_OK;
}

xap_status proximity_matches(struct proximity_matcher *matcher, uint32_t docid, bool *matches,
                             xap_error *err)
{
    const struct plan *plan = matcher->plan;
    *matches = false;
    matcher->docid = docid;
    matcher->error = err;
    matcher->status = XAP_OK;
    matcher->work.deadline = plan->clock->deadline;
    if (plan->root.child_count == 0 && plan->root.way_count == 0)
        return XAP_OK;
    matcher->status = term_places_read(plan->reader, docid, &matcher->table, err);
    if (matcher->status != XAP_OK || (!plan->walked && !has_words(matcher, &plan->root)) ||
        matcher->status != XAP_OK)
        return matcher->status;
    if (plan->marks != 0 && !text_marks_read(&matcher->marks, matcher->table, plan->marks))
        return search_fail(err, XAP_E_NO_MEMORY);
    if (!text_marks_range(&matcher->marks, plan->scope, &matcher->first, &matcher->last))
        return XAP_OK;
    return plan->walked ? walk(matcher, matches) : look(matcher, matches);
}

xap_status proximity_matcher_open(struct plan *plan, const xap_database *shard,
                                  struct proximity_matcher **out, xap_error *err)
{
    struct proximity_matcher *matcher = calloc(1, sizeof(*matcher));
    *out = matcher;
    if (!matcher)
        return search_fail(err, XAP_E_NO_MEMORY);
    matcher->plan = plan;
    matcher->shard = shard;
    const size_t room = plan->term_count + 2;
    matcher->cursors = calloc(room, sizeof(*matcher->cursors));
    matcher->wanted = malloc(room * sizeof(*matcher->wanted));
    matcher->positions = malloc(room * sizeof(*matcher->positions));
    matcher->lists = malloc(room * sizeof(*matcher->lists));
    matcher->walks = malloc(room * sizeof(*matcher->walks));
    matcher->ends = malloc(room * sizeof(*matcher->ends));
    if (matcher->cursors && matcher->wanted && matcher->positions && matcher->lists &&
        matcher->walks && matcher->ends)
        return XAP_OK;
    proximity_matcher_free(matcher);
    *out = NULL;
    return search_fail(err, XAP_E_NO_MEMORY);
}

void proximity_matcher_free(struct proximity_matcher *matcher)
{
    if (!matcher)
        return;
    for (size_t at = 0; matcher->cursors && at < matcher->plan->term_count; at++) {
        xap_postings_free(matcher->cursors[at].postings);
        free(matcher->cursors[at].docids);
    }
    free(matcher->cursors);
    free(matcher->wanted);
    free(matcher->positions);
    free(matcher->lists);
    free(matcher->walks);
    free(matcher->ends);
    stretches_dispose(&matcher->found);
    text_marks_dispose(&matcher->marks);
    exact_words_free(matcher->exact);
    free(matcher);
}
