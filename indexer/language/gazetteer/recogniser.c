#include "indexer/language/gazetteer/recogniser.h"

#include <stdlib.h>
#include <string.h>

#include "indexer/language/gazetteer/recogniser_parts.h"
#include "indexer/language/vocabulary.h"

static const struct gazetteer_table *const table = &gazetteer_table;

enum herald_status recogniser_open(struct recogniser **out, struct herald_error *err)
{
    struct recogniser *recogniser = calloc(1, sizeof *recogniser);
    *out = recogniser;
    if (recogniser)
        recogniser->support = calloc(table->entity_count, sizeof *recogniser->support);
    if (!recogniser || !recogniser->support) {
        recogniser_free(recogniser);
        *out = NULL;
        return herald_fail(err, HERALD_E_NO_MEMORY, "out of memory");
    }
    return HERALD_OK;
}

void recogniser_free(struct recogniser *recogniser)
{
    if (!recogniser)
        return;
    free(recogniser->tokens);
    free(recogniser->candidates);
    free(recogniser->slots);
    free(recogniser->nodes);
    free(recogniser->prefixed);
    free(recogniser->support);
    free(recogniser->mentions);
    free(recogniser->offices);
    free(recogniser);
}

void recogniser_start(struct recogniser *recogniser, uint32_t languages, int32_t day)
{
    recogniser->languages = languages;
    recogniser->day = day;
    recogniser->token_count = recogniser->candidate_count = 0;
    recogniser->mention_count = recogniser->office_count = 0;
    memset(recogniser->evidence, 0, sizeof recogniser->evidence);
    memset(recogniser->support, 0, table->entity_count * sizeof *recogniser->support);
}

/* --- words ------------------------------------------------------------------------------------ */

/* Look up the distinct words of a text. */
static bool find_words(struct recogniser *recogniser, const struct text_terms *terms)
{
    const bool arabic = (recogniser->languages & gazetteer_languages(SLICE("ar"))) != 0;
    const size_t count = terms->word_count;
    uint32_t *slots =
        array_reserve(recogniser->slots, sizeof *slots, &recogniser->slot_capacity, count);
    recogniser->slots = slots ? slots : recogniser->slots;
    uint32_t *nodes =
        array_reserve(recogniser->nodes, sizeof *nodes, &recogniser->node_capacity, count);
    recogniser->nodes = nodes ? nodes : recogniser->nodes;
    bool *prefixed = array_reserve(recogniser->prefixed, sizeof *prefixed,
                                   &recogniser->prefixed_capacity, count);
    recogniser->prefixed = prefixed ? prefixed : recogniser->prefixed;
    if (!slots || !nodes || !prefixed)
        return count == 0;
    for (size_t i = 0; i < count; i++) {
        const struct slice folded = terms->words[i].folded;
        nodes[i] = gazetteer_find(folded, &slots[i]);
        prefixed[i] = arabic && nodes[i] == GAZETTEER_NONE && gazetteer_is_arabic(folded);
        if (prefixed[i]) {
            uint32_t slot;
            nodes[i] = gazetteer_find_joined(folded, &slot);
            slots[i] = slots[i] == GAZETTEER_NONE ? slot : slots[i];
        }
    }
    return true;
}

static bool add_token(struct recogniser *recogniser, struct token token)
{
    struct token *tokens = array_reserve(recogniser->tokens, sizeof *tokens,
                                         &recogniser->token_capacity, recogniser->token_count + 1);
    recogniser->tokens = tokens ? tokens : recogniser->tokens;
    if (tokens)
        tokens[recogniser->token_count++] = token;
    return tokens != NULL;
}

/* Make room for the tokens of a text at once: a long one would take twice of it, step by step. */
static bool reserve_tokens(struct recogniser *recogniser, size_t count)
{
    struct token *tokens =
        array_reserve(recogniser->tokens, sizeof *tokens, &recogniser->token_capacity,
                      recogniser->token_count + count + 2);
    recogniser->tokens = tokens ? tokens : recogniser->tokens;
    return tokens != NULL;
}

enum herald_status recogniser_add(struct recogniser *recogniser, const struct text_terms *terms,
                                  uint32_t first_position, struct herald_error *err)
{
    static const struct token nothing = {
        GAZETTEER_NONE, GAZETTEER_NONE, GAZETTEER_NONE, 0, false, false, true};
    bool done = find_words(recogniser, terms) && reserve_tokens(recogniser, terms->token_count) &&
                add_token(recogniser, nothing);
    size_t sentence = 0;
    for (size_t i = 0; i < terms->token_count && done; i++) {
        const uint32_t word = terms->tokens[i] & TOKEN_WORD;
        const bool capital = (terms->tokens[i] & TOKEN_CAPITAL) != 0;
        if (terms->tokens[i] & TOKEN_VARIANT) {
            recogniser->tokens[recogniser->token_count - 1].variant_node = recogniser->nodes[word];
        } else {
            const bool starts =
                sentence < terms->sentence_count && terms->sentences[sentence] == first_position;
            sentence += starts;
            done = add_token(recogniser,
                             (struct token){recogniser->nodes[word], recogniser->slots[word],
                                            GAZETTEER_NONE, first_position++, capital,
                                            recogniser->prefixed[word], starts});
        }
    }
    return done && add_token(recogniser, nothing)
               ? HERALD_OK
               : herald_fail(err, HERALD_E_NO_MEMORY, "out of memory");
}

/* --- names ------------------------------------------------------------------------------------ */

bool sense_fits(const struct recogniser *recogniser, const struct gazetteer_sense *sense,
                const struct token *token)
{
    const uint32_t languages = token->prefixed
                                   ? recogniser->languages & gazetteer_languages(SLICE("ar"))
                                   : recogniser->languages;
    return (sense->languages & languages) != 0 &&
           (token->capital || !(sense->flags & SENSE_CAPITAL));
}

static bool node_fits(const struct recogniser *recogniser, uint32_t node, const struct token *token)
{
    const struct gazetteer_node *found = &table->nodes[node];
    for (uint32_t i = 0; i < found->sense_count; i++)
        if (sense_fits(recogniser, &table->senses[found->first_sense + i], token))
            return true;
    return false;
}

bool has_cue(const struct recogniser *recogniser, size_t token, enum gazetteer_cue cue)
{
    const uint32_t number =
        token < recogniser->token_count ? recogniser->tokens[token].node : GAZETTEER_NONE;
    if (number == GAZETTEER_NONE)
        return false;
    const struct gazetteer_node *node = &table->nodes[number];
    for (uint32_t i = 0; i < node->sense_count; i++) {
        const struct gazetteer_sense *sense = &table->senses[node->first_sense + i];
        if (sense->kind == GAZETTEER_CUE && sense->entity == cue &&
            sense->languages & recogniser->languages)
            return true;
    }
    return false;
}

/* The longest name that begins with a token; false where there is none. */
static bool longest(const struct recogniser *recogniser, size_t first, struct candidate *out)
{
    const struct token *token = &recogniser->tokens[first];
    out->node = GAZETTEER_NONE;
    if (token->variant_node != GAZETTEER_NONE &&
        node_fits(recogniser, token->variant_node, token)) {
        *out = (struct candidate){.first = (uint32_t)first,
                                  .last = (uint32_t)first + 1,
                                  .node = token->variant_node,
                                  .entity = ENTITY_NONE};
    }
    uint32_t node = token->node;
    for (size_t at = first; node != GAZETTEER_NONE; at++) {
        if (node_fits(recogniser, node, token)) {
            *out = (struct candidate){.first = (uint32_t)first,
                                      .last = (uint32_t)at,
                                      .node = node,
                                      .entity = ENTITY_NONE};
        }
        const uint32_t slot = recogniser->tokens[at + 1].slot;
        node = slot == GAZETTEER_NONE ? GAZETTEER_NONE : gazetteer_step(node, slot);
    }
    return out->node != GAZETTEER_NONE;
}

static bool find_candidates(struct recogniser *recogniser)
{
    for (size_t at = 0; at + 1 < recogniser->token_count; at++) {
        struct candidate found;
        const struct token *token = &recogniser->tokens[at];
        if ((token->node == GAZETTEER_NONE && token->variant_node == GAZETTEER_NONE) ||
            !longest(recogniser, at, &found))
            continue;
        struct candidate *candidates =
            array_reserve(recogniser->candidates, sizeof *candidates,
                          &recogniser->candidate_capacity, recogniser->candidate_count + 1);
        if (!candidates)
            return false;
        recogniser->candidates = candidates;
        candidates[recogniser->candidate_count++] = found;
        at = found.last;
    }
    return true;
}

/* --- the article ------------------------------------------------------------------------------ */

/* Of ten words with a capital and without, how many have one where capitals say nothing. */
#define CAPITALS_OF_TEN 7

static bool mostly_capitals(const struct recogniser *recogniser)
{
    size_t count = 0;
    for (size_t i = 0; i < recogniser->token_count; i++)
        count += recogniser->tokens[i].capital;
    return count * 10 > recogniser->token_count * CAPITALS_OF_TEN;
}

static bool add_mention(struct recogniser *recogniser, const struct candidate *candidate,
                        entity_id entity)
{
    struct mention *mentions =
        array_reserve(recogniser->mentions, sizeof *mentions, &recogniser->mention_capacity,
                      recogniser->mention_count + 1);
    if (!mentions)
        return false;
    recogniser->mentions = mentions;
    const enum mention_scope scope =
        entity_kind_of(entity) == ENTITY_COUNTRY ? find_scope(recogniser, candidate) : SCOPE_PLACE;
    mentions[recogniser->mention_count++] =
        (struct mention){recogniser->tokens[candidate->first].position,
                         recogniser->tokens[candidate->last].position, entity, (uint8_t)scope};
    return true;
}

/* The mentions of a candidate: one, or several that are meant together. */
static bool add_mentions(struct recogniser *recogniser, const struct candidate *candidate)
{
    const struct gazetteer_node *node = &table->nodes[candidate->node];
    bool done = candidate->entity == ENTITY_NONE || candidate->kind > GAZETTEER_SURNAME ||
                add_mention(recogniser, candidate, candidate->entity);
    for (uint32_t i = 0; i < node->sense_count && done; i++) {
        const struct gazetteer_sense *sense = &table->senses[node->first_sense + i];
        const bool meant = sense->flags & SENSE_TOGETHER && sense->entity != candidate->entity &&
                           sense_fits(recogniser, sense, &recogniser->tokens[candidate->first]) &&
                           (!(sense->flags & SENSE_WEAK) || recogniser->support[sense->entity] > 0);
        done = !meant || add_mention(recogniser, candidate, sense->entity);
    }
    return done;
}

enum herald_status recogniser_finish(struct recogniser *recogniser, struct mentions *out,
                                     struct herald_error *err)
{
    recogniser->capitals = mostly_capitals(recogniser);
    bool done = find_candidates(recogniser);
    if (done)
        resolve_candidates(recogniser);
    for (size_t i = 0; i < recogniser->candidate_count && done; i++)
        done = add_mentions(recogniser, &recogniser->candidates[i]);
    if (!done || find_offices(recogniser) != HERALD_OK)
        return herald_fail(err, HERALD_E_NO_MEMORY, "out of memory");
    *out = (struct mentions){recogniser->mentions, recogniser->mention_count, recogniser->offices,
                             recogniser->office_count};
    return HERALD_OK;
}
