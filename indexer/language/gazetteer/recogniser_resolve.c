#include "indexer/language/gazetteer/recogniser_parts.h"

/*
 * What names mean. First the evidence is gathered: names that mean one thing only. Then those that
 * may mean several, or nothing, are decided by it.
 */

static const struct gazetteer_table *const table = &gazetteer_table;

/* The senses of a candidate that can be meant at its place, one after the other; NULL at the end.
 * *number begins at 0. */
static const struct gazetteer_sense *next_sense(const struct recogniser *recogniser,
                                                const struct candidate *candidate, uint32_t *number)
{
    const struct gazetteer_node *node = &table->nodes[candidate->node];
    const struct token *token = &recogniser->tokens[candidate->first];
    while (*number < node->sense_count) {
        const struct gazetteer_sense *sense = &table->senses[node->first_sense + (*number)++];
        if (sense_fits(recogniser, sense, token))
            return sense;
    }
    return NULL;
}

static bool is_place_name(uint8_t kind)
{
    return kind == GAZETTEER_NAME || kind == GAZETTEER_CAPITAL || kind == GAZETTEER_ADJECTIVE;
}

/* --- what stands beside a name ---------------------------------------------------------------- */

/* Whether the token is a word with a capital that the gazetteer knows nothing of, and that no
 * sentence begins with: mostly a name. */
static bool is_strange_name(const struct recogniser *recogniser, size_t number)
{
    const struct token *token = &recogniser->tokens[number];
    return token->capital && !token->starts && token->node == GAZETTEER_NONE;
}

/* Whether the name is a person's: Michael Jordan, Paris Hilton; nobody can tell where all is in
 * capitals. */
static bool is_of_person(const struct recogniser *recogniser, const struct candidate *candidate,
                         const struct gazetteer_sense *sense)
{
    if (candidate->first != candidate->last || recogniser->capitals || !is_place_name(sense->kind))
        return false;
    const size_t before = candidate->first - 1;
    if (recogniser->tokens[before].capital && has_cue(recogniser, before, CUE_GIVEN) &&
        !recogniser->tokens[candidate->first].starts)
        return true;
    return sense->flags & SENSE_GIVEN_LIKE && is_strange_name(recogniser, candidate->last + 1) &&
           !has_cue(recogniser, before, CUE_LOCATIVE);
}

static bool is_rivalled(const struct recogniser *recogniser, const struct candidate *candidate,
                        const struct gazetteer_sense *sense)
{
    const uint32_t slot = recogniser->tokens[candidate->first].slot;
    for (uint32_t i = 0; i < table->rival_count && candidate->first == candidate->last; i++) {
        const struct gazetteer_rival *rival = &table->rivals[i];
        if (rival->slot == slot && rival->entity == sense->entity) {
            const uint32_t *evidence = recogniser->evidence;
            return evidence[rival->against - CUE_EVIDENCE] >
                   evidence[rival->in_favour - CUE_EVIDENCE];
        }
    }
    return false;
}

/* Whether the name is that of a town in the United States: Cairo, Ga., Vienna, Va. */
static bool is_american_town(const struct recogniser *recogniser, const struct candidate *candidate,
                             const struct gazetteer_sense *sense)
{
    const size_t after = candidate->last + 1;
    return (sense->kind == GAZETTEER_NAME || sense->kind == GAZETTEER_CAPITAL ||
            sense->kind == GAZETTEER_SEAT) &&
           has_cue(recogniser, after, CUE_AMERICAN_STATE) && recogniser->tokens[after].capital &&
           !recogniser->capitals;
}

/* Whether a by-word for a government stands right after the adjective of another country: die
 * österreichische Bundesregierung. */
static bool is_of_other(const struct recogniser *recogniser, const struct candidate *candidate,
                        const struct gazetteer_sense *sense)
{
    const struct candidate *before = candidate - 1;
    if (sense->kind != GAZETTEER_SEAT || candidate == recogniser->candidates ||
        before->last + 1 != candidate->first)
        return false;
    return before->entity != ENTITY_NONE && before->kind == GAZETTEER_ADJECTIVE &&
           before->entity != sense->entity;
}

/* Whether a country's name is none here. */
static bool is_ruled_out(const struct recogniser *recogniser, const struct candidate *candidate,
                         const struct gazetteer_sense *sense)
{
    return is_of_person(recogniser, candidate, sense) ||
           is_of_other(recogniser, candidate, sense) || is_rivalled(recogniser, candidate, sense) ||
           is_american_town(recogniser, candidate, sense) ||
           (sense->kind == GAZETTEER_ADJECTIVE &&
            has_cue(recogniser, candidate->last + 1, CUE_LANGUAGE));
}

/* --- names that are beyond doubt -------------------------------------------------------------- */

static void count_evidence(struct recogniser *recogniser, const struct candidate *candidate)
{
    const struct gazetteer_sense *sense;
    for (uint32_t i = 0; (sense = next_sense(recogniser, candidate, &i)) != NULL;)
        if (sense->kind == GAZETTEER_CUE && sense->entity > CUE_EVIDENCE &&
            sense->entity < CUE_EVIDENCE + EVIDENCE_KINDS)
            recogniser->evidence[sense->entity - CUE_EVIDENCE]++;
}

static void choose(struct candidate *candidate, const struct gazetteer_sense *sense)
{
    candidate->entity = sense->entity;
    candidate->kind = sense->kind;
}

/* Whether a phrase that hides the name of a country is itself one of a region or an organisation:
 * Latin America, the Paris Club. */
static bool names_no_country(const struct recogniser *recogniser, const struct candidate *candidate)
{
    const struct gazetteer_sense *sense;
    for (uint32_t i = 0; (sense = next_sense(recogniser, candidate, &i)) != NULL;)
        if (sense->kind == GAZETTEER_ORGANISATION || sense->kind == GAZETTEER_REGION)
            return true;
    return false;
}

/* Take the only sense of a name, if it has one; and note what it is where it names nothing. */
static void take_strong(struct recogniser *recogniser, struct candidate *candidate)
{
    const struct gazetteer_sense *sense, *only = NULL;
    bool single = true;
    candidate->kind = GAZETTEER_CUE;
    for (uint32_t i = 0; (sense = next_sense(recogniser, candidate, &i)) != NULL;) {
        if (sense->kind == GAZETTEER_BLOCK && !names_no_country(recogniser, candidate)) {
            candidate->kind = GAZETTEER_BLOCK;
            return;
        }
        if (sense->kind == GAZETTEER_ROLE)
            candidate->kind = GAZETTEER_ROLE;
        if (sense->kind > GAZETTEER_SURNAME || sense->flags & SENSE_TOGETHER)
            continue;
        const bool doubtful = sense->kind == GAZETTEER_SURNAME || sense->flags & SENSE_WEAK;
        single = single && !doubtful && (!only || only->entity == sense->entity);
        only = only ? only : sense;
    }
    if (only && single && !is_ruled_out(recogniser, candidate, only)) {
        choose(candidate, only);
        candidate->strong = true;
        recogniser->support[only->entity]++;
    }
}

/* --- names in doubt --------------------------------------------------------------------------- */

/* Whether a name was that of an entity at the article's date. */
static bool is_dated(const struct recogniser *recogniser, const struct candidate *candidate,
                     entity_id entity)
{
    const uint32_t slot = recogniser->tokens[candidate->first].slot;
    for (uint32_t i = 0; i < table->dated_count && candidate->first == candidate->last; i++) {
        const struct gazetteer_dated *dated = &table->dated[i];
        if (dated->slot == slot && dated->entity == entity && recogniser->day != ENTITY_NO_DAY &&
            dated->first_day <= recogniser->day && recogniser->day <= dated->last_day)
            return true;
    }
    return false;
}

/* Of several countries or organisations the one that the article names most elsewhere; else the one
 * whose name it was at the time; else the first that is not weak. */
static void take_supported(struct recogniser *recogniser, struct candidate *candidate)
{
    const struct gazetteer_sense *sense, *best = NULL, *first = NULL, *dated = NULL;
    uint32_t most = 0;
    for (uint32_t i = 0; (sense = next_sense(recogniser, candidate, &i)) != NULL;) {
        if (sense->kind >= GAZETTEER_PERSON || sense->flags & SENSE_TOGETHER ||
            is_ruled_out(recogniser, candidate, sense))
            continue;
        if (recogniser->support[sense->entity] > most) {
            most = recogniser->support[sense->entity];
            best = sense;
        }
        dated = is_dated(recogniser, candidate, sense->entity) ? sense : dated;
        first = first || sense->flags & SENSE_WEAK ? first : sense;
    }
    best = best ? best : dated ? dated : first;
    if (best)
        choose(candidate, best);
}

/* Whether the country or organisation of one of a person's offices is named beyond doubt. */
static bool is_body_named(const struct recogniser *recogniser, entity_id person)
{
    for (uint32_t i = 0; i < table->term_count; i++)
        if (table->terms[i].holder == person && recogniser->support[table->terms[i].body] > 0)
            return true;
    return false;
}

/* Whether a word for an office stands before the name, or in Chinese beside it. */
static bool has_title(const struct recogniser *recogniser, const struct candidate *candidate)
{
    return has_cue(recogniser, candidate->first - 1, CUE_INSTITUTION) ||
           has_cue(recogniser, candidate->last + 1, CUE_INSTITUTION);
}

/* Whether a surname is more likely the given name of somebody else, whose surname comes after it:
 * minister Abbas Araghchi. In German every noun has a capital. */
static bool is_given_of_other(const struct recogniser *recogniser,
                              const struct candidate *candidate)
{
    return is_strange_name(recogniser, candidate->last + 1) && !recogniser->capitals &&
           !(recogniser->languages & gazetteer_languages(SLICE("de")));
}

/* The holder of an office that a surname means; of several, nobody. */
static const struct gazetteer_sense *in_office(const struct recogniser *recogniser,
                                               const struct candidate *candidate)
{
    const bool capital = recogniser->tokens[candidate->first].capital && !recogniser->capitals;
    const bool title = has_title(recogniser, candidate);
    const struct gazetteer_sense *sense, *found = NULL;
    if (is_given_of_other(recogniser, candidate))
        return NULL;
    for (uint32_t i = 0; (sense = next_sense(recogniser, candidate, &i)) != NULL;) {
        if (sense->kind == GAZETTEER_SURNAME && !(sense->flags & SENSE_WEAK) &&
            entity_in_office(sense->entity, recogniser->day) &&
            (title || (capital && is_body_named(recogniser, sense->entity)))) {
            if (found)
                return NULL;
            found = sense;
        }
    }
    return found;
}

/* Whom a surname means: who is named in full elsewhere, or who holds an office at the time. */
static void take_person(struct recogniser *recogniser, struct candidate *candidate)
{
    const struct gazetteer_sense *sense, *best = NULL;
    uint32_t most = 0;
    if ((is_strange_name(recogniser, candidate->first - 1) && !recogniser->capitals) ||
        has_cue(recogniser, candidate->first - 1, CUE_SON_OF))
        return;
    for (uint32_t i = 0; (sense = next_sense(recogniser, candidate, &i)) != NULL;) {
        if (sense->kind == GAZETTEER_SURNAME && recogniser->support[sense->entity] > most) {
            most = recogniser->support[sense->entity];
            best = sense;
        }
    }
    best = best ? best : in_office(recogniser, candidate);
    if (best)
        choose(candidate, best);
}

void resolve_candidates(struct recogniser *recogniser)
{
    for (size_t i = 0; i < recogniser->candidate_count; i++)
        count_evidence(recogniser, &recogniser->candidates[i]);
    for (size_t i = 0; i < recogniser->candidate_count; i++)
        take_strong(recogniser, &recogniser->candidates[i]);
    for (size_t i = 0; i < recogniser->candidate_count; i++) {
        struct candidate *candidate = &recogniser->candidates[i];
        if (candidate->entity == ENTITY_NONE && candidate->kind != GAZETTEER_BLOCK)
            take_supported(recogniser, candidate);
        if (candidate->entity == ENTITY_NONE && candidate->kind != GAZETTEER_BLOCK)
            take_person(recogniser, candidate);
    }
}
