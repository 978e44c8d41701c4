#include <stdio.h>
#include <stdlib.h>

#include "corpus/date.h"
#include "indexer/language/gazetteer/generate.h"

/* Reading the tables: their form is written down in tables/README.md. */

/* The block that lines belong to, and the line. */
struct block {
    struct generator *generator;
    const char *path;
    size_t line;
    struct slice languages; /* as written */
    struct slice kind;
    uint32_t bits;
};

static _Noreturn void fail_in(const struct block *block, const char *what, struct slice text)
{
    fail("%s:%zu: %s: '%.*s'", block->path, block->line, what, (int)text.length, text.bytes);
}

static struct slice trim(struct slice text)
{
    while (text.length > 0 && strchr(" \t\r\n", text.bytes[0])) {
        text.bytes++;
        text.length--;
    }
    while (text.length > 0 && strchr(" \t\r\n", text.bytes[text.length - 1]))
        text.length--;
    return text;
}

/* Take what stands up to a separator off the front of a text; all of it where there is none. */
static struct slice take_until(struct slice *text, char separator)
{
    const char *found = text->length ? memchr(text->bytes, separator, text->length) : NULL;
    const size_t length = found ? (size_t)(found - text->bytes) : text->length;
    const struct slice taken = {text->bytes, length};
    text->bytes += length + (found != NULL);
    text->length -= length + (found != NULL);
    return trim(taken);
}

/* --- names ------------------------------------------------------------------------------------ */

struct addition {
    struct generator *generator;
    struct gazetteer_sense sense;
    struct slice plural_of; /* what is not this is the people, in English: Russians */
};

static void take_form(void *context, struct slice form)
{
    const struct addition *addition = context;
    struct gazetteer_sense sense = addition->sense;
    if (addition->plural_of.length > 0 && !slice_equal(form, addition->plural_of))
        sense.kind = GAZETTEER_PEOPLE;
    add_form(addition->generator, form, sense, true);
}

/* A form as it is written in a table, with its signs, in every language of the block. */
static void add_signed(const struct block *block, struct slice form, struct gazetteer_sense sense)
{
    const bool plain = form.length > 0 && form.bytes[0] == '!';
    if (plain) {
        form.bytes++;
        form.length--;
    }
    if (form.length > 0 && form.bytes[form.length - 1] == '~') {
        form.length--;
        sense.flags |= SENSE_WEAK;
    }
    if (form.length == 0)
        fail_in(block, "an empty form", form);
    struct addition addition = {.generator = block->generator, .sense = sense};
    addition.sense.languages = block->bits;
    if (sense.kind == GAZETTEER_ADJECTIVE && slice_equal(block->languages, SLICE("en")))
        addition.plural_of = form;
    if (plain)
        take_form(&addition, form);
    else
        inflect(block->languages, sense.kind, form, take_form, &addition);
}

static void add_forms(const struct block *block, struct slice forms, struct gazetteer_sense sense)
{
    while (forms.length > 0)
        add_signed(block, take_until(&forms, ','), sense);
}

static const struct {
    const char *name;
    enum gazetteer_kind kind;
} country_kinds[] = {
    {"name", GAZETTEER_NAME},     {"adjective", GAZETTEER_ADJECTIVE},
    {"people", GAZETTEER_PEOPLE}, {"capital", GAZETTEER_CAPITAL},
    {"seat", GAZETTEER_SEAT},
};

static bool read_country(const struct block *block, struct slice code, struct slice rest)
{
    for (size_t i = 0; i < sizeof country_kinds / sizeof *country_kinds; i++) {
        if (slice_equal(block->kind, slice_of(country_kinds[i].name))) {
            const uint16_t entity = entity_find(block->generator, ENTITY_COUNTRY, code);
            if (entity == UINT16_MAX)
                fail_in(block, "no such country", code);
            add_forms(
                block, rest,
                (struct gazetteer_sense){.entity = entity, .kind = (uint8_t)country_kinds[i].kind});
            return true;
        }
    }
    return false;
}

static void read_organisation(const struct block *block, struct slice code, struct slice rest)
{
    struct slice names = rest;
    const bool english = slice_equal(block->languages, SLICE("en"));
    struct slice name = english ? take_until(&names, ',') : (struct slice){0};
    const uint16_t entity = entity_number(block->generator, ENTITY_ORGANISATION, code, name);
    add_forms(block, rest,
              (struct gazetteer_sense){.entity = entity, .kind = GAZETTEER_ORGANISATION});
}

/* --- regions and former states ---------------------------------------------------------------- */

static void set_members(const struct block *block, uint16_t number, struct slice codes)
{
    struct generator *generator = block->generator;
    struct gazetteer_entity *entity = &generator->entities[number];
    entity->first_member = (uint32_t)generator->member_count;
    entity->member_count = 0;
    while (codes.length > 0) {
        const struct slice code = take_until(&codes, ' ');
        const uint16_t member = entity_find(generator, ENTITY_COUNTRY, code);
        if (member == UINT16_MAX)
            fail_in(block, "no such country", code);
        generator->members = more(generator->members, sizeof *generator->members,
                                  generator->member_count, &generator->member_capacity);
        generator->members[generator->member_count++] = member;
        entity->member_count++;
    }
}

static void read_region(const struct block *block, struct slice code, struct slice rest)
{
    struct slice names = rest;
    if (rest.length > 0 && rest.bytes[0] == '=') {
        const uint16_t region =
            entity_number(block->generator, ENTITY_REGION, code, (struct slice){0});
        set_members(block, region, trim((struct slice){rest.bytes + 1, rest.length - 1}));
        return;
    }
    const bool english = slice_equal(block->languages, SLICE("en"));
    const struct slice name = english ? take_until(&names, ',') : (struct slice){0};
    const uint16_t entity = entity_number(block->generator, ENTITY_REGION, code, name);
    add_forms(block, rest, (struct gazetteer_sense){.entity = entity, .kind = GAZETTEER_REGION});
}

/* A day, month or year as its first or last day from 1970. */
static int32_t read_day(const struct block *block, struct slice text, bool last)
{
    struct date date;
    if (!date_parse(text, &date))
        fail_in(block, "no date", text);
    return (int32_t)((last ? date_last_second(date) : date.seconds) / 86400);
}

/* FROM..TO, or FROM.. to this day. */
static void read_days(const struct block *block, struct slice text, int32_t *first, int32_t *last)
{
    const struct slice from = take_until(&text, '.');
    if (text.length == 0 || text.bytes[0] != '.')
        fail_in(block, "no period", from);
    const struct slice to = trim((struct slice){text.bytes + 1, text.length - 1});
    *first = read_day(block, from, false);
    *last = to.length > 0 ? read_day(block, to, true) : INT32_MAX;
}

static void read_former(const struct block *block, struct slice code, struct slice rest)
{
    struct slice name = take_until(&rest, '>');
    const struct slice days = take_until(&name, ' ');
    const uint16_t number = entity_find(block->generator, ENTITY_COUNTRY, code);
    if (number == UINT16_MAX)
        fail_in(block, "no such country", code);
    struct gazetteer_entity *entity = &block->generator->entities[number];
    read_days(block, days, &entity->first_day, &entity->last_day);
    set_members(block, number, trim(rest));
}

/* --- people ----------------------------------------------------------------------------------- */

static uint8_t read_office(const struct block *block, struct slice name)
{
    static const char *const offices[OFFICE_COUNT] = {"head", "government", "foreign", "general"};
    for (uint8_t i = 0; i < OFFICE_COUNT; i++)
        if (slice_equal(name, slice_of(offices[i])))
            return i;
    fail_in(block, "no such office", name);
}

static void read_terms(const struct block *block, struct slice terms, uint16_t body,
                       uint16_t person)
{
    struct generator *generator = block->generator;
    while (terms.length > 0) {
        struct slice term = take_until(&terms, ',');
        struct gazetteer_term made = {.holder = person, .body = body};
        made.office = read_office(block, take_until(&term, ' '));
        read_days(block, trim(term), &made.first_day, &made.last_day);
        generator->terms = more(generator->terms, sizeof *generator->terms, generator->term_count,
                                &generator->term_capacity);
        generator->terms[generator->term_count++] = made;
    }
}

/* The surname in a name, which is its last word or that marked by '*'. */
static struct slice surname_of(struct slice name, const char *mark)
{
    const char *end = name.bytes + name.length;
    const char *begin = mark ? mark + 1 : end;
    for (; !mark && begin > name.bytes && begin[-1] != ' '; begin--) {
    }
    struct slice rest = {begin, (size_t)(end - begin)};
    return take_until(&rest, ' ');
}

/* What a name says by itself. A single one is not enough, unless it is marked; and in Chinese,
 * where names are written without blanks, nor is one of two characters, which may be part of
 * another. */
static enum gazetteer_kind kind_of_name(bool single, bool marked, bool chinese, size_t length)
{
    const bool partial = chinese ? length <= 2 * sizeof "普" - 2 : single;
    return partial && !marked ? GAZETTEER_SURNAME : GAZETTEER_PERSON;
}

/* A name of a person, whole, and its surname. */
static void add_person(const struct block *base, const char *language, uint16_t person,
                       struct slice name)
{
    struct block block = *base;
    block.languages = slice_of(language);
    block.bits = *language ? language_bits(block.languages) : GAZETTEER_ANY_LANGUAGE;
    const char *mark = memchr(name.bytes, '*', name.length);
    const struct slice surname = surname_of(name, mark);
    const bool chinese = strcmp(language, "zh") == 0;
    const bool single = surname.length + (mark != NULL) == name.length;
    struct buffer whole = BUFFER_INIT;
    buffer_append(&whole, name.bytes, mark ? (size_t)(mark - name.bytes) : name.length);
    if (mark)
        buffer_append(&whole, mark + 1, (size_t)(name.bytes + name.length - mark - 1));
    struct gazetteer_sense sense = {.entity = person};
    sense.kind = (uint8_t)kind_of_name(single, mark != NULL, chinese, whole.length);
    add_signed(&block, buffer_slice(&whole), sense);
    if (!single && !chinese) { /* one that comes first is a family's, as in Kim, and says little */
        sense.kind = GAZETTEER_SURNAME;
        sense.flags = mark == name.bytes ? SENSE_WEAK : 0;
        add_signed(&block, surname, sense);
    }
    buffer_dispose(&whole);
}

/* The entity of a person by the first of the names, '*' left out. */
static uint16_t new_person(const struct block *block, struct slice name)
{
    struct buffer plain = BUFFER_INIT, code = BUFFER_INIT;
    for (size_t i = 0; i < name.length; i++)
        if (name.bytes[i] != '*')
            buffer_append_byte(&plain, (unsigned char)name.bytes[i]);
    folded_code(block->generator, buffer_slice(&plain), &code);
    const uint16_t person =
        entity_number(block->generator, ENTITY_PERSON, buffer_slice(&code), buffer_slice(&plain));
    buffer_dispose(&plain);
    buffer_dispose(&code);
    return person;
}

/* BODY | TERMS | English | Russian | Arabic | Persian | Chinese | others */
static void read_leader(const struct block *block, struct slice line)
{
    static const char *const languages[] = {"", "ru", "ar", "fa", "zh", ""};
    const struct slice code = take_until(&line, '|');
    struct slice terms = take_until(&line, '|');
    uint16_t body = entity_find(block->generator, ENTITY_COUNTRY, code);
    if (body == UINT16_MAX)
        body = entity_find(block->generator, ENTITY_ORGANISATION, code);
    if (body == UINT16_MAX)
        fail_in(block, "no such country or organisation", code);
    uint16_t person = UINT16_MAX;
    for (size_t column = 0; column < 6 && line.length > 0; column++) {
        struct slice names = take_until(&line, '|');
        while (names.length > 0) {
            const struct slice name = take_until(&names, ';');
            person = person == UINT16_MAX ? new_person(block, name) : person;
            add_person(block, languages[column], person, name);
        }
    }
    read_terms(block, terms, body, person);
}

/* --- words that decide ------------------------------------------------------------------------ */

static const struct {
    const char *name;
    enum gazetteer_cue cue;
} cues[] = {
    {"institution", CUE_INSTITUTION},
    {"speech", CUE_SPEECH},
    {"before-government", CUE_BEFORE_GOVERNMENT},
    {"given", CUE_GIVEN},
    {"not-holder", CUE_NOT_HOLDER},
    {"locative", CUE_LOCATIVE},
    {"language", CUE_LANGUAGE},
    {"american-state", CUE_AMERICAN_STATE},
    {"son-of", CUE_SON_OF},
};

static uint16_t evidence_number(struct generator *generator, struct slice name)
{
    return name.length == 0
               ? (uint16_t)CUE_EVIDENCE
               : (uint16_t)(CUE_EVIDENCE + 1 + names_intern(&generator->evidence, name));
}

/* COUNTRY Name = against [in favour] */
static void read_rival(const struct block *block, struct slice code, struct slice rest)
{
    struct generator *generator = block->generator;
    const struct slice name = take_until(&rest, '=');
    rest = trim(rest);
    const struct slice against = take_until(&rest, ' ');
    generator->rivals = more(generator->rivals, sizeof *generator->rivals, generator->rival_count,
                             &generator->rival_capacity);
    generator->rivals[generator->rival_count++] = (struct gazetteer_rival){
        word_of(generator, name), entity_find(generator, ENTITY_COUNTRY, code),
        (uint8_t)evidence_number(generator, against), (uint8_t)evidence_number(generator, rest)};
}

/* COUNTRY Name = first..last */
static void read_dated(const struct block *block, struct slice code, struct slice rest)
{
    struct generator *generator = block->generator;
    const struct slice name = take_until(&rest, '=');
    generator->dated = more(generator->dated, sizeof *generator->dated, generator->dated_count,
                            &generator->dated_capacity);
    struct gazetteer_dated *made = &generator->dated[generator->dated_count++];
    made->slot = word_of(generator, name);
    made->entity = entity_find(generator, ENTITY_COUNTRY, code);
    read_days(block, trim(rest), &made->first_day, &made->last_day);
}

static void read_cue(const struct block *block, struct slice rest)
{
    struct gazetteer_sense sense = {.kind = GAZETTEER_CUE};
    size_t i = 0;
    while (i < sizeof cues / sizeof *cues && !slice_equal(block->kind, slice_of(cues[i].name)))
        i++;
    sense.entity = i < sizeof cues / sizeof *cues ? (uint16_t)cues[i].cue
                                                  : evidence_number(block->generator, block->kind);
    while (rest.length > 0) {
        sense.languages = block->bits;
        add_form(block->generator, take_until(&rest, ','), sense, false);
    }
}

static void flag_forms(const struct block *block, struct slice forms, uint16_t entity, uint8_t flag)
{
    while (forms.length > 0)
        flag_form(block->generator, take_until(&forms, ','), entity, block->bits, flag);
}

static void read_role(const struct block *block, struct slice code, struct slice rest)
{
    while (rest.length > 0) {
        add_form(block->generator, take_until(&rest, ','),
                 (struct gazetteer_sense){.entity = read_office(block, code),
                                          .kind = GAZETTEER_ROLE,
                                          .languages = block->bits},
                 false);
    }
}

/* --- short names in Chinese ------------------------------------------------------------------- */

struct short_name {
    uint16_t entity;
    uint8_t flags; /* SENSE_WEAK where the text has to name the country otherwise, too */
    char text[8];
};

static struct short_name shorts[64];
static size_t short_count;

static void add_joined(const struct block *block, const char *a, struct slice b, uint16_t entity,
                       uint8_t flags)
{
    struct buffer form = BUFFER_INIT;
    buffer_append_string(&form, a);
    buffer_append_slice(&form, b);
    add_form(
        block->generator, buffer_slice(&form),
        (struct gazetteer_sense){
            .entity = entity, .kind = GAZETTEER_SHORT, .flags = flags, .languages = block->bits},
        false);
    buffer_dispose(&form);
}

static void read_short(const struct block *block, struct slice code, struct slice rest)
{
    struct short_name made = {.entity = entity_find(block->generator, ENTITY_COUNTRY, code)};
    if (rest.length > 0 && rest.bytes[rest.length - 1] == '~') {
        made.flags = SENSE_WEAK;
        rest.length--;
    }
    if (short_count == sizeof shorts / sizeof *shorts || rest.length >= sizeof made.text)
        fail_in(block, "one short name too many, or too long", rest);
    memcpy(made.text, rest.bytes, rest.length);
    shorts[short_count++] = made;
}

static void add_pairs(const struct block *block, const struct short_name *a)
{
    for (size_t i = 0; i < short_count; i++) {
        const struct short_name *b = &shorts[i];
        if (strcmp(a->text, b->text) != 0) {
            const struct slice text = slice_of(b->text);
            add_joined(block, a->text, text, a->entity, a->flags | SENSE_TOGETHER);
            add_joined(block, a->text, text, b->entity, b->flags | SENSE_TOGETHER);
        }
    }
}

static void read_joined(const struct block *block, struct slice rest)
{
    for (size_t i = 0; i < short_count; i++)
        add_pairs(block, &shorts[i]);
    while (rest.length > 0) {
        const struct slice word = take_until(&rest, ',');
        for (size_t i = 0; i < short_count; i++)
            add_joined(block, shorts[i].text, word, shorts[i].entity, shorts[i].flags);
    }
}

/* --- lines ------------------------------------------------------------------------------------ */

/* Lines of forms that are given a sense of their own; false for lines of another kind. */
static bool read_sense(const struct block *block, struct slice code, struct slice line)
{
    if (slice_equal(block->kind, SLICE("weak")))
        flag_forms(block, line, entity_find(block->generator, ENTITY_COUNTRY, code), SENSE_WEAK);
    else if (slice_equal(block->kind, SLICE("given-like")))
        flag_forms(block, line, UINT16_MAX, SENSE_GIVEN_LIKE);
    else if (slice_equal(block->kind, SLICE("block")))
        add_forms(block, line, (struct gazetteer_sense){.kind = GAZETTEER_BLOCK});
    else
        return false;
    return true;
}

static void read_line(const struct block *block, struct slice line)
{
    const struct slice whole = line;
    const struct slice kind = block->kind;
    const struct slice code = take_until(&line, ' ');
    line = trim(line);
    if (slice_equal(kind, SLICE("leader"))) {
        read_leader(block, whole);
    } else if (slice_equal(kind, SLICE("organisation"))) {
        read_organisation(block, code, line);
    } else if (slice_equal(kind, SLICE("region"))) {
        read_region(block, code, line);
    } else if (slice_equal(kind, SLICE("former"))) {
        read_former(block, code, line);
    } else if (slice_equal(kind, SLICE("title"))) {
        entity_number(block->generator, ENTITY_COUNTRY, code, line);
    } else if (slice_equal(kind, SLICE("zone"))) {
        char zone[64] = {0};
        memcpy(zone, line.bytes, line.length < sizeof zone ? line.length : sizeof zone - 1);
        icu_capital(block->generator, entity_find(block->generator, ENTITY_COUNTRY, code), zone);
    } else if (slice_equal(kind, SLICE("role"))) {
        read_role(block, code, line);
    } else if (slice_equal(kind, SLICE("short"))) {
        read_short(block, code, line);
    } else if (slice_equal(kind, SLICE("joined"))) {
        read_joined(block, line);
    } else if (slice_equal(kind, SLICE("rivals"))) {
        read_rival(block, code, line);
    } else if (slice_equal(kind, SLICE("dated"))) {
        read_dated(block, code, line);
    } else if (!read_sense(block, code, line) && !read_country(block, code, line)) {
        read_cue(block, line);
    }
}

void read_table(struct generator *generator, const char *path)
{
    struct block block = {.generator = generator, .path = path};
    char line[8192], head[256] = "";
    FILE *file = fopen(path, "r");
    if (!file)
        fail("cannot open '%s'", path);
    while (fgets(line, sizeof line, file)) {
        struct slice text = trim(slice_of(line));
        block.line++;
        if (text.length == 0 || text.bytes[0] == '#')
            continue;
        if (text.bytes[0] == '[' && text.bytes[text.length - 1] == ']' &&
            text.length < sizeof head) {
            memcpy(head, text.bytes, text.length);
            struct slice rest = {head + 1, text.length - 2};
            const char *blank = memchr(rest.bytes, ' ', rest.length);
            if (!blank)
                fail_in(&block, "a block without a kind", text);
            block.languages = take_until(&rest, ' ');
            block.kind = trim(rest);
            block.bits = language_bits(block.languages);
            continue;
        }
        read_line(&block, text);
    }
    fclose(file);
}
