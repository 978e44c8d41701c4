#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "corpus/utf8.h"
#include "generated_query.h"
#include "tests/unit/random_numbers.h"

unsigned generator_below(struct generator *generator, unsigned limit)
{
    return (unsigned)(random_next(&generator->state) >> 32) % limit;
}

static bool one_in(struct generator *generator, unsigned chances)
{
    return generator_below(generator, chances) == 0;
}

/* --- words of articles ------------------------------------------------------------------------ */

static const struct brute_article *any_article(struct generator *generator)
{
    const struct brute_article *article = NULL;
    do
        article = &generator->articles[generator_below(generator, (unsigned)generator->count)];
    while (article->count == 0);
    return article;
}

/* A token: mostly near the place at hand, sometimes of any article. */
static const struct brute_token *pick_token(struct generator *generator, unsigned reach)
{
    const struct brute_article *article = generator->anchor;
    size_t at = generator->place + generator_below(generator, reach);
    if (one_in(generator, 6)) {
        article = any_article(generator);
        at = generator_below(generator, (unsigned)article->count);
    }
    return &article->tokens[at < article->count ? at : article->count - 1];
}

/* A word worth asking for: longer ones are taken for preference. */
static struct slice pick_word(struct generator *generator)
{
    const struct brute_token *token = pick_token(generator, 12);
    for (unsigned tries = 0; tries < 3 && token->text.length < 4; tries++)
        token = pick_token(generator, 12);
    return token->text;
}

/* A run of text of a few words. */
static struct slice pick_text(struct generator *generator, unsigned words)
{
    const struct brute_token *first = pick_token(generator, 12), *last = first;
    const struct brute_article *article = generator->anchor;
    if (first < article->tokens || first >= article->tokens + article->count)
        return first->text;
    for (unsigned at = 1; at < words && last + 1 < article->tokens + article->count; at++)
        if (last[1].field == first->field)
            last++;
    const char *end = last->text.bytes + last->text.length;
    if (end <= first->text.bytes || end - first->text.bytes > 120)
        return first->text;
    return (struct slice){first->text.bytes, (size_t)(end - first->text.bytes)};
}

/* --- leaves ----------------------------------------------------------------------------------- */

static struct query_node *new_node(struct generator *generator, enum query_kind kind)
{
    struct query_node *node = query_node_new(generator->query, kind);
    assert_non_null(node);
    return node;
}

static struct query_node *make_leaf(struct generator *generator, enum query_kind kind,
                                    struct slice text)
{
    struct query_node *node = new_node(generator, kind);
    node->text = arena_copy(&generator->query->arena, text);
    node->leaf = generator->query->leaf_count++;
    return node;
}

static struct query_node *make_prefix(struct generator *generator)
{
    struct slice word = pick_word(generator);
    size_t wanted = 3 + generator_below(generator, 4);
    if (word.length > wanted)
        word.length = utf8_floor(word, wanted);
    return make_leaf(generator, QUERY_PREFIX, word);
}

/* Two words as one: cease-fire. */
static struct query_node *make_compound(struct generator *generator)
{
    struct slice left = pick_word(generator), right = pick_word(generator);
    struct buffer text = BUFFER_INIT;
    buffer_append_slice(&text, left);
    buffer_append_string(&text, "-");
    buffer_append_slice(&text, right);
    struct query_node *node = make_leaf(generator, QUERY_WORD, buffer_slice(&text));
    buffer_dispose(&text);
    return node;
}

static struct query_node *make_phrase(struct generator *generator)
{
    unsigned words = 1 + generator_below(generator, 4);
    struct query_node *node = make_leaf(generator, QUERY_PHRASE, pick_text(generator, words));
    if (one_in(generator, 3))
        node->slop = 1 + generator_below(generator, 6);
    return node;
}

static struct query_node *leaf(struct generator *generator)
{
    switch (generator_below(generator, 12)) {
    case 0:
    case 1:
        return make_prefix(generator);
    case 2:
        return make_leaf(generator, QUERY_EXACT,
                         one_in(generator, 3) ? pick_text(generator, 2) : pick_word(generator));
    case 3:
    case 4:
        return make_phrase(generator);
    case 5:
        return make_compound(generator);
    default:
        return make_leaf(generator, QUERY_WORD, pick_word(generator));
    }
}

/* --- what stands somewhere ----------------------------------------------------------------------
 */

static struct query_node *stand(struct generator *generator, unsigned depth);

/* `count` nodes made by a function, in a list. */
static struct query_node *list_of(struct generator *generator, unsigned count, unsigned depth,
                                  struct query_node *(*make)(struct generator *, unsigned))
{
    struct query_node *list = NULL;
    for (; count > 0; count--) {
        struct query_node *node = make(generator, depth);
        node->next = list;
        list = node;
    }
    return list;
}

static struct query_node *group(struct generator *generator, enum query_kind kind,
                                struct query_node *list)
{
    struct query_node *node = query_node_group(generator->query, kind, list);
    assert_non_null(node);
    return node;
}

static struct query_node *near(struct generator *generator, unsigned depth)
{
    struct query_node *node = new_node(generator, QUERY_NEAR);
    unsigned unit = generator_below(generator, 8);
    node->unit = unit == 0   ? QUERY_UNIT_PARAGRAPH
                 : unit <= 2 ? QUERY_UNIT_SENTENCE
                             : QUERY_UNIT_WORDS;
    node->ordered = one_in(generator, 3);
    node->negated = one_in(generator, 6);
    if (node->unit == QUERY_UNIT_WORDS)
        node->distance = one_in(generator, 8)
                             ? 1000
                             : 1 + generator_below(generator, one_in(generator, 4) ? 60 : 9);
    unsigned count = node->negated || !one_in(generator, 3) ? 2 : 3 + generator_below(generator, 2);
    node->child = list_of(generator, count, depth - 1, stand);
    return node;
}

/* What may stand at a place of a phrase. */
static struct query_node *phrase_slot(struct generator *generator, unsigned depth)
{
    if (depth > 0 && one_in(generator, 2))
        return group(generator, QUERY_OR,
                     list_of(generator, 2 + generator_below(generator, 2), 0, phrase_slot));
    if (one_in(generator, 4))
        return make_prefix(generator);
    return make_leaf(generator, QUERY_PHRASE,
                     pick_text(generator, 1 + generator_below(generator, 2)));
}

static struct query_node *phrase_of_slots(struct generator *generator)
{
    struct query_node *node = new_node(generator, QUERY_PHRASE);
    node->child = list_of(generator, 2 + generator_below(generator, 2), 1, phrase_slot);
    node->slop = generator_below(generator, 6);
    return node;
}

static struct query_node *stand(struct generator *generator, unsigned depth)
{
    unsigned choice = generator_below(generator, 10);
    if (depth == 0 || choice < 5)
        return leaf(generator);
    if (choice < 7)
        return group(generator, QUERY_OR,
                     list_of(generator, 2 + generator_below(generator, 2), depth - 1, stand));
    return choice < 9 ? near(generator, depth) : phrase_of_slots(generator);
}

/* --- fields other than text ---------------------------------------------------------------------
 */

static struct slice value_of(struct generator *generator, const struct article *article,
                             enum query_field field)
{
    const struct slice_list *lists[QUERY_FIELD_COUNT] = {
        [QUERY_FIELD_COUNTRY] = &article->countries,
        [QUERY_FIELD_PERSON] = &article->people,
        [QUERY_FIELD_ORG] = &article->organisations,
        [QUERY_FIELD_TOPIC] = &article->topics,
        [QUERY_FIELD_AUTHOR] = &article->authors};
    const struct slice singles[QUERY_FIELD_COUNT] = {[QUERY_FIELD_SOURCE] = article->source,
                                                     [QUERY_FIELD_DOMAIN] = article->url,
                                                     [QUERY_FIELD_LANGUAGE] = article->language,
                                                     [QUERY_FIELD_SECTION] = article->section,
                                                     [QUERY_FIELD_ID] = article->id};
    const struct slice_list *list = lists[field];
    if (!list)
        return singles[field];
    return list->count ? list->items[generator_below(generator, (unsigned)list->count)]
                       : (struct slice){NULL, 0};
}

static struct query_node *value(struct generator *generator)
{
    struct query_node *node = new_node(generator, QUERY_VALUE);
    for (unsigned tries = 0; node->text.length == 0 && tries < 20; tries++) {
        node->field =
            (enum query_field)(QUERY_FIELD_SOURCE +
                               generator_below(generator, QUERY_FIELD_COUNT - QUERY_FIELD_SOURCE));
        node->text = arena_copy(&generator->query->arena,
                                value_of(generator, &generator->anchor->article, node->field));
    }
    if (node->text.length == 0)
        node->text = SLICE("none");
    return node;
}

static struct query_node *dates(struct generator *generator)
{
    struct query_node *node = new_node(generator, QUERY_DATES);
    int64_t day = 86400, middle = generator->anchor->article.published.seconds;
    int64_t first = middle + ((int64_t)generator_below(generator, 60) - 40) * day;
    node->first_second = one_in(generator, 5) ? QUERY_SECOND_FIRST : first;
    node->last_second = one_in(generator, 5) && node->first_second != QUERY_SECOND_FIRST
                            ? QUERY_SECOND_LAST
                            : first + (int64_t)generator_below(generator, 90) * day;
    return node;
}

static struct query_node *length(struct generator *generator)
{
    struct query_node *node = new_node(generator, QUERY_LENGTH);
    uint32_t words = generator->anchor->words[BRUTE_BODY];
    node->minimum = one_in(generator, 3) ? 0 : words - generator_below(generator, words / 2 + 1);
    node->maximum = one_in(generator, 3) ? QUERY_LENGTH_OPEN
                                         : words + generator_below(generator, 1 + words / 2);
    return node;
}

/* --- the whole -------------------------------------------------------------------------------- */

static struct query_node *part(struct generator *generator, unsigned depth);

/* Within a field or the opening words there is none of these. */
static struct query_node *scoped(struct generator *generator, unsigned depth)
{
    unsigned choice = generator_below(generator, 8);
    if (depth == 0 || choice < 4)
        return stand(generator, depth > 1 ? 2 : depth);
    if (choice == 4)
        return query_node_not(generator->query, scoped(generator, depth - 1));
    return group(generator, choice < 7 ? QUERY_AND : QUERY_OR,
                 list_of(generator, 2, depth - 1, scoped));
}

static struct query_node *scope(struct generator *generator, unsigned depth)
{
    struct query_node *node = new_node(generator, one_in(generator, 3) ? QUERY_FIRST : QUERY_FIELD);
    node->count = node->kind == QUERY_FIRST ? 1 + generator_below(generator, 80) : 0;
    node->field = node->kind == QUERY_FIELD ? (enum query_field)generator_below(generator, 3)
                                            : QUERY_FIELD_TITLE;
    node->child = scoped(generator, depth - 1);
    return node;
}

static struct query_node *at_least(struct generator *generator, unsigned depth)
{
    struct query_node *node = new_node(generator, QUERY_ATLEAST);
    node->count = 1 + generator_below(generator, one_in(generator, 3) ? 12 : 4);
    node->child = stand(generator, depth > 2 ? 2 : depth - 1);
    return node;
}

static struct query_node *fixed(struct generator *generator)
{
    switch (generator_below(generator, 8)) {
    case 0:
        return new_node(generator, QUERY_ALL);
    case 1:
    case 2:
        return dates(generator);
    case 3:
    case 4:
        return length(generator);
    default:
        return value(generator);
    }
}

static struct query_node *part(struct generator *generator, unsigned depth)
{
    unsigned choice = generator_below(generator, 20);
    if (depth == 0 || choice < 8)
        return stand(generator, depth > 2 ? 2 : depth);
    if (choice < 11)
        return scope(generator, depth);
    if (choice < 13)
        return at_least(generator, depth);
    if (choice < 15)
        return fixed(generator);
    if (choice < 16)
        return query_node_not(generator->query, part(generator, depth - 1));
    unsigned count = 2 + generator_below(generator, 2);
    return group(generator, choice < 18 ? QUERY_AND : QUERY_OR,
                 list_of(generator, count, depth - 1, part));
}

void generator_make(struct generator *generator, struct query *query)
{
    *query = (struct query){0};
    generator->query = query;
    generator->anchor = any_article(generator);
    generator->place = generator_below(generator, (unsigned)generator->anchor->count);
    query->any = one_in(generator, 6);
    query->root = part(generator, 1 + generator_below(generator, 3));
}
