#include "indexer/language/detection/function_words.h"

#include <stdlib.h>

#include "indexer/language/stopwords.h"

/* A word as it is compared: its first KEY_BYTES bytes, of which a longer one has too many. */
#define KEY_BYTES 8u

/* Places of the table, a power of two, four times the words there are. */
#define PLACE_BITS 14u
#define PLACES     ((size_t)1 << PLACE_BITS)

struct place {
    uint64_t key; /* 0: free */
    uint32_t languages;
};

struct function_words {
    struct place places[PLACES];
};

/*
 * The languages, and for those of which stopwords.c has no list one here (facts of grammar, chosen
 * for Herald: what tells neighbours apart). Words as they are written in small letters, of at most
 * KEY_BYTES bytes.
 */
static const struct {
    const char *code;
    const char *words; /* NULL: language_stop_words */
} LANGUAGES[] = {
    {"ar", NULL},
    {"da", NULL},
    {"de", NULL},
    {"en", NULL},
    {"es", NULL},
    {"fi", NULL},
    {"fr", NULL},
    {"it", NULL},
    {"nl", NULL},
    {"no", NULL},
    {"pt", NULL},
    {"ru", NULL},
    {"sv", NULL},
    {"tr", NULL},
    {"uk", "і й та що це є як у в з із зі на не до за про від для по під при але або ні бо так він "
           "його їх її вже ще який яка які яке щоб був була було були вона вони ми ви де коли"},
    {"be", "і у ў з на не да што гэта як за па для пра ад але ён яна яны яго іх яе ужо калі дзе ці "
           "які якая быў была былі так мы вы"},
    {"bg", "и в на за от да се с не по е са при като ще че до са или но това този тази те той тя "
           "как което които който си му им бе беше след към ни във със"},
    {"sr", "и у на за од да се са не по је су при као ће што до или али ово овај та те он она како "
           "које који која би био биле смо су га му им после међу када"},
    {"mk", "и во на за од да се со не по е се при како ќе што до или но ова овој тоа тие тој таа "
           "кои кој која беше биде сите му им ги го ја"},
    {"fa", "و در به از که این را با است برای آن بر تا هم یک می شد شود خود نیز یا اما های شده کرد "
           "کرده بود ما او وی آنها هر پس اگر چه نه باید"},
    {"ur", "کے کی میں نے سے کو کا اور ہے کہ پر یہ اس ہیں بھی کر تھا تھے تھی ہو گیا نہیں ایک وہ ان"},
    {"ca",
     "el la els les de del dels i a amb que en un una per no es al als ha han va van seva seu "
     "més com aquest aquesta també però o són ser"},
    {"gl", "o a os as de do da dos das e en no na nos nas que un unha por para con non se ao á é ó "
           "máis como pola polo tamén pero ou son"},
    {"ro", "și şi de la în din cu pe a al ale că nu o un unei este sunt fost care pentru mai prin "
           "se să sa după cel cea ce au va ar"},
    {"pl", "i w z na do nie się że to o jest za po od przez dla ale jak co ze oraz był była są tym "
           "tego który która które jego przed"},
    {"cs", "a v se na je že s z do to o k i ve pro ale za by jako po si od jsou jeho který která "
           "které byl byla být není při"},
    {"hu",
     "a az és hogy nem is egy ez de meg már csak volt van azt ha ki mint vagy el szerint lesz "
     "után még"},
    {"af", "die van en in het is nie dat om te vir met op wat sy hy was as aan ook deur word sal "
           "hulle"},
    {"id",
     "yang dan di dengan untuk dari ini itu pada dalam tidak akan ke juga oleh ia telah dapat "
     "atau ada"},
    {"sw", "na ya wa kwa ni la za katika kuwa cha hiyo huo huyo hii yake pia lakini kama baada ili "
           "vya wake hilo"},
    {"so", "iyo oo ku ka ee in uu la ay u waa ah kale ayaa soo waxa si ugu ayey isaga kuwa"},
    {"ha", "da na ya a ta cewa wani ba za su shi ne ce kuma an wata domin sai suka yana sun"},
};
_Static_assert(sizeof LANGUAGES / sizeof *LANGUAGES == FUNCTION_LANGUAGES, "a language, a bit");

/* The script of a word by its first byte. */
static enum lead_script script_of(unsigned char byte)
{
    if (byte < 0x80 || (byte >= 0xC3 && byte <= 0xC9))
        return LEAD_LATIN;
    static const uint8_t SCRIPTS[] = {
        [0xCE - 0xCD] = LEAD_GREEK,    [0xCF - 0xCD] = LEAD_GREEK,    [0xD0 - 0xCD] = LEAD_CYRILLIC,
        [0xD1 - 0xCD] = LEAD_CYRILLIC, [0xD2 - 0xCD] = LEAD_CYRILLIC, [0xD3 - 0xCD] = LEAD_CYRILLIC,
        [0xD4 - 0xCD] = LEAD_ARMENIAN, [0xD5 - 0xCD] = LEAD_ARMENIAN, [0xD6 - 0xCD] = LEAD_HEBREW,
        [0xD7 - 0xCD] = LEAD_HEBREW,   [0xD8 - 0xCD] = LEAD_ARABIC,   [0xD9 - 0xCD] = LEAD_ARABIC,
        [0xDA - 0xCD] = LEAD_ARABIC,   [0xDB - 0xCD] = LEAD_ARABIC,   [0xE0 - 0xCD] = LEAD_INDIC,
        [0xE1 - 0xCD] = LEAD_ETHIOPIC, [0xE3 - 0xCD] = LEAD_HAN,      [0xE4 - 0xCD] = LEAD_HAN,
        [0xE5 - 0xCD] = LEAD_HAN,      [0xE6 - 0xCD] = LEAD_HAN,      [0xE7 - 0xCD] = LEAD_HAN,
        [0xE8 - 0xCD] = LEAD_HAN,      [0xE9 - 0xCD] = LEAD_HAN,      [0xEA - 0xCD] = LEAD_HANGUL,
        [0xEB - 0xCD] = LEAD_HANGUL,   [0xEC - 0xCD] = LEAD_HANGUL,   [0xED - 0xCD] = LEAD_HANGUL,
    };
    const size_t at = (size_t)byte - 0xCD;
    return byte >= 0xCD && at < sizeof SCRIPTS ? (enum lead_script)SCRIPTS[at] : LEAD_NONE;
}

/* What bytes do to the word at hand. Punctuation of two and three bytes (« ’ …, full stops of
 * Chinese) begins with C2, E2 or EF, which no list's words have. */
enum byte_kind { BYTE_BREAK = 0, BYTE_SMALL, BYTE_CAPITAL, BYTE_HIGH };

static inline enum byte_kind byte_kind(unsigned char byte)
{
    return byte >= 0x80                       ? BYTE_HIGH
           : (unsigned char)(byte - 'a') < 26 ? BYTE_SMALL
           : (unsigned char)(byte - 'A') < 26 ? BYTE_CAPITAL
                                              : BYTE_BREAK;
}

static inline bool is_punctuation_lead(unsigned char byte)
{
    return byte == 0xC2 || byte == 0xE2 || byte == 0xEF;
}

static size_t place_of(uint64_t key)
{
    return (size_t)((key * UINT64_C(0x9E3779B97F4A7C15)) >> (64 - PLACE_BITS));
}

/* --- the table ------------------------------------------------------------------------------- */

static void add_word(struct function_words *words, struct slice word, unsigned language)
{
    uint64_t key = 0;
    if (word.length == 0 || word.length > KEY_BYTES)
        return;
    for (size_t i = 0; i < word.length; i++)
        key = key << 8 | (unsigned char)word.bytes[i];
    size_t at = place_of(key);
    while (words->places[at].key != 0 && words->places[at].key != key)
        at = (at + 1) & (PLACES - 1);
    words->places[at].key = key;
    words->places[at].languages |= UINT32_C(1) << language;
}

static void add_list(struct function_words *words, unsigned language)
{
    const char *at = LANGUAGES[language].words;
    if (!at)
        at = language_stop_words(language_find(slice_of(LANGUAGES[language].code)));
    while (*at) {
        const size_t length = strcspn(at, " ");
        add_word(words, (struct slice){at, length}, language);
        at += length + (at[length] == ' ');
    }
}

enum herald_status function_words_open(struct function_words **out, struct herald_error *err)
{
    *out = calloc(1, sizeof **out);
    if (!*out)
        return herald_fail(err, HERALD_E_NO_MEMORY, "out of memory");
    for (unsigned i = 0; i < FUNCTION_LANGUAGES; i++)
        add_list(*out, i);
    return HERALD_OK;
}

void function_words_free(struct function_words *words)
{
    free(words);
}

unsigned function_language(struct slice code)
{
    for (unsigned i = 0; i < FUNCTION_LANGUAGES; i++)
        if (slice_equal(slice_of(LANGUAGES[i].code), code))
            return i;
    return FUNCTION_NONE;
}

const char *function_language_code(unsigned number)
{
    return number < FUNCTION_LANGUAGES ? LANGUAGES[number].code : "";
}

enum lead_script function_language_script(unsigned number)
{
    const char *words = LANGUAGES[number].words;
    if (!words)
        words = language_stop_words(language_find(slice_of(LANGUAGES[number].code)));
    return script_of((unsigned char)words[words[0] == ' ']);
}

/* --- counting -------------------------------------------------------------------------------- */

static void count_word(const struct function_words *words, uint64_t key, size_t length,
                       unsigned char first, struct word_count *count)
{
    count->words++;
    count->scripts[script_of(first)] += (uint32_t)length;
    if (length > KEY_BYTES)
        return;
    for (size_t at = place_of(key); words->places[at].key != 0; at = (at + 1) & (PLACES - 1)) {
        if (words->places[at].key != key)
            continue;
        for (uint32_t left = words->places[at].languages; left; left &= left - 1)
            count->languages[__builtin_ctz(left)]++;
        return;
    }
}

void function_words_count(const struct function_words *words, struct slice text,
                          struct word_count *count)
{
    const char *at = text.bytes, *end = text.length ? at + text.length : at;
    while (at < end) {
        enum byte_kind kind = byte_kind((unsigned char)*at);
        if (kind == BYTE_BREAK) {
            at++;
            continue;
        }
        if (is_punctuation_lead((unsigned char)*at)) {
            do
                at++;
            while (at < end && ((unsigned char)*at & 0xC0) == 0x80);
            continue;
        }
        const char *begin = at;
        uint64_t key = 0;
        do {
            const unsigned char byte = (unsigned char)*at++;
            key = key << 8 | (kind == BYTE_CAPITAL ? byte | 0x20u : byte);
            kind = at < end ? byte_kind((unsigned char)*at) : BYTE_BREAK;
        } while (kind != BYTE_BREAK && !is_punctuation_lead((unsigned char)*at));
        count_word(words, key, (size_t)(at - begin), (unsigned char)*begin, count);
    }
}

enum lead_script word_count_script(const struct word_count *count)
{
    enum lead_script best = LEAD_NONE;
    for (unsigned i = LEAD_NONE + 1; i < LEAD_SCRIPTS; i++)
        if (count->scripts[i] > (best == LEAD_NONE ? 0 : count->scripts[best]))
            best = (enum lead_script)i;
    return best;
}

unsigned word_count_best(const struct word_count *count)
{
    unsigned best = FUNCTION_NONE;
    for (unsigned i = 0; i < FUNCTION_LANGUAGES; i++)
        if (count->languages[i] > (best == FUNCTION_NONE ? 0 : count->languages[best]))
            best = i;
    return best;
}
