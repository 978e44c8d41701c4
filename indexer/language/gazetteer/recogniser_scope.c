#include "indexer/language/gazetteer/recogniser_parts.h"
#include "indexer/language/vocabulary.h"

/* As what a country is spoken of, and who is meant by a word for an office beside it. */

static const struct gazetteer_table *const table = &gazetteer_table;

/* A word for an office may be this far from its country: `of` and `the` stand between. */
#define REACH 2u

/* Whether a word of government stands beside a country, or before it with `of` between. */
static bool is_institution(const struct recogniser *recogniser, const struct candidate *candidate)
{
    const uint32_t first = candidate->first, last = candidate->last;
    return has_cue(recogniser, last + 1, CUE_INSTITUTION) ||
           has_cue(recogniser, first - 1, CUE_INSTITUTION) ||
           (first >= 2 && has_cue(recogniser, first - 1, CUE_LOCATIVE) &&
            has_cue(recogniser, first - 2, CUE_INSTITUTION));
}

/* Whether a capital acts or is dealt with as only a government is. */
static bool is_acting(const struct recogniser *recogniser, const struct candidate *candidate)
{
    return !has_cue(recogniser, candidate->first - 1, CUE_LOCATIVE) &&
           (has_cue(recogniser, candidate->last + 1, CUE_SPEECH) ||
            has_cue(recogniser, candidate->first - 1, CUE_BEFORE_GOVERNMENT));
}

enum mention_scope find_scope(const struct recogniser *recogniser,
                              const struct candidate *candidate)
{
    switch ((enum gazetteer_kind)candidate->kind) {
    case GAZETTEER_SEAT:
        return SCOPE_GOVERNMENT;
    case GAZETTEER_PEOPLE:
        return SCOPE_PEOPLE;
    case GAZETTEER_CAPITAL:
        return is_acting(recogniser, candidate) ? SCOPE_GOVERNMENT : SCOPE_PLACE;
    default:
        return is_institution(recogniser, candidate) ? SCOPE_GOVERNMENT : SCOPE_PLACE;
    }
}

/* --- offices ---------------------------------------------------------------------------------- */

static bool is_body(const struct candidate *candidate)
{
    return candidate->entity != ENTITY_NONE && candidate->kind <= GAZETTEER_ORGANISATION &&
           candidate->kind != GAZETTEER_PEOPLE;
}

/* The sense of a candidate that is an office; NULL for none. */
static const struct gazetteer_sense *office_sense(const struct recogniser *recogniser,
                                                  const struct candidate *candidate)
{
    const struct gazetteer_node *node = &table->nodes[candidate->node];
    for (uint32_t i = 0; i < node->sense_count; i++) {
        const struct gazetteer_sense *sense = &table->senses[node->first_sense + i];
        if (sense->kind == GAZETTEER_ROLE && sense->languages & recogniser->languages)
            return sense;
    }
    return NULL;
}

static const struct candidate *body_before(const struct recogniser *recogniser, size_t number)
{
    const struct candidate *role = &recogniser->candidates[number];
    return number > 0 && is_body(role - 1) && role[-1].last + 1 == role->first ? role - 1 : NULL;
}

/* Whether what comes after an office is near enough to be its country: with at most one word
 * between, or two such as `of the`. */
static bool is_near(const struct recogniser *recogniser, const struct candidate *role,
                    const struct candidate *next)
{
    return next->first <= role->last + REACH ||
           (next->first == role->last + REACH + 1 &&
            has_cue(recogniser, role->last + 1, CUE_LOCATIVE) &&
            has_cue(recogniser, role->last + 2, CUE_LOCATIVE));
}

static const struct candidate *body_after(const struct recogniser *recogniser, size_t number)
{
    const struct candidate *role = &recogniser->candidates[number];
    const struct candidate *end = recogniser->candidates + recogniser->candidate_count;
    for (const struct candidate *next = role + 1; next < end && is_near(recogniser, role, next);
         next++)
        if (is_body(next))
            return next;
    return NULL;
}

/* The country whose office a candidate names. In French, Spanish, Arabic and Persian it comes after
 * the office, in other languages before it more often than not. */
static const struct candidate *body_of(const struct recogniser *recogniser, size_t number,
                                       uint32_t languages)
{
    const uint32_t after = gazetteer_languages(SLICE("fr")) | gazetteer_languages(SLICE("es")) |
                           gazetteer_languages(SLICE("ar")) | gazetteer_languages(SLICE("fa"));
    const struct candidate *body =
        languages & after ? body_after(recogniser, number) : body_before(recogniser, number);
    if (body)
        return body;
    return languages & after ? body_before(recogniser, number) : body_after(recogniser, number);
}

/* Whether a former or a deputy one is meant. */
static bool is_not_holder(const struct recogniser *recogniser, uint32_t first, uint32_t last)
{
    return has_cue(recogniser, first - 1, CUE_NOT_HOLDER) ||
           has_cue(recogniser, last + 1, CUE_NOT_HOLDER);
}

static bool add_office(struct recogniser *recogniser, const struct candidate *role,
                       const struct candidate *body, uint8_t office)
{
    struct office_mention *offices =
        array_reserve(recogniser->offices, sizeof *offices, &recogniser->office_capacity,
                      recogniser->office_count + 1);
    if (!offices)
        return false;
    const uint32_t first = role->first < body->first ? role->first : body->first;
    const uint32_t last = role->last > body->last ? role->last : body->last;
    recogniser->offices = offices;
    const bool other = is_not_holder(recogniser, first, last) ||
                       is_not_holder(recogniser, role->first, role->last);
    offices[recogniser->office_count++] = (struct office_mention){
        recogniser->tokens[first].position, recogniser->tokens[last].position, body->entity,
        other ? ENTITY_NONE
              : office_holder(body->entity, (enum gazetteer_office)office, recogniser->day),
        office};
    return true;
}

enum herald_status find_offices(struct recogniser *recogniser)
{
    for (size_t i = 0; i < recogniser->candidate_count; i++) {
        const struct candidate *role = &recogniser->candidates[i];
        const struct gazetteer_sense *office =
            role->kind == GAZETTEER_ROLE ? office_sense(recogniser, role) : NULL;
        const struct candidate *body =
            office ? body_of(recogniser, i, office->languages & recogniser->languages) : NULL;
        if (body && !add_office(recogniser, role, body, (uint8_t)office->entity))
            return HERALD_E_NO_MEMORY;
    }
    return HERALD_OK;
}
