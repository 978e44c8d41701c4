#include "indexer/language/gazetteer/declared.h"

static const struct gazetteer_table *const table = &gazetteer_table;

/* The names that begin with a word, or with what is joined to its front in Arabic left out. */
static uint32_t find_word(struct slice folded, uint32_t *slot)
{
    uint32_t joined, node = gazetteer_find(folded, slot);
    if (node != GAZETTEER_NONE || !gazetteer_is_arabic(folded))
        return node;
    node = gazetteer_find_joined(folded, &joined);
    *slot = *slot == GAZETTEER_NONE ? joined : *slot;
    return node;
}

/* The node of a text's words; GAZETTEER_NONE where they are no name. */
static uint32_t find_name(struct analyser *analyser, struct slice text)
{
    struct word word;
    uint32_t node = GAZETTEER_NONE;
    bool first = true;
    analyser_start(analyser, text);
    while (analyser_next(analyser, &word, NULL) == HERALD_OK) {
        uint32_t slot;
        if (word.kind != WORD_PLAIN)
            continue;
        const uint32_t root = find_word(word.folded, &slot);
        node = first ? root : slot == GAZETTEER_NONE ? GAZETTEER_NONE : gazetteer_step(node, slot);
        first = false;
        if (node == GAZETTEER_NONE)
            return GAZETTEER_NONE;
    }
    return node;
}

/* Whether an entity is among those listed; its name is then of the better of the two kinds: China
 * is a name, and an adjective in Spanish. */
static bool is_listed(struct named_entity *entities, size_t count,
                      const struct gazetteer_sense *sense)
{
    for (size_t i = 0; i < count; i++) {
        if (entities[i].entity == sense->entity) {
            entities[i].kind = sense->kind < entities[i].kind ? sense->kind : entities[i].kind;
            return true;
        }
    }
    return false;
}

size_t entities_named(struct analyser *analyser, struct slice text,
                      struct named_entity out[static NAMED_ENTITIES_MAX])
{
    const uint32_t number = find_name(analyser, text);
    size_t count = 0;
    if (number == GAZETTEER_NONE)
        return 0;
    const struct gazetteer_node *node = &table->nodes[number];
    for (uint32_t i = 0; i < node->sense_count && count < NAMED_ENTITIES_MAX; i++) {
        const struct gazetteer_sense *sense = &table->senses[node->first_sense + i];
        if (sense->languages != 0 && sense->kind <= GAZETTEER_SURNAME &&
            sense->kind != GAZETTEER_SHORT && !is_listed(out, count, sense))
            out[count++] = (struct named_entity){sense->entity, sense->kind, sense->flags};
    }
    return count;
}

bool entity_is_given_name(struct analyser *analyser, struct slice text)
{
    const uint32_t number = find_name(analyser, text);
    if (number == GAZETTEER_NONE)
        return false;
    const struct gazetteer_node *node = &table->nodes[number];
    for (uint32_t i = 0; i < node->sense_count; i++) {
        const struct gazetteer_sense *sense = &table->senses[node->first_sense + i];
        if (sense->kind == GAZETTEER_CUE && sense->entity == CUE_GIVEN)
            return true;
    }
    return false;
}

bool entity_is_hidden(struct analyser *analyser, struct slice text)
{
    const uint32_t number = find_name(analyser, text);
    bool hidden = false;
    if (number == GAZETTEER_NONE)
        return false;
    const struct gazetteer_node *node = &table->nodes[number];
    for (uint32_t i = 0; i < node->sense_count; i++) {
        const struct gazetteer_sense *sense = &table->senses[node->first_sense + i];
        if (sense->kind <= GAZETTEER_SURNAME)
            return false;
        hidden |= sense->kind == GAZETTEER_BLOCK;
    }
    return hidden;
}

entity_id entity_declared(struct analyser *analyser, enum entity_kind kind, struct slice text)
{
    struct named_entity named[NAMED_ENTITIES_MAX];
    entity_id found = entity_by_code(kind, text);
    if (found != ENTITY_NONE)
        return found;
    const size_t count = entities_named(analyser, text, named);
    for (size_t i = 0; i < count; i++) {
        if (entity_kind_of(named[i].entity) != kind)
            continue;
        if (named[i].kind != GAZETTEER_SURNAME)
            return named[i].entity;
        if (found != ENTITY_NONE)
            return ENTITY_NONE;
        found = named[i].entity;
    }
    return found;
}
