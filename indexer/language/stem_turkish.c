#include "indexer/language/light_stem.h"

/*
 * Turkish as folding leaves it: ASCII, with the dotted and dotless i one, ş s, ç c, ğ g, ü u, ö o.
 * Cases, the plural and possessives go, one after the other as long as there are any; a word that
 * ends in a vowel loses it, since it may be an ending's. Snowball's stemmer is not used: it takes
 * the first and second persons' endings from words in which they are none (bakan, seçim, savaş).
 */

/* An ending, whether a vowel must stand before it, and how many letters must remain. */
struct ending {
    const char *letters;
    bool after_vowel;
    uint8_t remain;
};

static const struct ending endings[] = {
    {"lardaki", false, 3}, {"lerdeki", false, 3}, {"larinin", false, 3}, {"lerinin", false, 3},
    {"ndaki", true, 4},    {"ndeki", true, 4},    {"larin", false, 3},   {"lerin", false, 3},
    {"daki", false, 4},    {"deki", false, 4},    {"ndan", true, 4},     {"nden", true, 4},
    {"imiz", false, 4},    {"umuz", false, 4},    {"lari", false, 3},    {"leri", false, 3},
    {"nin", true, 3},      {"nun", true, 3},      {"nda", true, 4},      {"nde", true, 4},
    {"yla", true, 4},      {"yle", true, 4},      {"lar", false, 3},     {"ler", false, 3},
    {"dan", false, 4},     {"den", false, 4},     {"tan", false, 5},     {"ten", false, 5},
    {"si", true, 3},       {"su", true, 3},       {"yi", true, 3},       {"yu", true, 3},
    {"ya", true, 3},       {"ye", true, 3},       {"ni", true, 4},       {"nu", true, 4},
    {"na", true, 4},       {"ne", true, 4},       {"in", false, 4},      {"un", false, 4},
    {"da", false, 4},      {"de", false, 4},      {"ta", false, 5},      {"te", false, 5},
    {"la", false, 5},      {"le", false, 5},
};

/* Names that would lose what is no ending; words that begin with one are that name. */
static const char *const names[] = {"turkiye",  "suriye",     "kanada",    "filistin", "hindistan",
                                    "pakistan", "afganistan", "kurdistan", "gurcistan"};

/* Words that end in the letter that joins an ending to a vowel: bakan-ın, not *baka-nın. */
static const char joining[] =
    " bakan baskan insan vatan zaman plan alan uzman kurban dusman orman liman sultan iran sudan "
    "duzen"
    " neden guven yonetmen katman roman vatan uzun asman savas baris giris cikis gorus donus bulus"
    " kurulus ulus yaris polis meclis ofis servis yukselis anlayis yanlis satis olay aday saray "
    "kuzey"
    " guney duzey yuzey albay subay konvoy anlatis basin yayin ";

static bool is_vowel(char letter)
{
    return letter == 'a' || letter == 'e' || letter == 'i' || letter == 'o' || letter == 'u';
}

/* Whether the word, its last `length` letters but one left out, ends in a letter that joins. */
static bool joins_itself(const struct stem_word *word, size_t length)
{
    const struct stem_word whole = {word->bytes, word->length - length + 1};
    return stem_is_one_of(&whole, joining);
}

/* Take away one ending but the last vowel. */
static bool strip_ending(struct stem_word *word)
{
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        const size_t length = strlen(endings[i].letters);
        if (word->length >= length + endings[i].remain && stem_ends(word, endings[i].letters) &&
            (!endings[i].after_vowel ||
             (is_vowel(word->bytes[word->length - length - 1]) && !joins_itself(word, length)))) {
            word->length -= length;
            return true;
        }
    }
    return false;
}

/* A stop becomes voiced before a vowel: bakanlık, bakanlığı; kitap, kitabı. */
static void harden_end(struct stem_word *word)
{
    char *last = &word->bytes[word->length - 1];
    if (word->length > 3 && is_vowel(last[-1])) {
        *last = *last == 'g' ? 'k' : *last == 'b' ? 'p' : *last == 'd' ? 't' : *last;
    }
}

static bool cut_to_name(struct stem_word *word)
{
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (stem_begins(word, names[i])) {
            word->length = strlen(names[i]);
            return true;
        }
    }
    return false;
}

size_t stem_turkish(struct slice folded, char out[static FOLD_ROOM])
{
    struct stem_word word = stem_start(folded, out);
    if (cut_to_name(&word)) {
        return word.length;
    }
    while (strip_ending(&word)) {
    }
    if (word.length >= 5 && is_vowel(word.bytes[word.length - 1])) {
        word.length--;
    }
    harden_end(&word);
    return word.length;
}
