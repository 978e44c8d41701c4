#include "corpus/language_tag.h"

#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/uloc.h>
#include <unicode/ustring.h>

/* Longer texts are no languages. */
#define TEXT_MAX   80
#define FOLDED_MAX 160 /* UTF-16 units, or bytes, of a folded name */

/* Codes and names that ICU has no other place for, folded. */
static const struct {
    const char *given, *tag;
} others[] = {
    /* ISO 639-2's bibliographic codes */
    {"alb", "sq"},
    {"arm", "hy"},
    {"baq", "eu"},
    {"bur", "my"},
    {"chi", "zh"},
    {"cze", "cs"},
    {"dut", "nl"},
    {"fre", "fr"},
    {"geo", "ka"},
    {"ger", "de"},
    {"gre", "el"},
    {"ice", "is"},
    {"mac", "mk"},
    {"mao", "mi"},
    {"may", "ms"},
    {"per", "fa"},
    {"rum", "ro"},
    {"slo", "sk"},
    {"tib", "bo"},
    {"wel", "cy"},
    /* the larger one of its group */
    {"arb", "ar"},
    {"cmn", "zh"},
    {"pes", "fa"},
    {"prs", "fa-AF"},
    /* names */
    {"american english", "en-US"},
    {"brazilian portuguese", "pt-BR"},
    {"british english", "en-GB"},
    {"castellano", "es"},
    {"castilian", "es"},
    {"dari", "fa-AF"},
    {"farsi", "fa"},
    {"flemish", "nl-BE"},
    {"mandarin", "zh"},
    {"mandarin chinese", "zh"},
    {"moldovan", "ro-MD"},
    {"norwegian", "no"},
    {"simplified chinese", "zh-Hans"},
    {"traditional chinese", "zh-Hant"},
    {"chinese simplified", "zh-Hans"},
    {"chinese traditional", "zh-Hant"},
};

struct language_name {
    char *folded;
    const char *code; /* of ICU, static */
};

struct language_names {
    bool known;
    struct language_name *items; /* by name */
    size_t count;
};

enum herald_status language_names_open(struct language_names **out, struct herald_error *err)
{
    *out = calloc(1, sizeof **out);
    return *out ? HERALD_OK : herald_fail(err, HERALD_E_NO_MEMORY, "out of memory");
}

void language_names_free(struct language_names *names)
{
    if (!names)
        return;
    for (size_t i = 0; i < names->count; i++)
        free(names->items[i].folded);
    free(names->items);
    free(names);
}

/* --- names ----------------------------------------------------------------------------------- */

/* Fold UTF-16 into UTF-8 without regard to case; the length, 0 for what is too long. */
static size_t fold_units(const UChar *units, int32_t count, char out[static FOLDED_MAX])
{
    UErrorCode status = U_ZERO_ERROR;
    UChar folded[FOLDED_MAX];
    int32_t length = 0;
    count = u_strFoldCase(folded, FOLDED_MAX, units, count, U_FOLD_CASE_DEFAULT, &status);
    u_strToUTF8(out, FOLDED_MAX, &length, folded, count, &status);
    return U_FAILURE(status) || length >= FOLDED_MAX ? 0 : (size_t)length;
}

static size_t fold_text(struct slice text, char out[static FOLDED_MAX])
{
    UErrorCode status = U_ZERO_ERROR;
    UChar units[FOLDED_MAX];
    int32_t count = 0;
    u_strFromUTF8(units, FOLDED_MAX, &count, text.bytes, (int32_t)text.length, &status);
    return U_FAILURE(status) ? 0 : fold_units(units, count, out);
}

static int compare_names(const void *left, const void *right)
{
    const struct language_name *a = left, *b = right;
    return strcmp(a->folded, b->folded);
}

/* Add what a language is called in a locale; false when memory runs out. */
static bool add_name(struct language_names *names, const char *code, const char *locale)
{
    UErrorCode status = U_ZERO_ERROR;
    UChar units[FOLDED_MAX];
    char folded[FOLDED_MAX];
    const int32_t count = uloc_getDisplayLanguage(code, locale, units, FOLDED_MAX, &status);
    const size_t length = U_FAILURE(status) || status == U_USING_DEFAULT_WARNING
                              ? 0
                              : fold_units(units, count, folded);
    if (length == 0)
        return true;
    char *copy = strndup(folded, length);
    if (copy)
        names->items[names->count++] = (struct language_name){copy, code};
    return copy != NULL;
}

static bool read_names(struct language_names *names)
{
    const char *const *codes = uloc_getISOLanguages();
    size_t count = 0;
    while (codes[count])
        count++;
    names->items = calloc(2 * count, sizeof *names->items);
    for (size_t i = 0; names->items && i < count; i++)
        if (!add_name(names, codes[i], "en") || !add_name(names, codes[i], codes[i]))
            return false;
    if (!names->items)
        return false;
    qsort(names->items, names->count, sizeof *names->items, compare_names);
    names->known = true;
    return true;
}

/* --- tags ------------------------------------------------------------------------------------ */

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Whether a text has the form of a tag: a code of two or three letters, and subtags. */
static bool is_tag(const char *text)
{
    size_t length = 0;
    while (is_letter(text[length]))
        length++;
    if (length < 2 || length > 3)
        return false;
    for (text += length; *text == '-'; text += 1 + length) {
        length = 0;
        while (is_letter(text[1 + length]) || (text[1 + length] >= '0' && text[1 + length] <= '9'))
            length++;
        if (length < 1 || length > 8)
            return false;
    }
    return *text == '\0';
}

/* Append a tag in canonical form; false where no language is known by its code. */
static bool append_tag(const char *text, struct buffer *out)
{
    UErrorCode status = U_ZERO_ERROR;
    char locale[ULOC_FULLNAME_CAPACITY], tag[ULOC_FULLNAME_CAPACITY];
    int32_t parsed = 0;
    uloc_forLanguageTag(text, locale, sizeof locale, &parsed, &status);
    uloc_toLanguageTag(locale, tag, sizeof tag, true, &status);
    if (U_FAILURE(status) || status == U_STRING_NOT_TERMINATED_WARNING ||
        (size_t)parsed != strlen(text))
        return false;
    const bool two = !is_letter(text[2]);
    if (two && uloc_getISO3Language(locale)[0] == '\0')
        return false;
    buffer_append_string(out, tag);
    return true;
}

/* A text without blanks around it and what stands in parentheses or after a point at its end; '_'
 * as
 * '-'. False where nothing is left, or too much. */
static bool clean(struct slice text, char out[static TEXT_MAX + 1])
{
    size_t length = 0;
    for (size_t i = 0; i < text.length; i++) {
        const char c = text.bytes[i];
        if (c == '(' || c == '.' || c == '@' || c == '\0')
            break;
        if (length == TEXT_MAX)
            return false;
        if (c != ' ' || length > 0)
            out[length++] = (char)(c == '_' ? '-' : c);
    }
    while (length > 0 && out[length - 1] == ' ')
        length--;
    out[length] = '\0';
    return length > 0;
}

bool language_tag(struct language_names *names, struct slice text, struct buffer *out)
{
    char cleaned[TEXT_MAX + 1], folded[FOLDED_MAX];
    if (!clean(text, cleaned))
        return false;
    const size_t length = fold_text(slice_of(cleaned), folded);
    if (length == 0)
        return false;
    folded[length] = '\0';
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        if (strcmp(others[i].given, folded) == 0) {
            buffer_append_string(out, others[i].tag);
            return true;
        }
    }
    if (is_tag(cleaned))
        return append_tag(cleaned, out);
    if (!names->known && !read_names(names)) {
        out->failed = true;
        return false;
    }
    const struct language_name wanted = {folded, NULL};
    const struct language_name *found =
        bsearch(&wanted, names->items, names->count, sizeof *names->items, compare_names);
    return found && append_tag(found->code, out);
}
