#include "searcher/widening.h"

#include <string.h>

#include <unicode/uchar.h>

#include "corpus/utf8.h"
#include "indexer/schema.h"
#include "searcher/deadline.h"

/* What widening is done with. */
struct widener {
    struct query_terms *terms;
    struct analyser *analyser;
    struct widenings *out;
    enum word_script script; /* of the topic word at hand */
    size_t shown;            /* leaves before it stand in a phrase that hides names: Lake Chad */
};

/* Leaves between two looks at the clock. */
#define CLOCK_STEP 64u

/* --- what a leaf names ------------------------------------------------------------------------ */

/* The first character of a text; U+0000 of an empty one. */
static uint32_t first_character(struct slice text)
{
    uint32_t code = 0;
    if (text.length > 0)
        utf8_decode(text.bytes, text.length, &code);
    return code;
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

/* The entities that a text names, the one that is meant first; false for none. A surname of
 * several, or that is another word, too, names nobody where it is written as a name, but may name
 * each. */
static bool understand(const struct widener *widener, struct slice typed, struct widening *out)
{
    struct named_entity named[NAMED_ENTITIES_MAX];
    size_t count = entities_named(widener->analyser, typed, named);
    bool small = u_islower((UChar32)first_character(typed));
    out->entity = ENTITY_NONE;
    out->alternative_count = 0;
    out->kind = GAZETTEER_SURNAME;
    out->given_like = false;
    for (size_t at = 0; at < count; at++)
        if (out->entity == ENTITY_NONE && (out->alone || is_meant(&named[at], count, small))) {
            out->entity = named[at].entity;
            out->kind = named[at].kind;
            out->given_like = named[at].flags & SENSE_GIVEN_LIKE;
        } else {
            out->alternatives[out->alternative_count++] = named[at].entity;
        }
    const bool possible = count > 0 && !small && named[0].kind == GAZETTEER_SURNAME;
    return out->entity != ENTITY_NONE || possible;
}

/* The entity of a code or a name behind '@'. */
static bool understand_alone(const struct widener *widener, const struct query_leaf *leaf,
                             struct widening *out)
{
    static const enum entity_kind kinds[] = {ENTITY_COUNTRY, ENTITY_ORGANISATION, ENTITY_REGION,
                                             ENTITY_PERSON};
    struct slice code = {leaf->node->text.bytes + 1, leaf->node->text.length - 1};
    out->alternative_count = 0;
    out->kind = GAZETTEER_KINDS;
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
    widener->out->placed = true;
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

/* How many words stand side by side from a leaf on, whether AND stands between them or not: what is
 * understood must not depend on how the same query is written. */
static size_t count_side_by_side(const struct query_terms *terms, size_t number)
{
    size_t count = 0;
    while (number + count < terms->count && count < NAME_WORDS_MAX &&
           is_plain_word(&terms->leaves[number + count])) {
        const struct query_leaf *leaf = &terms->leaves[number + count];
        count++;
        if (!leaf->in_row || number + count == terms->count ||
            leaf->node->next != terms->leaves[number + count].node)
            break;
    }
    return count;
}

/* --- Persian words typed apart ---------------------------------------------------------------- */

/* Letters of two bytes each, in a word that is joined with another, at the least. */
#define JOINED_PART_MIN 4

/* Endings and prefixes that are written together with a word, with a non-joiner or a blank between,
 * as they are folded. */
static const char endings[] = " ها هاي هايي هايش هايشان اي تر ترين ";
static const char prefixes[] = " مي نمي ";

static bool is_listed(const char *list, struct slice word)
{
    for (const char *at = list + 1; *at;) {
        const size_t length = strcspn(at, " ");
        if (slice_equal(word, (struct slice){at, length}))
            return true;
        at += length + 1;
    }
    return false;
}

/* The one word in Arabic script that a leaf is; empty for another. */
static struct slice arabic_word(const struct query_leaf *leaf)
{
    const struct query_term *term = leaf->sequences[0].slots[0].terms;
    const bool one = leaf->sequence_count == 1 && leaf->sequences[0].count == 1;
    return one && term->script == SCRIPT_ARABIC && term->folded.length >= JOINED_PART_MIN
               ? term->folded
               : (struct slice){NULL, 0};
}

/* Let a leaf of one word be another, too. False on no memory. */
static bool add_spelling(struct widener *widener, struct query_leaf *leaf, struct slice folded)
{
    const struct query_slot *slot = leaf->sequences[0].slots;
    struct query_slot *wide = arena_alloc(&widener->terms->arena, sizeof(*wide));
    struct query_term *terms =
        arena_alloc(&widener->terms->arena, (slot->count + 1) * sizeof(*terms));
    if (!wide || !terms)
        return false;
    memcpy(terms, slot->terms, slot->count * sizeof(*terms));
    terms[slot->count] = (struct query_term){.folded = folded, .script = SCRIPT_ARABIC};
    *wide = (struct query_slot){terms, slot->count + 1};
    leaf->sequences[0].slots = wide;
    return true;
}

/* Whether a word is a topic or a name. */
static bool is_known(const struct widener *widener, struct slice word)
{
    struct lexicon_word topics[LEXICON_WORDS_MAX];
    struct named_entity named[NAMED_ENTITIES_MAX];
    return lexicon_find(widener->analyser, &word, 1, SCRIPT_ARABIC, topics) > 0 ||
           entities_named(widener->analyser, word, named) > 0;
}

/* Join a leaf with the next one where one of them is an ending or a prefix of the other, or both
 * together are a word that is known. False on no memory. */
static bool join_leaf(struct widener *widener, size_t number)
{
    if (count_side_by_side(widener->terms, number) < 2)
        return true;
    struct query_leaf *leaf = &widener->terms->leaves[number], *next = leaf + 1;
    const struct slice first = arabic_word(leaf), second = arabic_word(next);
    if (first.length == 0 || second.length == 0 || first.length + second.length > WORD_MAX)
        return true;
    char room[WORD_MAX];
    memcpy(room, first.bytes, first.length);
    memcpy(room + first.length, second.bytes, second.length);
    const struct slice joined = {room, first.length + second.length};
    const bool ending = is_listed(endings, second), prefix = is_listed(prefixes, first);
    if (!ending && !prefix && !is_known(widener, joined))
        return true;
    leaf->joined = arena_copy(&widener->terms->arena, joined);
    leaf->affix = leaf->affix || prefix;
    next->affix = ending;
    return leaf->joined.bytes && add_spelling(widener, leaf, leaf->joined) &&
           add_spelling(widener, next, leaf->joined);
}

/* --- names ------------------------------------------------------------------------------------ */

/* Whether a name that is a given name, too, is a person's where it stands: after a given name, or
 * before a word with a capital that is no name of anything. */
static bool is_part_of_person(const struct widener *widener, size_t number)
{
    const struct query_leaf *leaves = widener->terms->leaves;
    if (number > 0 && count_side_by_side(widener->terms, number - 1) > 1 &&
        entity_is_given_name(widener->analyser, leaves[number - 1].written))
        return true;
    struct named_entity named[NAMED_ENTITIES_MAX];
    return count_side_by_side(widener->terms, number) > 1 &&
           u_isupper((UChar32)first_character(leaves[number + 1].written)) &&
           entities_named(widener->analyser, leaves[number + 1].written, named) == 0;
}

/* Words side by side as they were typed; false on no memory. */
static bool append_written(const struct widener *widener, size_t number, size_t count,
                           struct buffer *text)
{
    buffer_clear(text);
    for (size_t at = 0; at < count; at++) {
        buffer_append_string(text, at > 0 ? " " : "");
        buffer_append_slice(text, widener->terms->leaves[number + at].written);
    }
    return !text->failed;
}

/* The longest name that words side by side are: how many words, at least two; 0 for none. Of a
 * phrase that hides names instead, the leaves are noted as hidden. */
static size_t understand_together(struct widener *widener, size_t number, struct widening *out)
{
    struct buffer text = BUFFER_INIT;
    size_t count = count_side_by_side(widener->terms, number);
    for (; count >= 2 && append_written(widener, number, count, &text); count--) {
        if (understand(widener, buffer_slice(&text), out))
            break;
        if (entity_is_hidden(widener->analyser, buffer_slice(&text))) {
            widener->shown = number + count > widener->shown ? number + count : widener->shown;
            count = 0;
            break;
        }
    }
    const struct slice joined = widener->terms->leaves[number].joined;
    if (count == 1 && joined.length > 0 && understand(widener, joined, out))
        count = 2;
    buffer_dispose(&text);
    return count >= 2 ? count : 0;
}

/* What a leaf names, alone or with those after it; how many leaves, 0 for nothing. */
static size_t find_name(struct widener *widener, size_t number,
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
    if (together)
        return together;
    return number >= widener->shown && !leaf->affix && understand(widener, leaf->written, out) &&
           !(out->given_like && is_part_of_person(widener, number));
}

/* Widen a leaf by what it names, and those that name it with it; *count is how many, 0 for what
 * names nothing. False on no memory. */
static bool name_leaves(struct widener *widener, size_t number,
                        const struct widening_options *options, size_t *count)
{
    struct widening *widening = &widener->out->items[widener->out->count];
    *count = find_name(widener, number, options, widening);
    widener->out->count += *count > 0;
    for (size_t at = 0; at < *count && widening->entity != ENTITY_NONE; at++)
        if (!widen_leaf(widener, &widener->terms->leaves[number + at], widening))
            return false;
    return true;
}

/* --- topic words ------------------------------------------------------------------------------ */

/* Whether a word may be looked for in the lexicon: as it stands or, of a compound, as it is joined.
 */
static bool may_be_topic(const struct query_leaf *leaf)
{
    return leaf->node->kind == QUERY_WORD &&
           (leaf->sequence_count == 1 ||
            (leaf->sequence_count == 2 && leaf->sequences[1].count == 1));
}

static struct query_sequence *topic_sequence(struct query_leaf *leaf)
{
    return &leaf->sequences[leaf->sequence_count - 1];
}

/* How many leaves, from one on, are a word each that stands beside the one before. */
static size_t count_single_words(const struct widener *widener, size_t number)
{
    const struct query_leaf *leaves = &widener->terms->leaves[number];
    const size_t side_by_side = count_side_by_side(widener->terms, number);
    size_t count = 0;
    while (count < side_by_side && count < LEXICON_PARTS_MAX && may_be_topic(&leaves[count]) &&
           leaves[count].sequences[0].count == 1)
        count++;
    return count;
}

/* The longest topic that words from a leaf on are; how many leaves, 0 for none. A leaf that is
 * several words (Chinese) or a compound is alone. */
static size_t find_topic(const struct widener *widener, size_t number,
                         struct lexicon_word found[static LEXICON_WORDS_MAX], size_t *count)
{
    struct query_leaf *leaves = &widener->terms->leaves[number];
    const struct query_sequence *first = topic_sequence(&leaves[0]);
    const enum word_script script = first->slots[0].terms[0].script;
    struct slice words[LEXICON_PARTS_MAX];
    size_t leaf_count = count_single_words(widener, number);
    for (size_t at = 0; at < leaf_count; at++)
        words[at] = leaves[at].sequences[0].slots[0].terms[0].folded;
    for (; leaf_count > 0; leaf_count--) {
        *count = lexicon_find(widener->analyser, words, leaf_count, script, found);
        if (*count > 0)
            return leaf_count;
        if (leaf_count == 2 && leaves[0].joined.length > 0 &&
            (*count = lexicon_find(widener->analyser, &leaves[0].joined, 1, script, found)) > 0)
            return 2;
    }
    if (first->count > LEXICON_PARTS_MAX)
        return 0;
    for (size_t at = 0; at < first->count; at++)
        words[at] = first->slots[at].terms[0].folded;
    *count = lexicon_find(widener->analyser, words, first->count, script, found);
    return *count > 0 ? 1 : 0;
}

/* What a word of the lexicon is looked for as: one word as that, several by their term. False on no
 * memory. */
static bool make_topic_term(struct widener *widener, const struct lexicon_word *word,
                            struct query_term *out)
{
    *out = (struct query_term){.folded = word->folded,
                               .script = widener->script,
                               .lesser = true,
                               .narrowed = true,
                               .language = word->language};
    if (word->stems.length == 0)
        return true;
    struct buffer term = BUFFER_INIT;
    schema_phrase_term(&term, word->language, word->stems);
    widener->out->placed = true;
    out->folded = arena_copy(&widener->terms->arena, buffer_slice(&term));
    out->is_term = true;
    buffer_dispose(&term);
    return out->folded.bytes != NULL;
}

/* What says the same in other languages, behind what stands at a place if that is one word; false
 * on no memory. */
static bool make_topic_slot(struct widener *widener, const struct query_slot *before,
                            const struct translated_word *topic, struct query_slot *out)
{
    const size_t kept = before ? before->count : 0;
    struct query_term *terms =
        arena_alloc(&widener->terms->arena, (kept + topic->count) * sizeof(*terms));
    if (!terms)
        return false;
    if (kept > 0)
        memcpy(terms, before->terms, kept * sizeof(*terms));
    for (size_t at = 0; at < topic->count; at++)
        if (!make_topic_term(widener, &topic->words[at], &terms[kept + at]))
            return false;
    *out = (struct query_slot){terms, kept + topic->count};
    return true;
}

/* Put the words of other languages beside the word of a leaf, or as one more way to write it. */
static bool translate_leaf(struct widener *widener, size_t place,
                           const struct translated_word *topic)
{
    struct query_leaf *leaf = &widener->terms->leaves[topic->leaf + place];
    struct query_sequence *sequence = topic_sequence(leaf);
    struct query_slot *wide = arena_alloc(&widener->terms->arena, sizeof(*wide));
    const bool one = sequence->count == 1;
    widener->script = sequence->slots[0].terms[0].script;
    if (!wide || !make_topic_slot(widener, one ? sequence->slots : NULL, topic, wide))
        return false;
    if (one)
        *sequence = (struct query_sequence){wide, 1};
    else
        leaf->sequences[leaf->sequence_count++] = (struct query_sequence){wide, 1};
    return true;
}

/* Find what leaves are as a topic, and translate them; *count is how many, 0 for no topic. False on
 * no memory. */
static bool translate_leaves(struct widener *widener, size_t number, size_t *count)
{
    struct lexicon_word found[LEXICON_WORDS_MAX];
    struct translated_word *topic = &widener->out->topics[widener->out->topic_count];
    size_t words = 0;
    *count = find_topic(widener, number, found, &words);
    if (*count == 0)
        return true;
    struct lexicon_word *kept = arena_alloc(&widener->terms->arena, words * sizeof(*kept));
    if (!kept)
        return false;
    memcpy(kept, found, words * sizeof(*kept));
    *topic = (struct translated_word){number, *count, kept, words};
    widener->out->topic_count++;
    for (size_t place = 0; place < *count; place++)
        if (!translate_leaf(widener, place, topic))
            return false;
    return true;
}

/* --- all together ------------------------------------------------------------------------------
 */

enum herald_status query_terms_widen(struct query_terms *terms, struct analyser *analyser,
                                     const struct widening_options *options, struct widenings *out,
                                     struct herald_error *err)
{
    struct widener widener = {.terms = terms, .analyser = analyser, .out = out};
    *out = (struct widenings){0};
    out->items = arena_alloc(&terms->arena, (terms->count + 1) * sizeof(*out->items));
    out->topics = arena_alloc(&terms->arena, (terms->count + 1) * sizeof(*out->topics));
    bool ready = out->items && out->topics;
    const bool topics = !options->exact && !options->topicless;
    for (size_t at = 0; ready && !options->exact && at + 1 < terms->count; at++)
        ready = join_leaf(&widener, at);
    for (size_t at = 0, taken; ready && at < terms->count; at += taken ? taken : 1) {
        taken = 0;
        out->late =
            out->late || (at % CLOCK_STEP == CLOCK_STEP - 1 && clock_has_come(options->until));
        if (!can_widen(&terms->leaves[at]) || (out->late && !terms->leaves[at].negated))
            continue;
        ready = name_leaves(&widener, at, options, &taken);
        if (ready && !taken && topics && may_be_topic(&terms->leaves[at]))
            ready = translate_leaves(&widener, at, &taken);
    }
    return ready ? HERALD_OK : herald_fail(err, HERALD_E_NO_MEMORY, "no memory for the query");
}
