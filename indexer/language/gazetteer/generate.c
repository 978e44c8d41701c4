#include "indexer/language/gazetteer/generate.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "indexer/language/analyser.h"

_Noreturn void fail(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
    exit(EXIT_FAILURE);
}

void *more(void *items, size_t size, size_t count, size_t *capacity)
{
    if (count < *capacity)
        return items;
    *capacity = *capacity ? 2 * *capacity : 64;
    void *grown = realloc(items, *capacity * size);
    if (!grown)
        fail("out of memory");
    return grown;
}

static uint32_t language_bit(struct slice code)
{
    static const char all[] = GAZETTEER_LANGUAGES;
    for (size_t bit = 0; bit * 3 < sizeof all; bit++)
        if (code.length == 2 && memcmp(all + bit * 3, code.bytes, 2) == 0)
            return UINT32_C(1) << bit;
    return GAZETTEER_OTHER_LANGUAGE;
}

uint32_t language_bits(struct slice list)
{
    uint32_t bits = 0;
    if (slice_equal(list, SLICE("*")))
        return GAZETTEER_ANY_LANGUAGE;
    for (size_t at = 0; at < list.length;) {
        size_t end = at;
        while (end < list.length && list.bytes[end] != ' ')
            end++;
        bits |= language_bit((struct slice){list.bytes + at, end - at});
        at = end + 1;
    }
    return bits;
}

/* --- entities --------------------------------------------------------------------------------- */

/* The key of an entity: its kind and its code in lower case. */
static struct slice entity_key(enum entity_kind kind, struct slice code, char room[static 128])
{
    if (code.length == 0 || code.length > 120)
        fail("a code of %zu bytes", code.length);
    room[0] = "corg"[kind];
    for (size_t i = 0; i < code.length; i++) {
        const char c = code.bytes[i];
        room[i + 1] = c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
    }
    return (struct slice){room, code.length + 1};
}

uint16_t entity_find(const struct generator *generator, enum entity_kind kind, struct slice code)
{
    char room[128];
    const struct slice key = entity_key(kind, code, room);
    const uint32_t number = names_find(&generator->codes, key, names_hash(key.bytes, key.length));
    return number == NAMES_NONE ? UINT16_MAX : (uint16_t)number;
}

static uint32_t add_text(struct generator *generator, struct slice string)
{
    const uint32_t at = (uint32_t)generator->text.length;
    buffer_append_slice(&generator->text, string);
    buffer_append_byte(&generator->text, 0);
    return at;
}

uint16_t entity_number(struct generator *generator, enum entity_kind kind, struct slice code,
                       struct slice name)
{
    char room[128];
    uint16_t number = entity_find(generator, kind, code);
    if (number == UINT16_MAX) {
        const struct slice key = entity_key(kind, code, room);
        number = (uint16_t)names_intern(&generator->codes, key);
        generator->entities = more(generator->entities, sizeof *generator->entities,
                                   generator->entity_count, &generator->entity_capacity);
        generator->entities[generator->entity_count++] = (struct gazetteer_entity){
            .code = add_text(generator, (struct slice){key.bytes + 1, key.length - 1}),
            .kind = (uint8_t)kind};
    }
    struct gazetteer_entity *entity = &generator->entities[number];
    if (entity->name == 0 && name.length > 0)
        entity->name = add_text(generator, name);
    return number;
}

/* --- the trie --------------------------------------------------------------------------------- */

static uint32_t new_node(struct generator *generator)
{
    generator->nodes = more(generator->nodes, sizeof *generator->nodes, generator->node_count,
                            &generator->node_capacity);
    generator->nodes[generator->node_count] = (struct trie_node){0};
    return (uint32_t)generator->node_count++;
}

/* The node that a word leads to; GAZETTEER_NONE where there is none and none is to be made. */
static uint32_t step(struct generator *generator, uint32_t parent, struct slice word, bool make)
{
    const uint32_t number = names_intern(&generator->words, word);
    const uint32_t key[2] = {parent, number};
    const struct slice name = {(const char *)key, sizeof key};
    const uint32_t found =
        names_find(&generator->edge_names, name, names_hash(name.bytes, name.length));
    if (found != NAMES_NONE)
        return generator->edges[found].node;
    if (!make)
        return GAZETTEER_NONE;
    const uint32_t node = new_node(generator);
    names_intern(&generator->edge_names, name);
    generator->edges = more(generator->edges, sizeof *generator->edges, generator->edge_count,
                            &generator->edge_capacity);
    generator->edges[generator->edge_count++] = (struct trie_edge){parent, number, node};
    return node;
}

/* The node of a form's words, and whether the first is capital; GAZETTEER_NONE for no words. */
static uint32_t walk(struct generator *generator, struct slice form, bool make, bool *capital)
{
    struct word word;
    uint32_t node = 0;
    size_t count = 0;
    analyser_start(generator->analyser, form);
    while (node != GAZETTEER_NONE && analyser_next(generator->analyser, &word, NULL) == HERALD_OK) {
        if (word.kind == WORD_PLAIN) {
            *capital = count++ == 0 ? word_is_capital(&word) : *capital;
            node = step(generator, node, word.folded, make);
        }
    }
    return count == 0 ? GAZETTEER_NONE : node;
}

static bool same_sense(const struct gazetteer_sense *a, const struct gazetteer_sense *b)
{
    return a->entity == b->entity && a->kind == b->kind && a->flags == b->flags;
}

/* Add a sense to a node; the languages of those that are alike are joined. */
static void add_sense(struct trie_node *node, struct gazetteer_sense sense)
{
    for (uint32_t i = 0; i < node->sense_count; i++) {
        if (same_sense(&node->senses[i], &sense)) {
            node->senses[i].languages |= sense.languages;
            return;
        }
    }
    size_t capacity = node->sense_capacity;
    node->senses = more(node->senses, sizeof *node->senses, node->sense_count, &capacity);
    node->sense_capacity = (uint32_t)capacity;
    node->senses[node->sense_count++] = sense;
}

/* Write a form with the umlauts spelled out; false where it has none. */
static bool spell_umlauts_out(struct slice form, struct buffer *out)
{
    static const char *const umlauts[][2] = {{"ä", "ae"}, {"ö", "oe"}, {"ü", "ue"},
                                             {"Ä", "Ae"}, {"Ö", "Oe"}, {"Ü", "Ue"}};
    const size_t length = strlen("ä");
    bool found = false;
    for (size_t at = 0; at < form.length;) {
        const char *letters = NULL;
        for (size_t i = 0; i < sizeof umlauts / sizeof *umlauts && !letters; i++)
            if (at + length <= form.length && memcmp(form.bytes + at, umlauts[i][0], length) == 0)
                letters = umlauts[i][1];
        if (letters)
            buffer_append_string(out, letters);
        else
            buffer_append(out, form.bytes + at, 1);
        at += letters ? length : 1;
        found = found || letters;
    }
    return found;
}

static void add_one_form(struct generator *generator, struct slice form,
                         struct gazetteer_sense sense, bool cased)
{
    bool capital = false;
    const uint32_t number = walk(generator, form, true, &capital);
    if (number == GAZETTEER_NONE)
        return;
    struct trie_node *node = &generator->nodes[number];
    sense.flags |= cased && capital ? SENSE_CAPITAL : 0;
    add_sense(node, sense);
}

void add_form(struct generator *generator, struct slice form, struct gazetteer_sense sense,
              bool cased)
{
    struct buffer spelled = BUFFER_INIT;
    add_one_form(generator, form, sense, cased);
    if (sense.languages & language_bits(SLICE("de")) && spell_umlauts_out(form, &spelled))
        add_one_form(generator, buffer_slice(&spelled), sense, cased);
    buffer_dispose(&spelled);
}

void flag_form(struct generator *generator, struct slice form, uint16_t entity, uint32_t languages,
               uint8_t flags)
{
    bool capital;
    const uint32_t number = walk(generator, form, false, &capital);
    if (number == GAZETTEER_NONE)
        return;
    struct trie_node *node = &generator->nodes[number];
    for (uint32_t i = 0, count = node->sense_count; i < count; i++) {
        const struct gazetteer_sense sense = node->senses[i];
        if ((entity == UINT16_MAX || sense.entity == entity) && sense.languages & languages &&
            (sense.kind <= GAZETTEER_SEAT || sense.kind == GAZETTEER_SURNAME)) {
            struct gazetteer_sense flagged = sense;
            flagged.flags |= flags;
            flagged.languages &= languages;
            node->senses[i].languages &= ~languages;
            add_sense(node, flagged);
        }
    }
}

void folded_code(struct generator *generator, struct slice name, struct buffer *out)
{
    struct word word;
    buffer_clear(out);
    analyser_start(generator->analyser, name);
    while (analyser_next(generator->analyser, &word, NULL) == HERALD_OK) {
        if (word.kind == WORD_PLAIN) {
            buffer_append_string(out, out->length > 0 ? "-" : "");
            buffer_append_slice(out, word.folded);
        }
    }
}

uint32_t word_of(struct generator *generator, struct slice form)
{
    struct word word;
    analyser_start(generator->analyser, form);
    if (analyser_next(generator->analyser, &word, NULL) != HERALD_OK)
        fail("no word in '%.*s'", (int)form.length, form.bytes);
    return names_intern(&generator->words, word.folded);
}

/* generate-gazetteer OUTPUT LEXICON CONCEPTS TABLE... - TABLE...: what names mean first comes
 * first; the names of ICU stand where the '-' is, and tables behind it say something of names that
 * are there. */
int main(int count, char **arguments)
{
    static struct generator generator;
    if (count < 5 || analyser_open(&generator.analyser, NULL) != HERALD_OK)
        fail("usage: generate-gazetteer OUTPUT LEXICON CONCEPTS TABLE... - TABLE...");
    add_text(&generator, SLICE("")); /* offset 0 is no name */
    new_node(&generator);
    icu_entities(&generator);
    for (int i = 4; i < count; i++)
        if (strcmp(arguments[i], "-") == 0)
            icu_names(&generator);
        else
            read_table(&generator, arguments[i]);
    write_data(&generator, arguments[1]);
    generate_lexicon(&generator, arguments[3], arguments[2]);
    return EXIT_SUCCESS;
}
