#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "brute_force.h"
#include "indexer/schema.h"
#include "searcher/stop_words.h"

/* A run of words in one field. */
struct run {
    enum brute_field field;
    uint32_t first, last;
};

struct runs {
    struct run *items;
    size_t count, capacity;
};

/* Where words are looked for. */
struct scope {
    bool title, subtitle, body;
    uint32_t opening; /* words of the body; UINT32_MAX: all */
};

/* A word of the query: its number, and that of its stem in each language. */
struct brute_term {
    uint32_t word;
    uint32_t stems[LANGUAGE_MAX];
    bool stemmed; /* else it has no other forms */
};

struct brute_query {
    const struct query *query;
    const struct query_terms *terms;
    struct brute_term *words; /* of all leaves, in order */
    size_t *first;            /* of each leaf in `words` */
    language_id stop;         /* whose stop words count */
};

enum verdict { NO, YES, NOTHING }; /* NOTHING: no words to look for */

/* --- queries ---------------------------------------------------------------------------------- */

static size_t words_of(const struct query_leaf *leaf)
{
    size_t count = 0;
    for (size_t way = 0; way < leaf->sequence_count; way++)
        for (size_t slot = 0; slot < leaf->sequences[way].count; slot++)
            count += leaf->sequences[way].slots[slot].count;
    return count;
}

static struct brute_term make_term(struct analyser *analyser, struct slice folded)
{
    struct brute_term term = {.word = brute_number(folded), .stemmed = schema_has_stem(folded)};
    for (language_id language = 0; language < LANGUAGE_MAX; language++)
        term.stems[language] = *language_code(language) || language == LANGUAGE_NONE
                                   ? brute_number(analyser_stem(analyser, folded, language))
                                   : 0;
    return term;
}

struct brute_query *brute_query_new(struct analyser *analyser, const struct query *query,
                                    const struct query_terms *terms,
                                    language_id stop)
{
    struct brute_query *made = calloc(1, sizeof(*made));
    assert_non_null(made);
    size_t count = 0;
    for (size_t leaf = 0; leaf < terms->count; leaf++)
        count += words_of(&terms->leaves[leaf]);
    *made = (struct brute_query){query, terms, calloc(count + 1, sizeof(*made->words)),
                                 calloc(terms->count + 1, sizeof(*made->first)),
                                 stop};
    assert_true(made->words && made->first);
    count = 0;
    for (size_t at = 0; at < terms->count; at++) {
        const struct query_leaf *leaf = &terms->leaves[at];
        made->first[at] = count;
        for (size_t way = 0; way < leaf->sequence_count; way++)
            for (size_t slot = 0; slot < leaf->sequences[way].count; slot++)
                for (size_t term = 0; term < leaf->sequences[way].slots[slot].count; term++)
                    made->words[count++] =
                        make_term(analyser, leaf->sequences[way].slots[slot].terms[term].folded);
    }
    return made;
}

void brute_query_free(struct brute_query *query)
{
    if (!query)
        return;
    free(query->words);
    free(query->first);
    free(query);
}

/* --- runs ------------------------------------------------------------------------------------- */

static void add_run(struct runs *runs, struct run run)
{
    for (size_t at = runs->count; at-- > 0 && runs->count - at < 64;)
        if (memcmp(&runs->items[at], &run, sizeof(run)) == 0)
            return;
    if (runs->count == runs->capacity) {
        runs->capacity = runs->capacity ? 2 * runs->capacity : 16;
        runs->items = realloc(runs->items, runs->capacity * sizeof(*runs->items));
        assert_non_null(runs->items);
    }
    runs->items[runs->count++] = run;
}

static bool in_scope(const struct scope *scope, struct run run)
{
    return run.field == BRUTE_TITLE      ? scope->title
           : run.field == BRUTE_SUBTITLE ? scope->subtitle
                                         : scope->body && run.last < scope->opening;
}

static void keep_scope(const struct scope *scope, struct runs *runs)
{
    size_t kept = 0;
    for (size_t at = 0; at < runs->count; at++)
        if (in_scope(scope, runs->items[at]))
            runs->items[kept++] = runs->items[at];
    runs->count = kept;
}

/* --- words ------------------------------------------------------------------------------------ */

/* A query at an article. */
struct trial {
    const struct brute_query *query;
    const struct brute_article *article;
    bool alone; /* the part at hand is a leaf and nothing more */
};

/* Append the tokens of which the word, or the stem, has a number. */
static void add_numbered(const struct brute_article *article, bool stems, uint32_t number,
                         struct runs *out)
{
    const uint32_t *order = stems ? article->by_stem : article->by_word;
    size_t low = 0, high = article->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct brute_token *token = &article->tokens[order[middle]];
        if ((stems ? token->stem : token->word) < number)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < article->count; low++) {
        const struct brute_token *token = &article->tokens[order[low]];
        if ((stems ? token->stem : token->word) != number)
            return;
        add_run(out, (struct run){token->field, token->place, token->place});
    }
}

static void add_beginning(const struct brute_article *article, struct slice prefix,
                          struct runs *out)
{
    for (size_t at = 0; at < article->count; at++) {
        const struct brute_token *token = &article->tokens[at];
        struct slice word = brute_string(token->word);
        if (word.length >= prefix.length && memcmp(word.bytes, prefix.bytes, prefix.length) == 0)
            add_run(out, (struct run){token->field, token->place, token->place});
    }
}

/* With `any`, the parts of a word count one by one, but for those that must stand somewhere. */
static bool in_parts(const struct trial *trial, const struct query_leaf *leaf)
{
    return trial->query->query->any && trial->alone && leaf->node->kind == QUERY_WORD &&
           leaf->sequence_count > 0 && leaf->sequences[0].count > 1;
}

/* What stands at one place of a leaf, of which `terms` are the words from there on. */
static void slot_runs(const struct trial *trial, const struct query_leaf *leaf,
                      const struct query_sequence *sequence, size_t number,
                      const struct brute_term *terms, struct runs *out)
{
    language_id language = trial->article->language;
    const struct query_slot *slot = &sequence->slots[number];
    if (leaf->node->kind == QUERY_PREFIX && number + 1 == sequence->count) {
        add_beginning(trial->article, slot->terms[0].folded, out);
        return;
    }
    bool single = sequence->count == 1 || in_parts(trial, leaf);
    for (size_t at = 0; at < slot->count; at++) {
        bool any_form = leaf->node->kind == QUERY_WORD && single && terms[at].stemmed &&
                        language != LANGUAGE_NONE;
        add_numbered(trial->article, any_form,
                     any_form ? terms[at].stems[language] : terms[at].word, out);
    }
}

/* --- phrases ---------------------------------------------------------------------------------- */

/* Go on with a phrase that has come to `so_far` with some words between. */
static void go_on(const struct runs *lists, size_t count, size_t at, struct run so_far,
                  uint32_t left, struct runs *out)
{
    if (at == count) {
        add_run(out, so_far);
        return;
    }
    for (size_t next = 0; next < lists[at].count; next++) {
        struct run run = lists[at].items[next];
        if (run.field != so_far.field || run.first <= so_far.last)
            continue;
        uint32_t between = run.first - so_far.last - 1;
        if (between <= left)
            go_on(lists, count, at + 1, (struct run){run.field, so_far.first, run.last},
                  left - between, out);
    }
}

static void phrase_runs(const struct runs *lists, size_t count, uint32_t slop, struct runs *out)
{
    for (size_t at = 0; at < count; at++)
        if (lists[at].count == 0)
            return;
    for (size_t at = 0; at < lists[0].count; at++)
        go_on(lists, count, 1, lists[0].items[at], slop, out);
}

static struct runs *new_lists(size_t count)
{
    struct runs *lists = calloc(count + 1, sizeof(*lists));
    assert_non_null(lists);
    return lists;
}

static void free_lists(struct runs *lists, size_t count)
{
    for (size_t at = 0; at < count; at++)
        free(lists[at].items);
    free(lists);
}

/* The words of a sequence one by one, without stop words where there are others. */
static void parts_runs(const struct trial *trial, const struct query_leaf *leaf,
                       const struct query_sequence *sequence, const struct brute_term *terms,
                       struct runs *out)
{
    size_t stops = 0;
    for (size_t slot = 0; slot < sequence->count; slot++)
        stops += query_slot_is_stop(&sequence->slots[slot], trial->query->stop);
    for (size_t slot = 0; slot < sequence->count; slot++) {
        if (stops == sequence->count ||
            !query_slot_is_stop(&sequence->slots[slot], trial->query->stop))
            slot_runs(trial, leaf, sequence, slot, terms, out);
        terms += sequence->slots[slot].count;
    }
}

static void sequence_runs(const struct trial *trial, const struct query_leaf *leaf,
                          const struct query_sequence *sequence, const struct brute_term *terms,
                          struct runs *out)
{
    if (in_parts(trial, leaf)) {
        parts_runs(trial, leaf, sequence, terms, out);
        return;
    }
    struct runs *lists = new_lists(sequence->count);
    for (size_t slot = 0; slot < sequence->count; slot++) {
        slot_runs(trial, leaf, sequence, slot, terms, &lists[slot]);
        terms += sequence->slots[slot].count;
        if (lists[slot].count == 0)
            break;
    }
    phrase_runs(lists, sequence->count, leaf->node->slop, out);
    free_lists(lists, sequence->count);
}

/* --- words as they are typed --------------------------------------------------------------------
 */

static bool slot_has(const struct query_slot *slot, struct slice folded)
{
    for (size_t at = 0; at < slot->count; at++)
        if (slice_equal(slot->terms[at].folded, folded))
            return true;
    return false;
}

static void exact_runs(const struct trial *trial, const struct query_leaf *leaf, struct runs *out)
{
    const struct brute_article *article = trial->article;
    const struct query_sequence *sequence = &leaf->sequences[0];
    for (size_t start = 0; start < article->count; start++) {
        const struct brute_token *first = &article->tokens[start], *last = first;
        size_t slot = 0;
        for (size_t at = start; at < article->count && slot < sequence->count; at++) {
            const struct brute_token *token = &article->tokens[at];
            if (token->variant)
                continue;
            if (token->field != first->field ||
                !slot_has(&sequence->slots[slot], brute_string(token->word)))
                break;
            last = token;
            slot++;
        }
        const char *end = last->text.bytes + last->text.length;
        if (!first->variant && slot == sequence->count &&
            slice_equal(leaf->written,
                        (struct slice){first->text.bytes, (size_t)(end - first->text.bytes)}))
            add_run(out, (struct run){first->field, first->place, last->place});
    }
}

static void leaf_runs(const struct trial *trial, const struct query_node *node,
                      const struct scope *scope, struct runs *out)
{
    const struct query_leaf *leaf = &trial->query->terms->leaves[node->leaf];
    const struct brute_term *terms = &trial->query->words[trial->query->first[node->leaf]];
    struct runs found = {0};
    if (node->kind == QUERY_EXACT && leaf->sequence_count > 0) {
        exact_runs(trial, leaf, &found);
    } else {
        for (size_t way = 0; way < leaf->sequence_count; way++) {
            sequence_runs(trial, leaf, &leaf->sequences[way], terms, &found);
            for (size_t slot = 0; slot < leaf->sequences[way].count; slot++)
                terms += leaf->sequences[way].slots[slot].count;
        }
    }
    keep_scope(scope, &found);
    for (size_t at = 0; at < found.count; at++)
        add_run(out, found.items[at]);
    free(found.items);
}

/* --- near ------------------------------------------------------------------------------------- */

static bool overlap(struct run a, struct run b)
{
    return a.field == b.field && a.first <= b.last && b.first <= a.last;
}

/* The number of the sentence or paragraph that holds a whole run; 0 where none does. */
static uint32_t unit_of(const struct brute_article *article, enum query_unit unit, struct run run)
{
    const uint32_t *units = unit == QUERY_UNIT_SENTENCE ? article->sentence : article->paragraph;
    if (run.field != BRUTE_BODY)
        return UINT32_MAX - run.field;
    return units[run.first] == units[run.last] ? units[run.first] : 0;
}

/* Whether a run stands to the one of the operand before as NEAR asks. */
static bool stands(const struct trial *trial, const struct query_node *node, struct run before,
                   struct run run)
{
    if (run.field != before.field || overlap(run, before))
        return false;
    if (node->ordered && run.first < before.first)
        return false;
    if (node->unit != QUERY_UNIT_WORDS) {
        uint32_t unit = unit_of(trial->article, node->unit, run);
        return unit != 0 && unit == unit_of(trial->article, node->unit, before);
    }
    uint32_t gap =
        run.first > before.last ? run.first - before.last - 1 : before.first - run.last - 1;
    return gap <= node->distance - 1;
}

/* Choose a run for each operand from number `at` on. */
static void choose(const struct trial *trial, const struct query_node *node,
                   const struct runs *lists, size_t count, struct run *chosen, size_t at,
                   bool enough, struct runs *out)
{
    if (at == count) {
        struct run hull = chosen[0];
        for (size_t i = 1; i < count; i++) {
            hull.first = chosen[i].first < hull.first ? chosen[i].first : hull.first;
            hull.last = chosen[i].last > hull.last ? chosen[i].last : hull.last;
        }
        add_run(out, hull);
        return;
    }
    for (size_t next = 0; next < lists[at].count && !(enough && out->count > 0); next++) {
        bool fits = at == 0 || stands(trial, node, chosen[at - 1], lists[at].items[next]);
        /* Alone, an operand must still lie within one sentence or paragraph. */
        if (at == 0 && node->unit != QUERY_UNIT_WORDS)
            fits = unit_of(trial->article, node->unit, lists[0].items[next]) != 0;
        for (size_t i = 0; fits && i < at; i++)
            fits = !overlap(chosen[i], lists[at].items[next]);
        if (!fits)
            continue;
        chosen[at] = lists[at].items[next];
        choose(trial, node, lists, count, chosen, at + 1, enough, out);
    }
}

static void not_near_runs(const struct trial *trial, const struct query_node *node,
                          const struct runs *lists, struct runs *out)
{
    for (size_t at = 0; at < lists[0].count; at++) {
        bool near = false;
        for (size_t other = 0; other < lists[1].count && !near; other++)
            near = stands(trial, node, lists[0].items[at], lists[1].items[other]);
        if (!near)
            add_run(out, lists[0].items[at]);
    }
}

/* --- parts that stand somewhere -----------------------------------------------------------------
 */

static bool has_words(const struct trial *trial, const struct query_node *node)
{
    if (query_is_leaf(node))
        return trial->query->terms->leaves[node->leaf].sequence_count > 0;
    if (node->kind == QUERY_NEAR && node->negated)
        return has_words(trial, node->child);
    for (const struct query_node *child = node->child; child; child = child->next)
        if (has_words(trial, child))
            return true;
    return false;
}

static void find_runs(const struct trial *trial, const struct query_node *node,
                      const struct scope *scope, bool enough, struct runs *out);

static void together_runs(const struct trial *trial, const struct query_node *node,
                          const struct scope *scope, bool enough, struct runs *out)
{
    struct run chosen[64];
    struct runs *lists = new_lists(64);
    size_t count = 0;
    bool possible = true;
    for (const struct query_node *child = node->child; child && possible; child = child->next) {
        assert_true(count < 64);
        if (!has_words(trial, child))
            continue;
        find_runs(trial, child, scope, false, &lists[count]);
        possible = lists[count++].count > 0 || (node->negated && count > 1);
    }
    if (possible && node->kind == QUERY_PHRASE)
        phrase_runs(lists, count, node->slop, out);
    else if (possible && node->negated)
        not_near_runs(trial, node, lists, out);
    else if (possible)
        choose(trial, node, lists, count, chosen, 0, enough, out);
    free_lists(lists, 64);
}

/* The runs of words that a part of the query stands for; with `enough` one of them will do. */
static void find_runs(const struct trial *trial, const struct query_node *node,
                      const struct scope *scope, bool enough, struct runs *out)
{
    if (query_is_leaf(node)) {
        leaf_runs(trial, node, scope, out);
        return;
    }
    if (node->kind != QUERY_OR) {
        together_runs(trial, node, scope, enough, out);
        return;
    }
    for (const struct query_node *child = node->child; child; child = child->next)
        find_runs(trial, child, scope, enough, out);
}

static int by_first(const void *left, const void *right)
{
    const struct run *a = left, *b = right;
    if (a->field != b->field)
        return a->field < b->field ? -1 : 1;
    return (a->first > b->first) - (a->first < b->first);
}

/* At how many places runs begin. */
static size_t beginnings(struct runs *runs)
{
    size_t count = 0;
    if (runs->count > 0)
        qsort(runs->items, runs->count, sizeof(*runs->items), by_first);
    for (size_t at = 0; at < runs->count; at++)
        count += at == 0 || by_first(&runs->items[at - 1], &runs->items[at]) != 0;
    return count;
}

static enum verdict stands_somewhere(const struct trial *outer, const struct query_node *node,
                                     const struct scope *scope, bool alone, size_t count)
{
    struct runs runs = {0};
    struct trial trial = *outer;
    trial.alone = alone && query_is_leaf(node);
    if (!has_words(&trial, node))
        return NOTHING;
    find_runs(&trial, node, scope, count <= 1, &runs);
    bool matches = count <= 1 ? runs.count > 0 : beginnings(&runs) >= count;
    free(runs.items);
    return matches ? YES : NO;
}

/* --- the whole -------------------------------------------------------------------------------- */

static bool has_date(const struct article *article, const struct query_node *node)
{
    struct date date = article->published;
    return date.precision != DATE_NONE && date.seconds <= node->last_second &&
           date_last_second(date) >= node->first_second;
}

/* Words of the lead: the first paragraph or sixty words, whichever is more; sixty where there is no
 * second paragraph. */
static uint32_t lead_words(const struct brute_article *article)
{
    uint32_t words = 0, all = article->words[BRUTE_BODY];
    while (words < all && article->paragraph[words] == article->paragraph[0])
        words++;
    return words == all || words < 60 ? 60 : words;
}

static struct scope narrow(const struct trial *trial, const struct query_node *node)
{
    if (node->kind == QUERY_FIRST)
        return (struct scope){false, false, true, node->count};
    if (node->field == QUERY_FIELD_TITLE)
        return (struct scope){true, false, false, UINT32_MAX};
    return (struct scope){false, false, true,
                          node->field == QUERY_FIELD_LEAD ? lead_words(trial->article)
                                                          : UINT32_MAX};
}

static enum verdict judge(const struct trial *trial, const struct query_node *node,
                          const struct scope *scope);

/* Whether a part is one stop word, wherever it may stand. */
static bool is_stop(const struct trial *trial, const struct query_node *node)
{
    while (node->kind == QUERY_FIELD && node->field == QUERY_FIELD_TITLE)
        node = node->child;
    return node->kind == QUERY_WORD &&
           query_leaf_is_stop(&trial->query->terms->leaves[node->leaf], trial->query->stop);
}

/* With `any`, stop words are left out where there is something else. */
static bool leaves_out_stops(const struct trial *trial, const struct query_node *node)
{
    for (const struct query_node *child = node->child; child; child = child->next)
        if (child->kind != QUERY_NOT && !is_stop(trial, child))
            return trial->query->query->any && node->kind == QUERY_OR;
    return false;
}

/* AND and OR: `decides` is the verdict of one child that is the verdict of all. */
static enum verdict judge_group(const struct trial *trial, const struct query_node *node,
                                const struct scope *scope, enum verdict decides)
{
    enum verdict all = NOTHING;
    bool without_stops = leaves_out_stops(trial, node);
    for (const struct query_node *child = node->child; child; child = child->next) {
        if (without_stops && is_stop(trial, child))
            continue;
        enum verdict one = judge(trial, child, scope);
        if (one == decides)
            return one;
        all = one == NOTHING ? all : one;
    }
    return all;
}

static enum verdict judge(const struct trial *trial, const struct query_node *node,
                          const struct scope *scope)
{
    const struct article *article = &trial->article->article;
    uint32_t words = trial->article->words[BRUTE_BODY];
    struct scope narrowed;
    enum verdict verdict;
    switch (node->kind) {
    case QUERY_ALL:
        return YES;
    case QUERY_AND:
        return judge_group(trial, node, scope, NO);
    case QUERY_OR:
        return judge_group(trial, node, scope, YES);
    case QUERY_NOT:
        verdict = judge(trial, node->child, scope);
        return verdict == YES ? NO : verdict == NO ? YES : NOTHING;
    case QUERY_FIRST:
    case QUERY_FIELD:
        narrowed = narrow(trial, node);
        return judge(trial, node->child, &narrowed);
    case QUERY_ATLEAST:
        return stands_somewhere(trial, node->child, scope, false, node->count);
    case QUERY_VALUE:
        return brute_has_value(article, node->field, node->text) ? YES : NO;
    case QUERY_DATES:
        return has_date(article, node) ? YES : NO;
    case QUERY_LENGTH:
        return words >= node->minimum && words <= node->maximum ? YES : NO;
    default:
        return stands_somewhere(trial, node, scope, true, 1);
    }
}

bool brute_matches(const struct brute_query *query, const struct brute_article *article)
{
    struct trial trial = {query, article, false};
    struct scope scope = {true, true, true, UINT32_MAX};
    return judge(&trial, query->query->root, &scope) == YES;
}
