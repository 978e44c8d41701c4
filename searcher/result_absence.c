#include "searcher/deadline.h"
#include "searcher/query_print.h"
#include "searcher/result_run.h"

/* Why a query finds nothing: what its parts find, each alone. */

/* A list of nodes joined by `next`. */
struct part_list {
    struct query_node *first, *last;
};

/* Copies of a query's parts, by what becomes of them in a wider query. */
struct parting {
    struct query *query;
    struct query_node *wanted[RESULT_PARTS_MAX]; /* what must match */
    size_t count;
    struct part_list texts, kept; /* words that are found, and what narrows them */
};

static void add_to(struct part_list *list, struct query_node *node)
{
    node->next = NULL;
    if (list->last)
        list->last->next = node;
    else
        list->first = node;
    list->last = node;
}

/* A copy of a node that stands alone, within what narrows all parts to a place in the text, if
 * anything does; NULL on no memory. */
static struct query_node *copy_part(struct query *query, const struct query_node *node,
                                    const struct query_node *scope)
{
    struct query_node *copy = query_node_new(query, node->kind), *outer = copy;
    if (!copy)
        return NULL;
    *copy = *node;
    copy->next = NULL;
    if (scope) {
        outer = query_node_new(query, scope->kind);
        if (!outer)
            return NULL;
        *outer = *scope;
        outer->child = copy;
        outer->next = NULL;
    }
    return outer;
}

/* Divide a query into its parts. False where there are none, too many, or no memory. */
static bool divide(struct parting *parting, struct result_absence *absence)
{
    const struct query_node *root = parting->query->root, *scope = NULL;
    if (root->kind == QUERY_FIELD || root->kind == QUERY_FIRST) {
        scope = root;
        root = root->child;
    }
    if (root->kind != QUERY_AND)
        return false;
    for (const struct query_node *node = root->child; node; node = node->next) {
        struct query_node *copy = copy_part(parting->query, node, scope);
        if (!copy || parting->count == RESULT_PARTS_MAX)
            return false;
        if (node->kind == QUERY_NOT)
            add_to(&parting->kept, copy);
        else
            parting->wanted[parting->count++] = copy;
    }
    absence->excludes = parting->kept.first != NULL;
    return parting->count > 0;
}

static bool is_filtered(const struct search_filter *filter)
{
    return filter->sources.count > 0 || filter->languages.count > 0 ||
           filter->from.precision != DATE_NONE || filter->to.precision != DATE_NONE;
}

/* How many articles a part finds, of those that filters leave. */
static enum herald_status count_part(struct request_run *run, struct query_node *node,
                                     uint32_t time_limit_ms, struct search_total *total,
                                     bool *whole)
{
    struct query part = run->result->query;
    struct search_request request = run->result->request->search;
    struct search_matches matches = {0};
    part.root = node;
    request.offset = request.limit = 0;
    request.sort = SEARCH_BY_RELEVANCE;
    request.ranking.depth = 0;
    request.explain = request.expand = request.fold = request.count_exact = false;
    request.time_limit_ms = time_limit_ms;
    enum herald_status status = search_run(run->searcher->reader, &part, &run->terms,
                                           run->searcher->analyser, &request, &matches, run->err);
    *total = matches.total;
    *whole = !matches.timed_out;
    search_matches_dispose(&matches);
    return status;
}

/* The query of the text that is found joined by OR, within the rest; none where that is no wider.
 * False on no memory. */
static bool suggest(struct parting *parting, struct arena *arena, struct slice *out)
{
    struct buffer text = BUFFER_INIT;
    if (!parting->texts.first || parting->count == 1)
        return true;
    const bool several = parting->texts.first->next;
    struct query_node *root = query_node_group(parting->query, QUERY_OR, parting->texts.first);
    if (!root)
        return false;
    root->next = parting->kept.first;
    root = query_node_group(parting->query, QUERY_AND, root);
    if (!root)
        return false;
    buffer_append_string(&text, several ? "any: " : "");
    query_print_node(root, &text);
    *out = text.failed ? (struct slice){NULL, 0} : arena_copy(arena, buffer_slice(&text));
    buffer_dispose(&text);
    return out->bytes != NULL;
}

/* Put what was found into the absence. False on no memory. */
static bool note_part(struct parting *parting, size_t at, const struct search_total *total,
                      struct arena *arena, struct result_absence *absence)
{
    struct query_node *node = parting->wanted[at];
    struct buffer text = BUFFER_INIT;
    query_print_node(node, &text);
    struct slice copy =
        text.failed ? (struct slice){NULL, 0} : arena_copy(arena, buffer_slice(&text));
    buffer_dispose(&text);
    absence->parts[absence->count++] = (struct result_part){copy, *total};
    const bool narrows = node->kind == QUERY_VALUE || node->kind == QUERY_DATES ||
                         node->kind == QUERY_LENGTH || node->kind == QUERY_ALL;
    if (total->at_most > 0)
        add_to(narrows ? &parting->kept : &parting->texts, node);
    return copy.bytes != NULL;
}

/* Count every part; *known is false where the time was over before. */
static enum herald_status count_parts(struct request_run *run, struct parting *parting,
                                      struct result_absence *absence, bool *known)
{
    struct arena *arena = &run->result->arena;
    enum herald_status status = HERALD_OK;
    absence->parts = arena_alloc(arena, parting->count * sizeof(*absence->parts));
    bool kept = absence->parts != NULL;
    *known = true;
    for (size_t at = 0; status == HERALD_OK && kept && *known && at < parting->count; at++) {
        const double left = run->deadline - clock_milliseconds();
        const double share = left / (double)(parting->count - at);
        struct search_total total;
        *known = run->deadline <= 0 || share >= 1;
        if (*known)
            status = count_part(run, parting->wanted[at], run->deadline > 0 ? (uint32_t)share : 0,
                                &total, known);
        if (*known && status == HERALD_OK)
            kept = note_part(parting, at, &total, arena, absence);
    }
    return kept ? status : herald_fail(run->err, HERALD_E_NO_MEMORY, "no memory for the result");
}

enum herald_status request_explain_absence(struct request_run *run)
{
    struct result *result = run->result;
    const struct search_request *search = &result->request->search;
    struct parting parting = {.query = &result->query};
    struct result_absence absence = {.filtered = is_filtered(&search->filter)};
    bool known = false;
    result->absence = (struct result_absence){0};
    if (result->total.at_most > 0 || result->timed_out || search->similar_to.length > 0 ||
        !divide(&parting, &absence) || (parting.count == 1 && !absence.excludes))
        return HERALD_OK;
    enum herald_status status = count_parts(run, &parting, &absence, &known);
    if (status != HERALD_OK || !known)
        return status;
    if (!suggest(&parting, &result->arena, &absence.suggested))
        return herald_fail(run->err, HERALD_E_NO_MEMORY, "no memory for the result");
    result->absence = absence;
    return HERALD_OK;
}

/* --- in words --------------------------------------------------------------------------------- */

/* The parts that no article has, or all of them with how many each has. */
static void list_parts(const struct result_absence *absence, bool absent, struct buffer *out)
{
    size_t listed = 0;
    for (size_t at = 0; at < absence->count; at++) {
        const struct result_part *part = &absence->parts[at];
        if (absent && part->total.at_most > 0)
            continue;
        buffer_append_string(out, listed++ == 0 ? " " : ", ");
        buffer_append_slice(out, part->text);
        if (!absent)
            buffer_append_format(out, " (%s%u)",
                                 part->total.at_least == part->total.at_most ? "" : "about ",
                                 part->total.about);
    }
}

void result_write_absence(const struct result_absence *absence, struct buffer *out)
{
    size_t absent = 0;
    for (size_t at = 0; at < absence->count; at++)
        absent += absence->parts[at].total.at_most == 0;
    if (absence->count == 0)
        return;
    if (absent > 0)
        buffer_append_string(out,
                             absent > 1 ? "no article matches any of:" : "no article matches:");
    else if (absence->count == 1)
        buffer_append_string(out, "what is excluded is all that matches:");
    else if (absence->excludes)
        buffer_append_string(out, "but for what is excluded, no article matches all of:");
    else
        buffer_append_string(out, "each is found, but no article matches all of:");
    list_parts(absence, absent > 0, out);
    if (absence->filtered)
        buffer_append_string(out, ", in the sources, languages and dates that are asked for");
}
