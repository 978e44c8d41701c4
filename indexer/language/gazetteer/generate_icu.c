#include <stdlib.h>

#include <unicode/ucal.h>
#include <unicode/udat.h>
#include <unicode/uldnames.h>
#include <unicode/uloc.h>
#include <unicode/uregion.h>
#include <unicode/ustring.h>

#include "indexer/language/gazetteer/generate.h"

/*
 * What ICU knows: the countries that there are and the regions that contain them, the names of both
 * in all its locales, and the names of cities that time zones are called after. The data are
 * Unicode's (CLDR); its licence is in LICENSES/Unicode.txt.
 */

#define NAME_UNITS 256

/* Territories without news of their own, or without people. */
static const char unused[] = "AC AQ AX BL BQ BV CC CP CQ CX DG EA GG GS HM IC IM IO JE MF NF PM PN "
                             "QO SJ TA TF TK UM WF YT XA XB ZZ EU EZ UN";

struct capital {
    uint16_t country;
    char zone[64];
};

static struct capital capitals[256];
static size_t capital_count;

static bool is_used(const char *code)
{
    return strlen(code) == 2 && !strstr(unused, code);
}

static const URegion *region_of(const char *code)
{
    UErrorCode status = U_ZERO_ERROR;
    const URegion *region = uregion_getRegionFromCode(code, &status);
    if (U_FAILURE(status))
        fail("ICU has no region %s", code);
    return region;
}

/* The code with three letters, which ICU gives of locales. */
static void set_code3(struct gazetteer_entity *entity, const char *code)
{
    char locale[8] = "und_";
    memcpy(locale + 4, code, 2);
    const char *code3 = uloc_getISO3Country(locale);
    for (size_t i = 0; i < 3 && code3[i]; i++)
        entity->code3[i] = (char)(code3[i] | 0x20);
}

static void add_countries(struct generator *generator)
{
    static const char *const former[] = {"SU", "YU", "CS", "DD", "YD"};
    UErrorCode status = U_ZERO_ERROR;
    UEnumeration *all = uregion_getAvailable(URGN_TERRITORY, &status);
    const char *code;
    while ((code = uenum_next(all, NULL, &status)) != NULL && U_SUCCESS(status)) {
        if (is_used(code)) {
            const uint16_t number =
                entity_number(generator, ENTITY_COUNTRY, slice_of(code), (struct slice){0});
            set_code3(&generator->entities[number], code);
        }
    }
    uenum_close(all);
    for (size_t i = 0; i < sizeof former / sizeof *former; i++) {
        const uint16_t number =
            entity_number(generator, ENTITY_COUNTRY, slice_of(former[i]), (struct slice){0});
        generator->entities[number].former = 1;
    }
}

static void add_region(struct generator *generator, const char *code)
{
    UErrorCode status = U_ZERO_ERROR;
    const uint16_t number =
        entity_number(generator, ENTITY_REGION, slice_of(code), (struct slice){0});
    UEnumeration *all = uregion_getContainedRegionsOfType(region_of(code), URGN_TERRITORY, &status);
    struct gazetteer_entity *entity = &generator->entities[number];
    entity->first_member = (uint32_t)generator->member_count;
    const char *member;
    while (all && (member = uenum_next(all, NULL, &status)) != NULL && U_SUCCESS(status)) {
        if (is_used(member)) {
            generator->members = more(generator->members, sizeof *generator->members,
                                      generator->member_count, &generator->member_capacity);
            generator->members[generator->member_count++] =
                entity_find(generator, ENTITY_COUNTRY, slice_of(member));
            entity->member_count++;
        }
    }
    uenum_close(all);
}

/* Regions of UN M.49, and groupings. */
static const char *const regions[] = {"002", "005", "009", "011", "013", "014", "015", "017",
                                      "018", "019", "021", "029", "030", "034", "035", "039",
                                      "053", "054", "057", "061", "142", "143", "145", "150",
                                      "151", "154", "155", "202", "419", "EU",  "EZ"};

void icu_entities(struct generator *generator)
{
    add_countries(generator);
    for (size_t i = 0; i < sizeof regions / sizeof *regions; i++)
        add_region(generator, regions[i]);
}

/* --- names ------------------------------------------------------------------------------------ */

struct naming {
    struct generator *generator;
    const char *locale;
    char language[12];
    uint32_t bits;
    struct gazetteer_sense sense;
};

static void take_name(void *context, struct slice form)
{
    const struct naming *naming = context;
    add_form(naming->generator, form, naming->sense, true);
}

static struct slice to_utf8(const UChar *units, int32_t length, char room[static 4 * NAME_UNITS])
{
    int32_t written = 0;
    UErrorCode status = U_ZERO_ERROR;
    u_strToUTF8(room, 4 * NAME_UNITS, &written, units, length, &status);
    return (struct slice){room, U_SUCCESS(status) ? (size_t)written : 0};
}

/* Turks & Caicos Islands, with `and`. */
static void add_spelled_out(struct naming *naming, struct slice name)
{
    const char *sign = memchr(name.bytes, '&', name.length);
    struct buffer spelled = BUFFER_INIT;
    if (!sign || strcmp(naming->language, "en") != 0)
        return;
    buffer_append(&spelled, name.bytes, (size_t)(sign - name.bytes));
    buffer_append_string(&spelled, "and");
    buffer_append(&spelled, sign + 1, (size_t)(name.bytes + name.length - sign - 1));
    take_name(naming, buffer_slice(&spelled));
    buffer_dispose(&spelled);
}

static void add_name(struct naming *naming, struct slice name, uint16_t entity,
                     enum gazetteer_kind kind)
{
    const struct gazetteer_entity *made = &naming->generator->entities[entity];
    naming->sense = (struct gazetteer_sense){
        .entity = entity, .kind = (uint8_t)kind, .languages = naming->bits};
    if (strcmp(naming->locale, "en") == 0 && made->name == 0) {
        entity_number(naming->generator, made->kind,
                      slice_of(naming->generator->text.bytes + made->code), name);
    }
    inflect(slice_of(naming->language), kind, name, take_name, naming);
    add_spelled_out(naming, name);
}

/* The names of countries and regions in a locale, long or short. */
static void add_region_names(struct naming *naming, UDisplayContext length)
{
    UDisplayContext contexts[] = {UDISPCTX_STANDARD_NAMES, length, UDISPCTX_NO_SUBSTITUTE};
    UErrorCode status = U_ZERO_ERROR;
    ULocaleDisplayNames *names = uldn_openForContext(naming->locale, contexts, 3, &status);
    const struct generator *generator = naming->generator;
    for (uint16_t i = 0; i < generator->entity_count; i++) {
        const struct gazetteer_entity *entity = &generator->entities[i];
        const char *code = generator->text.bytes + entity->code;
        const bool country = entity->kind == ENTITY_COUNTRY && !entity->former;
        UChar units[NAME_UNITS];
        char upper[8] = {0}, room[4 * NAME_UNITS];
        if ((!country && entity->kind != ENTITY_REGION) || strlen(code) > 3)
            continue;
        for (size_t c = 0; code[c]; c++)
            upper[c] = code[c] >= 'a' ? (char)(code[c] - 'a' + 'A') : code[c];
        status = U_ZERO_ERROR;
        const int32_t count = uldn_regionDisplayName(names, upper, units, NAME_UNITS, &status);
        if (U_SUCCESS(status) && status != U_USING_DEFAULT_WARNING && count > 0) {
            add_name(naming, to_utf8(units, count, room), i,
                     country ? GAZETTEER_NAME : GAZETTEER_REGION);
        }
    }
    uldn_close(names);
}

static void add_capital_names(struct naming *naming)
{
    static const UChar pattern[] = {'V', 'V', 'V', 0};
    UErrorCode status = U_ZERO_ERROR;
    UDateFormat *format =
        udat_open(UDAT_PATTERN, UDAT_PATTERN, naming->locale, NULL, 0, pattern, 3, &status);
    for (size_t i = 0; i < capital_count && U_SUCCESS(status); i++) {
        UChar zone[64], units[NAME_UNITS];
        char room[4 * NAME_UNITS];
        u_uastrcpy(zone, capitals[i].zone);
        UCalendar *calendar = ucal_open(zone, -1, naming->locale, UCAL_GREGORIAN, &status);
        udat_setCalendar(format, calendar);
        const int32_t count = udat_format(format, 0, units, NAME_UNITS, NULL, &status);
        ucal_close(calendar);
        if (U_SUCCESS(status))
            add_name(naming, to_utf8(units, count, room), capitals[i].country, GAZETTEER_CAPITAL);
    }
    udat_close(format);
}

void icu_capital(struct generator *generator, uint16_t country, const char *zone)
{
    (void)generator;
    if (country == UINT16_MAX || capital_count == sizeof capitals / sizeof *capitals)
        fail("no country, or too many capitals, at zone %s", zone);
    capitals[capital_count].country = country;
    memcpy(capitals[capital_count++].zone, zone, strlen(zone) + 1);
}

/* A locale's own language; what is only its parent's is not its own. */
static void name_in(struct generator *generator, const char *locale)
{
    UErrorCode status = U_ZERO_ERROR;
    struct naming naming = {.generator = generator, .locale = locale};
    uloc_getLanguage(locale, naming.language, sizeof naming.language, &status);
    naming.bits = language_bits(slice_of(naming.language));
    add_region_names(&naming, UDISPCTX_LENGTH_FULL);
    add_region_names(&naming, UDISPCTX_LENGTH_SHORT);
    add_capital_names(&naming);
}

void icu_names(struct generator *generator)
{
    const int32_t count = uloc_countAvailable();
    name_in(generator, "en");
    for (int32_t i = 0; i < count; i++) {
        UErrorCode status = U_ZERO_ERROR;
        const char *locale = uloc_getAvailable(i);
        char country[ULOC_COUNTRY_CAPACITY];
        if (uloc_getCountry(locale, country, sizeof country, &status) == 0)
            name_in(generator, locale);
    }
}
