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
    uint8_t length;
    bool after_vowel;
    uint8_t remain;
};
#define ENDING(letters, after_vowel, remain)                                                       \
    {                                                                                              \
        letters, sizeof(letters) - 1, after_vowel, remain                                          \
    }

static const struct ending endings[] = {
    ENDING("lardaki", false, 3), ENDING("lerdeki", false, 3), ENDING("larinin", false, 3),
    ENDING("lerinin", false, 3), ENDING("ndaki", true, 4),    ENDING("ndeki", true, 4),
    ENDING("larin", false, 3),   ENDING("lerin", false, 3),   ENDING("daki", false, 4),
    ENDING("deki", false, 4),    ENDING("ndan", true, 4),     ENDING("nden", true, 4),
    ENDING("imiz", false, 4),    ENDING("umuz", false, 4),    ENDING("lari", false, 3),
    ENDING("leri", false, 3),    ENDING("nin", true, 3),      ENDING("nun", true, 3),
    ENDING("nda", true, 4),      ENDING("nde", true, 4),      ENDING("yla", true, 4),
    ENDING("yle", true, 4),      ENDING("lar", false, 3),     ENDING("ler", false, 3),
    ENDING("dan", false, 4),     ENDING("den", false, 4),     ENDING("tan", false, 5),
    ENDING("ten", false, 5),     ENDING("si", true, 3),       ENDING("su", true, 3),
    ENDING("yi", true, 3),       ENDING("yu", true, 3),       ENDING("ya", true, 3),
    ENDING("ye", true, 3),       ENDING("ni", true, 4),       ENDING("nu", true, 4),
    ENDING("na", true, 4),       ENDING("ne", true, 4),       ENDING("in", false, 4),
    ENDING("un", false, 4),      ENDING("da", false, 4),      ENDING("de", false, 4),
    ENDING("ta", false, 5),      ENDING("te", false, 5),      ENDING("la", false, 5),
    ENDING("le", false, 5),
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
        const size_t length = endings[i].length;
        if (word->length >= length + endings[i].remain &&
            word->bytes[word->length - 1] == endings[i].letters[length - 1] &&
            stem_ends(word, endings[i].letters) &&
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
    if (word->length > 3 && is_vowel(last[-1]))
        *last = *last == 'g' ? 'k' : *last == 'b' ? 'p' : *last == 'd' ? 't' : *last;
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
    if (cut_to_name(&word))
        return word.length;
    while (strip_ending(&word)) {
    }
    if (word.length >= 5 && is_vowel(word.bytes[word.length - 1]))
        word.length--;
    harden_end(&word);
    return word.length;
}
