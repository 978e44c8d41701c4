#include "searcher/widening.h"

#include <unicode/uchar.h>

#include "corpus/utf8.h"
#include "indexer/schema.h"

/* What widening is done with. */
struct widener {
    struct query_terms *terms;
    struct analyser *analyser;
    struct widenings *out;
};

/* --- what a leaf names ------------------------------------------------------------------------ */

/* Whether a text begins with a small letter, where its script has capitals. */
static bool is_small(struct slice text)
{
    uint32_t code;
    if (text.length == 0)
        return false;
    utf8_decode(text.bytes, text.length, &code);
    return u_islower((UChar32)code);
}

/* Whether a name is meant as it was typed: in small letters only names of places that are no other
 * word, and what is written small in its language; of surnames those that one person has, and that
 * are no other word. */
static bool is_meant(const struct named_entity *named, size_t count, bool small)
{
    if (named->flags & SENSE_WEAK)
        return false;
    if (named->kind == GAZETTEER_SURNAME)
        return count == 1 && !small && !(named->flags & SENSE_GIVEN_LIKE);
    if (!small || !(named->flags & SENSE_CAPITAL))
        return true;
    bool place = named->kind == GAZETTEER_NAME || named->kind == GAZETTEER_CAPITAL ||
                 named->kind == GAZETTEER_SEAT || named->kind == GAZETTEER_REGION;
    return place && !(named->flags & SENSE_GIVEN_LIKE);
}

/* The entities that a text names, the one that is meant first; false for none. */
static bool understand(const struct widener *widener, struct slice typed, struct widening *out)
{
    struct named_entity named[NAMED_ENTITIES_MAX];
    size_t count = entities_named(widener->analyser, typed, named);
    bool small = is_small(typed);
    out->entity = ENTITY_NONE;
    out->alternative_count = 0;
    for (size_t at = 0; at < count; at++)
        if (out->entity == ENTITY_NONE && (out->alone || is_meant(&named[at], count, small)))
            out->entity = named[at].entity;
        else
            out->alternatives[out->alternative_count++] = named[at].entity;
    return out->entity != ENTITY_NONE;
}

/* The entity of a code or a name behind '@'. */
static bool understand_alone(const struct widener *widener, const struct query_leaf *leaf,
                             struct widening *out)
{
    static const enum entity_kind kinds[] = {ENTITY_COUNTRY, ENTITY_ORGANISATION, ENTITY_REGION,
                                             ENTITY_PERSON};
    struct slice code = {leaf->node->text.bytes + 1, leaf->node->text.length - 1};
    out->alternative_count = 0;
    for (size_t at = 0; at < sizeof(kinds) / sizeof(*kinds); at++) {
        out->entity = entity_by_code(kinds[at], code);
        if (out->entity != ENTITY_NONE)
            return true;
    }
    return understand(widener, leaf->written, out);
}

/* --- terms ------------------------------------------------------------------------------------ */

/* A slot of the terms of another, if any, and one more. */
static bool make_slot(struct widener *widener, const struct query_slot *words, entity_id entity,
                      bool lesser, struct query_slot *out)
{
    size_t count = words ? words->count : 0;
    struct buffer term = BUFFER_INIT;
    schema_entity_term(&term, entity);
    struct slice bytes = arena_copy(&widener->terms->arena, buffer_slice(&term));
    buffer_dispose(&term);
    struct query_term *terms = arena_alloc(&widener->terms->arena, (count + 1) * sizeof(*terms));
    if (!terms || !bytes.bytes)
        return false;
    for (size_t at = 0; at < count; at++)
        terms[at] = words->terms[at];
    terms[count] = (struct query_term){.folded = bytes, .lesser = lesser, .is_term = true};
    *out = (struct query_slot){terms, count + 1};
    return true;
}

/* Put the entity beside the one word of a leaf, or as one more way to write it. */
static bool widen_leaf(struct widener *widener, struct query_leaf *leaf,
                       const struct widening *widening)
{
    bool one = leaf->sequences[0].count == 1 && leaf->node->kind == QUERY_WORD;
    struct query_slot *slot = arena_alloc(&widener->terms->arena, sizeof(*slot));
    if (!slot || !make_slot(widener, one && !widening->alone ? leaf->sequences[0].slots : NULL,
                            widening->entity, !widening->alone, slot))
        return false;
    size_t number = one || widening->alone                       ? 0
                    : leaf->sequence_count < QUERY_SEQUENCES_MAX ? leaf->sequence_count
                                                                 : QUERY_SEQUENCES_MAX - 1;
    leaf->sequences[number] = (struct query_sequence){slot, 1};
    if (widening->alone)
        leaf->sequence_count = 1;
    else if (number == leaf->sequence_count)
        leaf->sequence_count++;
    return true;
}

/* --- topic words ------------------------------------------------------------------------------ */

/* Put the words of other languages beside the one word of a leaf; false on no memory. */
static bool translate_leaf(struct widener *widener, size_t number)
{
    struct query_leaf *leaf = &widener->terms->leaves[number];
    const struct query_slot *slot = leaf->sequences[0].slots;
    struct arena *arena = &widener->terms->arena;
    struct lexicon_word found[LEXICON_WORDS_MAX];
    size_t count =
        lexicon_find(widener->analyser, slot->terms[0].folded, slot->terms[0].script, found);
    if (count == 0)
        return true;
    struct lexicon_word *words = arena_alloc(arena, count * sizeof(*words));
    struct query_term *terms = arena_alloc(arena, (slot->count + count) * sizeof(*terms));
    struct query_slot *wide = arena_alloc(arena, sizeof(*wide));
    if (!words || !terms || !wide)
        return false;
    memcpy(words, found, count * sizeof(*words));
    memcpy(terms, slot->terms, slot->count * sizeof(*terms));
    for (size_t at = 0; at < count; at++)
        terms[slot->count + at] = (struct query_term){.folded = found[at].folded,
                                                      .script = slot->terms[0].script,
                                                      .lesser = true,
                                                      .narrowed = true,
                                                      .language = found[at].language};
    *wide = (struct query_slot){terms, slot->count + count};
    leaf->sequences[0] = (struct query_sequence){wide, 1};
    widener->out->topics[widener->out->topic_count++] =
        (struct translated_word){number, words, count};
    return true;
}

/* --- leaves ----------------------------------------------------------------------------------- */

static bool can_widen(const struct query_leaf *leaf)
{
    const struct query_node *node = leaf->node;
    return leaf->sequence_count > 0 && !leaf->in_title && node->slop == 0 &&
           (node->kind == QUERY_WORD || node->kind == QUERY_PHRASE);
}

static bool is_plain_word(const struct query_leaf *leaf)
{
    return can_widen(leaf) && leaf->node->kind == QUERY_WORD && leaf->node->text.length > 0 &&
           leaf->node->text.bytes[0] != '@';
}

/* The most words that a name may have. */
#define NAME_WORDS_MAX 6

/* How many words stand side by side, one blank between, from a leaf on. */
static size_t count_side_by_side(const struct query_terms *terms, size_t number)
{
    size_t count = 0;
    while (number + count < terms->count && count < NAME_WORDS_MAX &&
           is_plain_word(&terms->leaves[number + count])) {
        const struct query_node *node = terms->leaves[number + count].node;
        count++;
        if (number + count == terms->count || node->next != terms->leaves[number + count].node ||
            node->next->place.offset != node->place.offset + node->place.length + 1)
            break;
    }
    return count;
}

/* The longest name that words side by side are: how many words, at least two; 0 for none. */
static size_t understand_together(const struct widener *widener, size_t number,
                                  struct widening *out)
{
    const struct query_leaf *leaves = &widener->terms->leaves[number];
    size_t count = count_side_by_side(widener->terms, number);
    for (; count >= 2; count--) {
        struct buffer text = BUFFER_INIT;
        for (size_t at = 0; at < count; at++) {
            buffer_append_string(&text, at > 0 ? " " : "");
            buffer_append_slice(&text, leaves[at].written);
        }
        bool found = !text.failed && understand(widener, buffer_slice(&text), out);
        buffer_dispose(&text);
        if (found)
            break;
    }
    return count >= 2 ? count : 0;
}

/* What a leaf names, alone or with those after it; how many leaves, 0 for nothing. */
static size_t find_name(const struct widener *widener, size_t number,
                        const struct widening_options *options, struct widening *out)
{
    const struct query_leaf *leaf = &widener->terms->leaves[number];
    struct slice text = leaf->node->text;
    *out = (struct widening){.leaf = number, .leaf_count = 1};
    out->alone = leaf->node->kind == QUERY_WORD && text.length > 1 && text.bytes[0] == '@';
    if (out->alone)
        return understand_alone(widener, leaf, out);
    if (options->exact || options->nameless)
        return 0;
    size_t together = understand_together(widener, number, out);
    out->leaf_count = together ? together : 1;
    return together ? together : understand(widener, leaf->written, out);
}

/* Widen a leaf by what it names, and those that name it with it; *count is how many, 0 for what
 * names nothing. False on no memory. */
static bool name_leaves(struct widener *widener, size_t number,
                        const struct widening_options *options, size_t *count)
{
    struct widening *widening = &widener->out->items[widener->out->count];
    *count = find_name(widener, number, options, widening);
    widener->out->count += *count > 0;
    for (size_t at = 0; at < *count; at++)
        if (!widen_leaf(widener, &widener->terms->leaves[number + at], widening))
            return false;
    return true;
}

/* Whether a word may be looked for in the lexicon. */
static bool may_be_topic(const struct query_leaf *leaf, const struct widening_options *options)
{
    return !options->exact && !options->topicless && leaf->node->kind == QUERY_WORD &&
           leaf->sequence_count == 1 && leaf->sequences[0].count == 1;
}

enum herald_status query_terms_widen(struct query_terms *terms, struct analyser *analyser,
                                     const struct widening_options *options, struct widenings *out,
                                     struct herald_error *err)
{
    struct widener widener = {terms, analyser, out};
    *out = (struct widenings){0};
    out->items = arena_alloc(&terms->arena, (terms->count + 1) * sizeof(*out->items));
    out->topics = arena_alloc(&terms->arena, (terms->count + 1) * sizeof(*out->topics));
    bool ready = out->items && out->topics;
    for (size_t at = 0, named; ready && at < terms->count; at += named ? named : 1) {
        named = 0;
        if (!can_widen(&terms->leaves[at]))
            continue;
        ready = name_leaves(&widener, at, options, &named);
        if (ready && !named && may_be_topic(&terms->leaves[at], options))
            ready = translate_leaf(&widener, at);
    }
    return ready ? HERALD_OK : herald_fail(err, HERALD_E_NO_MEMORY, "no memory for the query");
}
