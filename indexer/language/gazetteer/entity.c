#include "indexer/language/gazetteer/entity.h"

#include <xxhash.h>

static const struct gazetteer_table *const table = &gazetteer_table;

const char *entity_code(entity_id entity)
{
    return table->text + table->entities[entity].code;
}

const char *entity_name(entity_id entity)
{
    return table->text + table->entities[entity].name;
}

enum entity_kind entity_kind_of(entity_id entity)
{
    return (enum entity_kind)table->entities[entity].kind;
}

static bool equal_in_any_case(const char *lower, struct slice text)
{
    size_t i = 0;
    for (; i < text.length && lower[i]; i++) {
        const char c = text.bytes[i];
        if ((c >= 'A' && c <= 'Z' ? c | 0x20 : c) != lower[i])
            return false;
    }
    return i == text.length && !lower[i];
}

entity_id entity_by_code(enum entity_kind kind, struct slice code)
{
    for (uint32_t i = 0; i < table->entity_count; i++) {
        const struct gazetteer_entity *entity = &table->entities[i];
        if (entity->kind == kind && (equal_in_any_case(table->text + entity->code, code) ||
                                     (code.length == 3 && equal_in_any_case(entity->code3, code))))
            return (entity_id)i;
    }
    return ENTITY_NONE;
}

const entity_id *entity_members(entity_id entity, size_t *count)
{
    *count = table->entities[entity].member_count;
    return table->members + table->entities[entity].first_member;
}

bool entity_is_former(entity_id entity)
{
    return table->entities[entity].former != 0;
}

const char *office_name(enum gazetteer_office office)
{
    static const char *const names[OFFICE_COUNT] = {"head", "government", "foreign", "general"};
    return names[office];
}

#define DAY_SECONDS 86400

int32_t entity_day(int64_t seconds)
{
    const int64_t day =
        seconds >= 0 ? seconds / DAY_SECONDS : -((-seconds + DAY_SECONDS - 1) / DAY_SECONDS);
    return day <= INT32_MIN || day >= INT32_MAX ? ENTITY_NO_DAY : (int32_t)day;
}

static bool covers(const struct gazetteer_term *term, int32_t day)
{
    return day != ENTITY_NO_DAY && term->first_day <= day && day <= term->last_day;
}

entity_id office_holder(entity_id body, enum gazetteer_office office, int32_t day)
{
    entity_id holder = ENTITY_NONE;
    for (uint32_t i = 0; i < table->term_count; i++) {
        const struct gazetteer_term *term = &table->terms[i];
        if (term->body == body && term->office == office && covers(term, day))
            holder = term->holder; /* terms of one office are in the order of their first days */
    }
    return holder;
}

bool office_held(entity_id person, int32_t day, uint32_t *at, entity_id *body,
                 enum gazetteer_office *office)
{
    while (*at < table->term_count) {
        const struct gazetteer_term *term = &table->terms[(*at)++];
        if (term->holder == person && covers(term, day)) {
            *body = term->body;
            *office = (enum gazetteer_office)term->office;
            return true;
        }
    }
    return false;
}

bool entity_in_office(entity_id person, int32_t day)
{
    uint32_t at = 0;
    entity_id body;
    enum gazetteer_office office;
    return office_held(person, day, &at, &body, &office);
}

/* Ten languages of diplomacy: en fr es ru ar fa zh de uk tr, the first in GAZETTEER_LANGUAGES. */
#define KNOWN_BEST UINT32_C(0x3ff)

uint32_t gazetteer_languages(struct slice tag)
{
    static const char all[] = GAZETTEER_LANGUAGES;
    size_t length = 0;
    while (length < tag.length && tag.bytes[length] != '-' && tag.bytes[length] != '_')
        length++;
    if (length == 0)
        return KNOWN_BEST;
    for (size_t bit = 0; length == 2 && bit * 3 < sizeof all; bit++)
        if ((tag.bytes[0] | 0x20) == all[bit * 3] && (tag.bytes[1] | 0x20) == all[bit * 3 + 1])
            return UINT32_C(1) << bit;
    return length == 2 || length == 3 ? GAZETTEER_OTHER_LANGUAGE : KNOWN_BEST;
}

uint32_t gazetteer_find(struct slice folded, uint32_t *slot)
{
    const uint64_t hash = XXH3_64bits(folded.bytes, folded.length);
    uint32_t at = gazetteer_first_slot(hash, table->slot_count);
    while (table->slots[at].node != 0) {
        if (table->slots[at].tag == gazetteer_tag(hash)) {
            *slot = at;
            return table->slots[at].node;
        }
        at = at + 1 == table->slot_count ? 0 : at + 1;
    }
    *slot = GAZETTEER_NONE;
    return GAZETTEER_NONE;
}

uint32_t gazetteer_step(uint32_t node, uint32_t slot)
{
    const struct gazetteer_node *from = &table->nodes[node];
    const struct gazetteer_edge *edges = table->edges + from->first_edge;
    size_t low = 0, high = from->edge_count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (edges[middle].word < slot)
            low = middle + 1;
        else
            high = middle;
    }
    return low < from->edge_count && edges[low].word == slot ? edges[low].node : GAZETTEER_NONE;
}
