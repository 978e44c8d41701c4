#include <stdlib.h>

#include "indexer/language/gazetteer/generate.h"

/*
 * Inflected forms of names, by endings. More forms come out than a language has (the gender of
 * names in -ь is not known, say); those that nobody writes are never met.
 */

/* Endings by which the ending of a form is replaced, separated by blanks; "-" is the empty one. */
struct paradigm {
    const char *ending;
    const char *others;
};

/* Russian: nouns and adjectives by case; the same place in each list is the same case. */
static const struct paradigm russian[] = {
    {"ский", "ского скому ским ском ская ской скую скою ское ские ских скими"},
    {"цкий", "цкого цкому цким цком цкая цкой цкую цкою цкое цкие цких цкими"},
    {"ий", "ия ию ием ии"},
    {"ый", "ого ому ым ом ая ой ую ое ые ых ыми"},
    {"ая", "ой ой ую ой ой"},
    {"ое", "ого ому ое ым ом"},
    {"ые", "ых ым ые ыми ых"},
    {"ие", "их им ие ими их"},
    {"ия", "ии ии ию ией ии"},
    {"я", "и е ю ей е"},
    {"ка", "ки ке ку кой ке"},
    {"га", "ги ге гу гой ге"},
    {"а", "ы е у ой е"},
    {"ай", "ая аю аем ае"},
    {"й", "я ю ем е"},
    {"ец", "ца цу цем це ца"},
    {"цы", "цев цам цев цами цах"},
    {"ане", "ан анам ан анами анах"},
    {"яне", "ян янам ян янами янах"},
    {"ы", "- ам ы ами ах ов"},
    {"ки", "ков кам ков ками ках"},
    {"еки", "еков екам еков еками еках"},
    {"ь", "и и ь ью и я ю ем е"},
    {"ов", "ова ову овым ове овом"},
    {"ев", "ева еву евым еве евом"},
    {"ин", "ина ину ином ине ины ин иным"},
    {"", "а у ом е"},
};

static const struct paradigm ukrainian[] = {
    {"ський", "ського ському ським ськім ська ської ській ську ською ське ські ських ськими"},
    {"цький", "цького цькому цьким цьким цька цької цькій цьку цькою цьке цькі цьких цькими"},
    {"зький", "зького зькому зьким зьким зька зької зькій зьку зькою зьке зькі зьких зькими"},
    {"чеський", "чеського чеському чеським чеська чеської чеську чеські чеських"},
    {"ія", "ії ії ію ією ії"},
    {"ка", "ки ці ку кою ці"},
    {"на", "ни ні ну ною ні"},
    {"ця", "ці ці цю цею ці"},
    {"а", "и і у ою і"},
    {"ець", "ця цю цем ці ця"},
    {"єць", "йця йцю йцем йці йця"},
    {"ці", "ців цям ців цями цях"},
    {"яни", "ян янам ян янами янах"},
    {"ани", "ан анам ан анами анах"},
    {"ки", "ків кам ків ками ках"},
    {"ь", "і і ь ю і я ю ем"},
    {"й", "я ю єм ї"},
    {"ів", "ова ову овом ові"},
    {"", "у а ові ом і"},
};

static const struct paradigm french[] = {
    {"ien", "iens ienne iennes"},
    {"éen", "éens éenne éennes"},
    {"e", "es"},
    {"ard", "ards arde ardes"},
    {"", "s e es"},
};

static const struct paradigm spanish[] = {
    {"o", "os a as"}, {"és", "esa eses esas"}, {"án", "ana anes anas"},
    {"í", "íes ís"},  {"ol", "ola oles olas"}, {"", "s es"},
};

static const struct paradigm arabic[] = {{"ي", "ية يين يون يات يان"}, {"", ""}};
static const struct paradigm persian[] = {{"", "ها های ان"}};
static const struct paradigm german_adjective[] = {{"isch", "ische ischen ischer isches ischem"},
                                                   {"sch", "sche schen scher sches schem"},
                                                   {"", ""}};
static const struct paradigm german_noun[] = {{"s", ""}, {"", "s"}};
static const struct paradigm english[] = {{"sh", ""}, {"ch", ""}, {"ss", ""}, {"se", ""},
                                          {"s", ""},  {"h", ""},  {"", "s"}};
static const struct paradigm none[] = {{"", ""}};

struct forms {
    void (*take)(void *context, struct slice form);
    void *context;
};

static bool ends_with(struct slice word, const char *ending)
{
    const size_t length = strlen(ending);
    return word.length > length && memcmp(word.bytes + word.length - length, ending, length) == 0;
}

/* The next blank-separated item of a list; false at its end. */
static bool next_item(const char **list, struct slice *item)
{
    if (!**list)
        return false;
    const char *end = strchr(*list, ' ');
    *item = (struct slice){*list, end ? (size_t)(end - *list) : strlen(*list)};
    *list += item->length + (end != NULL);
    return true;
}

static const struct paradigm *paradigm_of(const struct paradigm *paradigms, struct slice word)
{
    while (!ends_with(word, paradigms->ending))
        paradigms++;
    return paradigms;
}

/* A word with the item of its paradigm, the last item where it has fewer. */
static void append_case(struct buffer *out, const struct paradigm *paradigms, struct slice word,
                        size_t number)
{
    const struct paradigm *paradigm = paradigm_of(paradigms, word);
    const char *list = paradigm->others;
    struct slice item = {0}, last = {0};
    for (size_t i = 0; i <= number && next_item(&list, &item); i++)
        last = item;
    if (last.length == 0) {
        buffer_append_slice(out, word);
        return;
    }
    buffer_append(out, word.bytes, word.length - strlen(paradigm->ending));
    if (!slice_equal(last, SLICE("-")))
        buffer_append_slice(out, last);
}

#define CASES 13

/* All words of a form in each case: "Саудовской Аравии". */
static void decline(const struct paradigm *paradigms, struct slice form, const struct forms *forms)
{
    struct buffer out = BUFFER_INIT;
    for (size_t number = 0; number < CASES; number++) {
        buffer_clear(&out);
        for (size_t at = 0; at < form.length;) {
            const char *blank = memchr(form.bytes + at, ' ', form.length - at);
            const size_t end = blank ? (size_t)(blank - form.bytes) : form.length;
            append_case(&out, paradigms, (struct slice){form.bytes + at, end - at}, number);
            if (blank)
                buffer_append_byte(&out, ' ');
            at = end + 1;
        }
        forms->take(forms->context, buffer_slice(&out));
    }
    buffer_dispose(&out);
}

/* --- Turkish ---------------------------------------------------------------------------------- */

static const char *const vowels[] = {"a", "ı", "o", "u", "e", "i", "ö", "ü"};

/* The number in `vowels` of the last vowel; *final: the word ends in it. */
static size_t last_vowel(struct slice form, bool *final)
{
    for (size_t at = form.length; at-- > 0;) {
        for (size_t i = 0; i < sizeof vowels / sizeof *vowels; i++) {
            const size_t length = strlen(vowels[i]);
            if (at + length <= form.length && memcmp(form.bytes + at, vowels[i], length) == 0) {
                *final = at + length == form.length;
                return i;
            }
        }
    }
    *final = false;
    return 0;
}

/* Write `pattern` with E for a/e and I for ı/i/u/ü by vowel harmony. */
static void add_suffix(struct slice form, const char *pattern, size_t vowel,
                       const struct forms *forms)
{
    static const char *const close[] = {"ı", "ı", "u", "u", "i", "i", "ü", "ü"};
    struct buffer out = BUFFER_INIT;
    buffer_append_slice(&out, form);
    for (; *pattern; pattern++)
        if (*pattern == 'E')
            buffer_append_string(&out, vowel < 4 ? "a" : "e");
        else if (*pattern == 'I')
            buffer_append_string(&out, close[vowel]);
        else
            buffer_append_byte(&out, (unsigned char)*pattern);
    forms->take(forms->context, buffer_slice(&out));
    buffer_dispose(&out);
}

static void agglutinate(struct slice form, const struct forms *forms)
{
    static const char *const after_vowel[] = {"nIn", "yE",    "yI",  "dE",  "dEn",   "dEki",
                                              "lI",  "lIlEr", "ylE", "lEr", "lErIn", NULL};
    static const char *const after_consonant[] = {"In",    "E",   "I",    "dE",    "tE",
                                                  "dEn",   "tEn", "dEki", "tEki",  "lI",
                                                  "lIlEr", "lE",  "lEr",  "lErIn", NULL};
    bool final;
    const size_t vowel = last_vowel(form, &final);
    for (const char *const *suffix = final ? after_vowel : after_consonant; *suffix; suffix++)
        add_suffix(form, *suffix, vowel, forms);
}

/* --- by language ------------------------------------------------------------------------------ */

static const struct paradigm *paradigms_of(struct slice language, enum gazetteer_kind kind)
{
    const bool noun = kind != GAZETTEER_ADJECTIVE;
    static const struct {
        const char *code;
        const struct paradigm *adjective, *noun;
    } languages[] = {
        {"ru", russian, russian},
        {"uk", ukrainian, ukrainian},
        {"fr", french, none},
        {"es", spanish, none},
        {"ar", arabic, none},
        {"fa", persian, none},
        {"de", german_adjective, german_noun},
        {"en", english, none},
    };
    for (size_t i = 0; i < sizeof languages / sizeof *languages; i++)
        if (slice_equal(language, slice_of(languages[i].code)))
            return noun ? languages[i].noun : languages[i].adjective;
    return none;
}

void inflect(struct slice language, enum gazetteer_kind kind, struct slice form,
             void (*take)(void *context, struct slice form), void *context)
{
    const struct forms forms = {take, context};
    take(context, form);
    if (slice_equal(language, SLICE("tr"))) {
        agglutinate(form, &forms);
        return;
    }
    const struct paradigm *paradigms = paradigms_of(language, kind);
    if (paradigms != none)
        decline(paradigms, form, &forms);
}
