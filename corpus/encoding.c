#include "corpus/encoding.h"

#include <unicode/uchar.h>
#include <unicode/ucnv.h>
#include <unicode/uscript.h>

#include "corpus/utf8.h"

/* --- what is known of encodings and languages ----------------------------------------------- */

/* Encodings that are looked for, and the languages that were written in each (IANA's names; the
 * tables are ICU's). One that another contains is left out: ISO-8859-1 is windows-1252 then. So are
 * those of scripts that have one language, in which any bytes would be text. */
static const struct {
    const char *name, *languages;
} encodings[] = {
    {"windows-1252", "af ca da de en es eu fi fr gl id is it ms nb nl nn no pt sv sw"},
    {"windows-1251", "be bg mk ru sr uk"},
    {"KOI8-U", "ru uk"},
    {"ISO-8859-5", "be bg mk ru sr uk"},
    {"windows-1250", "bs cs hr hu pl ro sk sl"},
    {"ISO-8859-2", "bs cs hr hu pl ro sk sl"},
    {"windows-1254", "tr"},
    {"windows-1256", "ar fa"},
    {"ISO-8859-6", "ar"},
};

/* The small letters of each language above ASCII (CLDR's exemplars, main and auxiliary, as far as
 * newspapers have them). */
static const struct {
    const char *languages, *letters;
} alphabets[] = {
    {"en id ms sw", ""},
    {"fr", "àâæçéèêëîïôœùûüÿ"},
    {"de", "äöüßéàè"},
    {"es gl", "áéíóúüñçï"},
    {"it", "àèéìíîòóùú"},
    {"pt", "áâãàçéêíóôõúü"},
    {"nl af", "áâàéèêëíîïóôöúûü"},
    {"ca", "àçèéíïòóúüñ"},
    {"eu", "ñüç"},
    {"sv fi", "åäöéàšžæø"},
    {"da no nb nn", "åæøéèêóòôäöü"},
    {"is", "áðéíóúýþæö"},
    {"bs hr sl", "čćđšž"},
    {"cs", "áčďéěíňóřšťúůýž"},
    {"sk", "áäčďéíĺľňóôŕšťúýž"},
    {"hu", "áéíóöőúüű"},
    {"pl", "ąćęłńóśźż"},
    {"ro", "ăâîşţ"},
    {"tr", "âçğıîöşûüi\u0307"},
    {"ru", "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"},
    {"uk", "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя"},
    {"be", "абвгдеёжзійклмнопрстуўфхцчшыьэюя"},
    {"bg", "абвгдежзийклмнопрстуфхцчшщъьюя"},
    {"mk", "абвгдѓежзѕијклљмнњопрстќуфхцчџш"},
    {"sr", "абвгдђежзијклљмнњопрстћуфхцчџш"},
    {"ar fa", "ءآأؤإئابةتثجحخدذرزسشصضطظعغـفقكلمنهوىيپچژگکی"},
};

/* Letters that have the same byte in the encodings of all languages in Latin letters, so that names
 * and loan words are right whichever it was. */
static const char common_letters[] = "áâäçéëíîóôöúüß";

/* What stands between words of the press, and within them; before one; after one; with spaces on
 * both sides or on none. */
static const char signs[] = "‘“”‹›«»•€£§©®°№½¼¾¿¡ªº²³±×،؛؟\u00A0";
static const char inner_signs[] = "’·\u00AD\u200C\u200D\u200E\u200F";
static const char opening_signs[] = "‚„";
static const char closing_signs[] = "…";
static const char dashes[] = "–—";

/* Words of one letter above ASCII, in any language in Latin letters. */
static const char short_words[] = "àÀáÁåÅèÈéÉêíÍóÓöÖøØúÚ";

/* Whether a code is among those of a list with spaces between. */
static bool is_listed(const char *list, const char *code)
{
    const size_t length = strlen(code);
    for (const char *at = list; length > 0 && (at = strstr(at, code)); at += length)
        if ((at == list || at[-1] == ' ') && (at[length] == ' ' || at[length] == '\0'))
            return true;
    return false;
}

static bool has_character(const char *text, uint32_t wanted)
{
    const struct slice list = slice_of(text);
    for (size_t at = 0; at < list.length;) {
        uint32_t character;
        at += utf8_decode(list.bytes + at, list.length - at, &character);
        if (character == wanted)
            return true;
    }
    return false;
}

static const char *alphabet_of(const char *language)
{
    for (size_t i = 0; i < sizeof alphabets / sizeof *alphabets; i++)
        if (is_listed(alphabets[i].languages, language))
            return alphabets[i].letters;
    return NULL;
}

/* --- the bytes ------------------------------------------------------------------------------ */

/* Of the bytes above ASCII no more than one in so many may be a character of UTF-8, or begin one as
 * a character does that was cut: accented letters before quotation marks do look so. */
#define UTF8_SHARE 5u

/* How many of the bytes from `at` on, of which the first is above ASCII, are UTF-8 or the beginning
 * of it; *taken is how many bytes that is about. */
static size_t count_utf8(struct slice raw, size_t at, size_t *taken)
{
    uint32_t character;
    const size_t left = raw.length - at;
    const unsigned char byte = (unsigned char)raw.bytes[at];
    *taken = utf8_decode(raw.bytes + at, left, &character);
    if (*taken == 0)
        *taken = utf8_invalid_length(raw.bytes + at, left);
    if (*taken > 1)
        return *taken;
    /* texts are cut at their ends */
    return byte >= 0xC2 && byte <= 0xF4 && (left == 1 || strchr("\"\n<", raw.bytes[at + 1]));
}

/* Whether bytes can be text of one byte a character, and not damaged or mixed UTF-8 or no text. */
static bool may_be_legacy(struct slice raw)
{
    size_t high = 0, utf8 = 0;
    for (size_t at = 0, taken = 1; at < raw.length; at += taken) {
        const unsigned char byte = (unsigned char)raw.bytes[at];
        taken = 1;
        if (byte == 0 || byte == 0x7F || (byte < 0x20 && !strchr("\t\n\f\r", byte)))
            return false;
        if (byte >= 0x80) {
            utf8 += count_utf8(raw, at, &taken);
            high += taken;
        }
    }
    return high > 0 && utf8 * UTF8_SHARE <= high;
}

/* The most of a text that languages are found in. */
#define SAMPLE_SIZE ((size_t)16 << 10)

/* What stands between line ends and quotation marks where any of it is above ASCII: the text
 * without most of its markup. */
static void take_sample(struct slice raw, struct buffer *out)
{
    for (size_t at = 0, start = 0; at <= raw.length && out->length < SAMPLE_SIZE; at++) {
        if (at < raw.length && raw.bytes[at] != '"' && raw.bytes[at] != '\n')
            continue;
        const struct slice part = {raw.bytes + start, at - start};
        start = at + 1;
        if (part.length == 0 || utf8_ascii_length(part.bytes, part.length) == part.length)
            continue;
        const size_t room = SAMPLE_SIZE - out->length;
        buffer_append(out, part.bytes, part.length < room ? part.length : room);
        buffer_append_byte(out, '\n');
    }
}

/* Decode all of a text by a converter that stops where a byte is no character; false there. */
static bool decode(UConverter *converter, struct slice raw, struct buffer *out)
{
    UChar units[512];
    const char *at = raw.bytes, *end = raw.bytes + raw.length;
    ucnv_reset(converter);
    for (bool more = true; more;) {
        UErrorCode status = U_ZERO_ERROR;
        UChar *filled = units;
        ucnv_toUnicode(converter, &filled, units + 512, &at, end, NULL, true, &status);
        more = status == U_BUFFER_OVERFLOW_ERROR;
        if (U_FAILURE(status) && !more)
            return false;
        for (const UChar *unit = units; unit < filled; unit++) {
            char bytes[UTF8_MAX]; /* encodings of one byte have no surrogates */
            buffer_append(out, bytes, utf8_encode(*unit, bytes));
        }
    }
    return true;
}

static enum herald_status open_converter(const char *name, UConverter **out,
                                         struct herald_error *err)
{
    UErrorCode status = U_ZERO_ERROR;
    UConverter *converter = ucnv_open(name, &status);
    if (U_SUCCESS(status))
        ucnv_setToUCallBack(converter, UCNV_TO_U_CALLBACK_STOP, NULL, NULL, NULL, &status);
    if (U_SUCCESS(status)) {
        *out = converter;
        return HERALD_OK;
    }
    ucnv_close(converter);
    return status == U_MEMORY_ALLOCATION_ERROR
               ? herald_fail(err, HERALD_E_NO_MEMORY, "out of memory for an encoding")
               : herald_fail(err, HERALD_E_INTERNAL, "ICU has no table for '%s'", name);
}

/* --- whether it is text --------------------------------------------------------------------- */

/* One in so many words, signs or letters above ASCII may be odd. */
#define ODD_SHARE 33u

/* The fewest letters of a script other than Latin in which a language is found; and where they
 * might be letters of two encodings. */
#define FOREIGN_MIN  8u
#define FOREIGN_SURE 60u

struct findings {
    size_t words, odd_words; /* with letters above ASCII; of them those that no script writes so */
    size_t signs, odd_signs; /* above ASCII */
    size_t foreign;          /* letters of other scripts than Latin */
    size_t letters, odd_letters; /* above ASCII; of them those that the language has not */
};

/* A word that is being read. */
struct word {
    UScriptCode script;
    size_t length, high;
    uint32_t last;
    bool odd, small;
};

static void end_word(struct word *word, struct findings *findings)
{
    if (word->length == 1 && word->high == 1)
        word->odd |= word->script == USCRIPT_LATIN && !has_character(short_words, word->last);
    findings->words += word->high > 0;
    findings->odd_words += word->high > 0 && word->odd;
    *word = (struct word){.script = USCRIPT_COMMON};
}

/* Letters of two scripts, or a capital after a small letter: "O'Neill" and "McKay" are ASCII. */
static void add_letter(struct word *word, uint32_t c)
{
    UErrorCode status = U_ZERO_ERROR;
    const UScriptCode script = uscript_getScript((UChar32)c, &status);
    if (script != USCRIPT_COMMON && script != USCRIPT_INHERITED) {
        word->odd |= word->script != USCRIPT_COMMON && word->script != script;
        word->script = script;
    }
    word->odd |= word->small && u_isupper((UChar32)c);
    word->small = u_islower((UChar32)c);
    word->high += c >= 0x80;
    word->last = c;
    word->length++;
}

static uint32_t character_at(struct slice text, size_t at)
{
    uint32_t c = ' ';
    if (at < text.length)
        utf8_decode(text.bytes + at, text.length - at, &c);
    return c;
}

/* Whether a sign stands where text has it, between these characters. */
static bool is_in_place(uint32_t sign, uint32_t before, uint32_t after)
{
    const bool ends = u_isalpha((UChar32)before), begins = u_isalpha((UChar32)after);
    if (has_character(signs, sign))
        return !(ends && begins) || sign == 0xA0;
    if (has_character(dashes, sign))
        return !(ends && u_isUWhiteSpace((UChar32)after)) &&
               !(begins && u_isUWhiteSpace((UChar32)before));
    return has_character(inner_signs, sign) || (has_character(opening_signs, sign) && !ends) ||
           (has_character(closing_signs, sign) && !u_isUWhiteSpace((UChar32)before));
}

/* Read a text as words and signs, JSON's escapes as ends of words; false where it holds what no
 * text does. */
static bool examine(struct slice text, const char *alphabet, struct findings *out)
{
    struct word word = {.script = USCRIPT_COMMON};
    uint32_t before = ' ';
    *out = (struct findings){0};
    for (size_t at = 0; at < text.length;) {
        uint32_t c;
        at += utf8_decode(text.bytes + at, text.length - at, &c);
        if (c == '\\' && at < text.length) {
            at = utf8_next(text, at);
            end_word(&word, out);
            before = ' ';
            continue;
        }
        const bool high = c >= 0x80, letter = u_isalpha((UChar32)c) && c != 0xAA && c != 0xBA;
        if (high && (c < 0xA0 || c == UTF8_REPLACEMENT || !u_isdefined((UChar32)c)))
            return false;
        if (letter) {
            const uint32_t small = (uint32_t)u_tolower((UChar32)c);
            add_letter(&word, c);
            out->letters += high;
            out->foreign += word.script != USCRIPT_LATIN;
            out->odd_letters +=
                high && alphabet && !has_character(alphabet, small) &&
                !(word.script == USCRIPT_LATIN && has_character(common_letters, small));
        } else if (u_getCombiningClass((UChar32)c) == 0) {
            end_word(&word, out);
            out->signs += high;
            out->odd_signs += high && !is_in_place(c, before, character_at(text, at));
        }
        before = c;
    }
    end_word(&word, out);
    return true;
}

static bool is_few(size_t odd, size_t all)
{
    return odd * ODD_SHARE <= all;
}

static bool is_text(struct slice text, const char *alphabet, struct findings *found)
{
    return examine(text, alphabet, found) && is_few(found->odd_words, found->words) &&
           is_few(found->odd_signs, found->signs + found->letters) &&
           is_few(found->odd_letters, found->letters);
}

/* Whether a text is one in a language that its encoding is used for. */
static bool is_text_in(size_t number, struct slice text, const char *language)
{
    struct findings found;
    const char *alphabet = alphabet_of(language);
    return alphabet && is_listed(encodings[number].languages, language) &&
           is_text(text, alphabet, &found);
}

/* Whether a sample is text in one of an encoding's languages. *rivals counts what are few letters
 * of a script other than Latin, in a language or in none. */
static enum herald_status try_encoding(size_t number, struct slice text,
                                       const struct language_judge *judge,
                                       const struct encoding *likely, struct encoding *out,
                                       size_t *rivals, struct herald_error *err)
{
    char code[ENCODING_LANGUAGE] = "";
    const char *name = encodings[number].name;
    struct findings found;
    out->name = NULL;
    if (!is_text(text, NULL, &found))
        return HERALD_OK;
    *rivals += found.foreign > 0 && found.foreign < FOREIGN_SURE;
    enum herald_status status = judge->name(judge->context, text, code, err);
    bool certain = status == HERALD_OK && is_text_in(number, text, code) &&
                   (found.foreign == 0 || found.foreign >= FOREIGN_MIN);
    if (status == HERALD_OK && !certain && likely->name && strcmp(likely->name, name) == 0) {
        memcpy(code, likely->language, sizeof code);
        certain = is_text_in(number, text, code);
    }
    if (certain) {
        out->name = name;
        memcpy(out->language, code, sizeof code);
    }
    return status;
}

/* --- all together --------------------------------------------------------------------------- */

/* Try each encoding on a sample. Where two are possible and give two texts, none is certain. */
static enum herald_status try_all(struct slice sample, const struct language_judge *judge,
                                  const struct encoding *likely, struct encoding *out,
                                  struct herald_error *err)
{
    struct buffer text = BUFFER_INIT, first = BUFFER_INIT;
    enum herald_status status = HERALD_OK;
    bool certain = true;
    size_t rivals = 0;
    for (size_t i = 0; i < sizeof encodings / sizeof *encodings && status == HERALD_OK; i++) {
        UConverter *converter;
        struct encoding found = {.name = NULL};
        status = open_converter(encodings[i].name, &converter, err);
        if (status != HERALD_OK)
            break;
        buffer_clear(&text);
        if (decode(converter, sample, &text) && !text.failed)
            status = try_encoding(i, buffer_slice(&text), judge, likely, &found, &rivals, err);
        ucnv_close(converter);
        if (!found.name)
            continue;
        certain &= !out->name || slice_equal(buffer_slice(&first), buffer_slice(&text));
        if (!out->name) {
            *out = found;
            buffer_append_slice(&first, buffer_slice(&text));
        }
    }
    if (status == HERALD_OK && (text.failed || first.failed))
        status = herald_fail(err, HERALD_E_NO_MEMORY, "out of memory for an encoding");
    if (status != HERALD_OK || !certain || rivals > 1)
        out->name = NULL;
    buffer_dispose(&text);
    buffer_dispose(&first);
    return status;
}

/* Whether all of a text, and not its sample alone, is in the encoding that was found. */
static enum herald_status confirm(struct slice raw, struct encoding *found,
                                  struct herald_error *err)
{
    struct buffer text = BUFFER_INIT;
    struct findings findings;
    UConverter *converter;
    enum herald_status status = open_converter(found->name, &converter, err);
    if (status != HERALD_OK)
        return status;
    if (!decode(converter, raw, &text) ||
        !is_text(buffer_slice(&text), alphabet_of(found->language), &findings))
        found->name = NULL;
    if (text.failed)
        status = herald_fail(err, HERALD_E_NO_MEMORY, "out of memory for an encoding");
    ucnv_close(converter);
    buffer_dispose(&text);
    return status;
}

enum herald_status encoding_find(struct slice raw, const struct language_judge *judge,
                                 const struct encoding *likely, struct encoding *out,
                                 struct herald_error *err)
{
    struct buffer sample = BUFFER_INIT;
    *out = (struct encoding){.name = NULL};
    if (!judge->name || !may_be_legacy(raw))
        return HERALD_OK;
    take_sample(raw, &sample);
    enum herald_status status =
        sample.failed ? herald_fail(err, HERALD_E_NO_MEMORY, "out of memory for an encoding")
                      : try_all(buffer_slice(&sample), judge, likely, out, err);
    if (status == HERALD_OK && out->name)
        status = confirm(raw, out, err);
    buffer_dispose(&sample);
    return status;
}

enum herald_status encoding_decode(const char *name, struct slice raw, struct buffer *out,
                                   struct herald_error *err)
{
    UConverter *converter = NULL;
    enum herald_status status = open_converter(name, &converter, err);
    if (status != HERALD_OK)
        return status;
    if (!decode(converter, raw, out))
        status = herald_fail(err, HERALD_E_INTERNAL, "the text is not in '%s'", name);
    else if (out->failed)
        status = herald_fail(err, HERALD_E_NO_MEMORY, "out of memory for an encoding");
    ucnv_close(converter);
    return status;
}
