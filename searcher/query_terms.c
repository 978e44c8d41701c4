#include "searcher/query_terms.h"

#include <stdlib.h>

#include "indexer/schema.h"

/* What stands between two leaves in the text that is analysed: no word reaches across it. */
#define SEPARATOR "\n\n"

/* A word of the analysed text. */
struct found {
    struct query_term term;
    uint32_t position;
    uint32_t span;
    bool variant;
    size_t leaf;
    size_t start, end; /* in the text */
};

struct finder {
    struct query_terms *terms;
    struct buffer text; /* of all leaves */
    size_t *ends;       /* of each leaf in it */
    struct found *found;
    size_t count;
    size_t capacity;
};

void query_terms_dispose(struct query_terms *terms)
{
    arena_dispose(&terms->arena);
    *terms = (struct query_terms){0};
}

/* Enter the leaves below a node into the array; `outer` tells where it stands, `any` how the words
 * of the query are joined. */
static void list_leaves(struct query_terms *terms, const struct query_node *node,
                        struct query_leaf outer, bool any)
{
    outer.node = node;
    if (query_is_leaf(node))
        terms->leaves[node->leaf] = outer;
    if (node->kind == QUERY_FIELD && node->field == QUERY_FIELD_TITLE)
        outer.in_title = true;
    else if (node->kind == QUERY_FIELD || node->kind == QUERY_FIRST)
        outer.in_body = true;
    for (const struct query_node *child = node->child; child; child = child->next) {
        bool excluded = node->kind == QUERY_NEAR && node->negated && child != node->child;
        struct query_leaf inner = outer;
        inner.negated = outer.negated != (node->kind == QUERY_NOT || excluded);
        inner.in_row = node->kind == QUERY_AND || (any && node->kind == QUERY_OR);
        list_leaves(terms, child, inner, any);
    }
}

static void join_text(struct finder *finder)
{
    for (size_t at = 0; at < finder->terms->count; at++) {
        const struct query_node *node = finder->terms->leaves[at].node;
        /* What "US" is as a word says nothing about words that begin with it. */
        if (node->kind == QUERY_PREFIX)
            schema_fold_name(&finder->text, node->text);
        else
            buffer_append_slice(&finder->text, node->text);
        finder->ends[at] = finder->text.length;
        buffer_append_string(&finder->text, SEPARATOR);
    }
}

static struct found *add_found(struct finder *finder)
{
    if (finder->count == finder->capacity) {
        size_t capacity = finder->capacity ? finder->capacity * 2 : 32;
        struct found *grown = realloc(finder->found, capacity * sizeof(*grown));
        if (!grown)
            return NULL;
        finder->found = grown;
        finder->capacity = capacity;
    }
    return &finder->found[finder->count++];
}

/* Keep a word, unless it reaches from one leaf into the next. */
static bool keep_word(struct finder *finder, const struct word *word, size_t *leaf)
{
    size_t start = (size_t)(word->text.bytes - finder->text.bytes);
    while (start >= finder->ends[*leaf])
        ++*leaf;
    if (start + word->text.length > finder->ends[*leaf])
        return true;
    struct found *found = add_found(finder);
    if (!found)
        return false;
    struct slice folded = arena_copy(&finder->terms->arena, word->folded);
    *found = (struct found){.term = {.folded = folded, .script = word->script},
                            .position = word->position,
                            .span = word->span,
                            .variant = word->kind == WORD_VARIANT,
                            .leaf = *leaf,
                            .start = start,
                            .end = start + word->text.length};
    return folded.bytes != NULL;
}

static enum herald_status find_words(struct finder *finder, struct analyser *analyser,
                                     struct herald_error *err)
{
    struct word word;
    size_t leaf = 0;
    enum herald_status status;
    analyser_start(analyser, buffer_slice(&finder->text));
    while ((status = analyser_next(analyser, &word, err)) == HERALD_OK) {
        if (finder->count >= QUERY_WORDS_MAX)
            return herald_fail(err, HERALD_E_LIMIT, "the query has more than %u words",
                               QUERY_WORDS_MAX);
        if (!keep_word(finder, &word, &leaf))
            return herald_fail(err, HERALD_E_NO_MEMORY, "no memory for the query");
    }
    return status == HERALD_DONE ? HERALD_OK : status;
}

/* --- sequences -------------------------------------------------------------------------------- */

/* The words of one leaf, and the arrays that its sequence is put together in. */
struct leaf_words {
    const struct found *found;
    size_t count;
    struct query_term *terms;
    struct query_slot *slots;
};

static const struct found *joined_at(const struct leaf_words *words, uint32_t position)
{
    for (size_t at = 0; at < words->count; at++)
        if (words->found[at].position == position && words->found[at].span > 1)
            return &words->found[at];
    return NULL;
}

/* The words of one position each that stand at a position, into the array of terms. */
static size_t alternatives_at(const struct leaf_words *words, uint32_t position,
                              struct query_term *terms)
{
    size_t count = 0;
    for (size_t at = 0; at < words->count; at++)
        if (words->found[at].position == position && words->found[at].span <= 1)
            terms[count++] = words->found[at].term;
    return count;
}

/* Put the words of a leaf in order, those that can be joined being joined or not. */
static struct query_sequence make_sequence(const struct leaf_words *words, bool join)
{
    struct query_term *term = words->terms;
    size_t slots = 0;
    uint32_t position = words->found[0].position;
    uint32_t last = words->found[words->count - 1].position;
    while (position <= last) {
        const struct found *joined = join ? joined_at(words, position) : NULL;
        size_t count = 1;
        if (joined)
            *term = joined->term;
        else
            count = alternatives_at(words, position, term);
        if (count > 0)
            words->slots[slots++] = (struct query_slot){term, count};
        term += count;
        position += joined ? joined->span : 1;
    }
    return (struct query_sequence){words->slots, slots};
}

static bool add_sequence(struct query_terms *terms, struct query_leaf *leaf,
                         struct leaf_words *words, bool join)
{
    words->terms = arena_alloc(&terms->arena, words->count * sizeof(*words->terms));
    words->slots = arena_alloc(&terms->arena, words->count * sizeof(*words->slots));
    if (!words->terms || !words->slots)
        return false;
    struct query_sequence sequence = make_sequence(words, join);
    if (sequence.count > 0)
        leaf->sequences[leaf->sequence_count++] = sequence;
    return true;
}

static bool has_joined(const struct leaf_words *words)
{
    for (size_t at = 0; at < words->count; at++)
        if (words->found[at].span > 1)
            return true;
    return false;
}

/* Keep what was typed, without what stands around the words. */
static bool keep_written(struct finder *finder, struct query_leaf *leaf,
                         const struct leaf_words *words)
{
    size_t start = words->found[0].start, end = words->found[0].end;
    for (size_t at = 1; at < words->count; at++)
        end = words->found[at].end > end ? words->found[at].end : end;
    leaf->written = arena_copy(&finder->terms->arena,
                               (struct slice){finder->text.bytes + start, end - start});
    return leaf->written.bytes != NULL;
}

static enum herald_status make_sequences(struct finder *finder, struct herald_error *err)
{
    for (size_t start = 0, end; start < finder->count; start = end) {
        end = start + 1;
        while (end < finder->count && finder->found[end].leaf == finder->found[start].leaf)
            end++;
        struct query_leaf *leaf = &finder->terms->leaves[finder->found[start].leaf];
        struct leaf_words words = {&finder->found[start], end - start, NULL, NULL};
        if (!keep_written(finder, leaf, &words) ||
            !add_sequence(finder->terms, leaf, &words, false) ||
            (has_joined(&words) && !add_sequence(finder->terms, leaf, &words, true)))
            return herald_fail(err, HERALD_E_NO_MEMORY, "no memory for the query");
    }
    return HERALD_OK;
}

/* --- the whole -------------------------------------------------------------------------------- */

static enum herald_status run(struct finder *finder, const struct query *query,
                              struct analyser *analyser, struct herald_error *err)
{
    struct query_terms *terms = finder->terms;
    terms->leaves = arena_alloc(&terms->arena, query->leaf_count * sizeof(*terms->leaves));
    finder->ends = calloc(query->leaf_count, sizeof(*finder->ends));
    if (!terms->leaves || !finder->ends)
        return herald_fail(err, HERALD_E_NO_MEMORY, "no memory for the query");
    terms->count = query->leaf_count;
    list_leaves(terms, query->root, (struct query_leaf){.node = NULL}, query->any);
    join_text(finder);
    if (finder->text.failed)
        return herald_fail(err, HERALD_E_NO_MEMORY, "no memory for the query");
    enum herald_status status = find_words(finder, analyser, err);
    return status == HERALD_OK ? make_sequences(finder, err) : status;
}

enum herald_status query_terms_find(struct query_terms *terms, const struct query *query,
                                    struct analyser *analyser, struct herald_error *err)
{
    struct finder finder = {.terms = terms, .text = BUFFER_INIT};
    query_terms_dispose(terms);
    if (query->leaf_count == 0)
        return HERALD_OK;
    enum herald_status status = run(&finder, query, analyser, err);
    buffer_dispose(&finder.text);
    free(finder.ends);
    free(finder.found);
    if (status != HERALD_OK)
        query_terms_dispose(terms);
    return status;
}
