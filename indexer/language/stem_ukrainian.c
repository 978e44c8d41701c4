#include "indexer/language/light_stem.h"

/*
 * Ukrainian as folding leaves it: lower case, the apostrophe joined. All letters take two bytes.
 * One ending of a case goes, of nouns and adjectives, and of reflexive verbs; then what alternates
 * before endings is made one.
 */
#define LETTERS(count) ((count)*2)

/* Short words and names whose stem changes. */
static const struct stem_ending irregular[] = {
    STEM_ENDING("києва", "київ", 0),       STEM_ENDING("києву", "київ", 0),
    STEM_ENDING("києві", "київ", 0),       STEM_ENDING("києвом", "київ", 0),
    STEM_ENDING("празі", "праг", 0),       STEM_ENDING("ризі", "риг", 0),
    STEM_ENDING("гаазі", "гааг", 0),       STEM_ENDING("допомозі", "допомог", 0),
    STEM_ENDING("перемозі", "перемог", 0), STEM_ENDING("дорозі", "дорог", 0),
    STEM_ENDING("облозі", "облог", 0),     STEM_ENDING("лізі", "ліг", 0),
    STEM_ENDING("людей", "люд", 0),        STEM_ENDING("днів", "ден", 0),
    STEM_ENDING("дні", "ден", 0),          STEM_ENDING("дня", "ден", 0),
    STEM_ENDING("день", "ден", 0),         STEM_ENDING("посол", "посл", 0),
};

/* Words in which what looks like an ending is none. */
static const char whole[] =
    " київ львів мова слова права справа після перед через також коли якщо ";

static const struct stem_ending reflexive[] = {
    STEM_ENDING("уватися", "", LETTERS(3)), STEM_ENDING("увалася", "", LETTERS(3)),
    STEM_ENDING("увалися", "", LETTERS(3)), STEM_ENDING("ується", "", LETTERS(3)),
    STEM_ENDING("уються", "", LETTERS(3)),  STEM_ENDING("илася", "", LETTERS(3)),
    STEM_ENDING("илися", "", LETTERS(3)),   STEM_ENDING("илось", "", LETTERS(3)),
    STEM_ENDING("ився", "", LETTERS(3)),    STEM_ENDING("итися", "", LETTERS(3)),
    STEM_ENDING("иться", "", LETTERS(3)),   STEM_ENDING("яться", "", LETTERS(3)),
    STEM_ENDING("алася", "", LETTERS(3)),   STEM_ENDING("алися", "", LETTERS(3)),
    STEM_ENDING("алось", "", LETTERS(3)),   STEM_ENDING("ався", "", LETTERS(3)),
    STEM_ENDING("атися", "", LETTERS(3)),   STEM_ENDING("ються", "", LETTERS(3)),
};

static const struct stem_ending verbs[] = {
    STEM_ENDING("увати", "", LETTERS(3)), STEM_ENDING("ювати", "", LETTERS(3)),
    STEM_ENDING("ували", "", LETTERS(3)), STEM_ENDING("увала", "", LETTERS(3)),
    STEM_ENDING("увало", "", LETTERS(3)), STEM_ENDING("ують", "", LETTERS(3)),
    STEM_ENDING("юють", "", LETTERS(3)),  STEM_ENDING("ував", "", LETTERS(3)),
};

/* Before і the endings are those of words like санкція, and the і stays. */
static const struct stem_ending after_i[] = {
    STEM_ENDING("іями", "і", LETTERS(2)), STEM_ENDING("іях", "і", LETTERS(2)),
    STEM_ENDING("іям", "і", LETTERS(2)),  STEM_ENDING("ією", "і", LETTERS(2)),
    STEM_ENDING("ія", "і", LETTERS(2)),   STEM_ENDING("ію", "і", LETTERS(2)),
    STEM_ENDING("ії", "і", LETTERS(2)),
};

/* Adjectives that end as such words do in one case. */
static const struct stem_ending adjectives_like_nouns[] = {
    STEM_ENDING("кій", "к", LETTERS(2)),     STEM_ENDING("вій", "в", LETTERS(2)),
    STEM_ENDING("шій", "ш", LETTERS(2)),     STEM_ENDING("жій", "ж", LETTERS(2)),
    STEM_ENDING("дній", "дн", LETTERS(2)),   STEM_ENDING("тній", "тн", LETTERS(2)),
    STEM_ENDING("рній", "рн", LETTERS(2)),   STEM_ENDING("чній", "чн", LETTERS(2)),
    STEM_ENDING("льній", "льн", LETTERS(1)), STEM_ENDING("вній", "вн", LETTERS(2)),
    STEM_ENDING("нній", "нн", LETTERS(2)),   STEM_ENDING("сній", "сн", LETTERS(2)),
    STEM_ENDING("йній", "йн", LETTERS(2)),   STEM_ENDING("мній", "мн", LETTERS(2)),
    STEM_ENDING("жній", "жн", LETTERS(2)),
};

static const struct stem_ending i_with_j[] = {STEM_ENDING("ій", "і", LETTERS(3))};

static const struct stem_ending endings[] = {
    STEM_ENDING("енням", "енн", LETTERS(2)), STEM_ENDING("анням", "анн", LETTERS(2)),
    STEM_ENDING("іннях", "інн", LETTERS(2)), STEM_ENDING("еннях", "енн", LETTERS(2)),
    STEM_ENDING("аннях", "анн", LETTERS(2)), STEM_ENDING("енню", "енн", LETTERS(2)),
    STEM_ENDING("анню", "анн", LETTERS(2)),  STEM_ENDING("істю", "іст", LETTERS(2)),
    STEM_ENDING("ього", "", LETTERS(3)),     STEM_ENDING("ьому", "", LETTERS(3)),
    STEM_ENDING("ьою", "", LETTERS(3)),      STEM_ENDING("ими", "", LETTERS(3)),
    STEM_ENDING("ого", "", LETTERS(3)),      STEM_ENDING("ому", "", LETTERS(3)),
    STEM_ENDING("ові", "", LETTERS(3)),      STEM_ENDING("еві", "", LETTERS(3)),
    STEM_ENDING("єві", "", LETTERS(3)),      STEM_ENDING("ами", "", LETTERS(3)),
    STEM_ENDING("ями", "", LETTERS(3)),      STEM_ENDING("ець", "ц", LETTERS(3)),
    STEM_ENDING("ів", "", LETTERS(3)),       STEM_ENDING("їв", "", LETTERS(3)),
    STEM_ENDING("их", "", LETTERS(3)),       STEM_ENDING("іх", "", LETTERS(3)),
    STEM_ENDING("им", "", LETTERS(3)),       STEM_ENDING("ім", "", LETTERS(3)),
    STEM_ENDING("ий", "", LETTERS(3)),       STEM_ENDING("ою", "", LETTERS(3)),
    STEM_ENDING("ею", "", LETTERS(3)),       STEM_ENDING("єю", "", LETTERS(3)),
    STEM_ENDING("ам", "", LETTERS(3)),       STEM_ENDING("ям", "", LETTERS(3)),
    STEM_ENDING("ах", "", LETTERS(3)),       STEM_ENDING("ях", "", LETTERS(3)),
    STEM_ENDING("ом", "", LETTERS(3)),       STEM_ENDING("ем", "", LETTERS(3)),
    STEM_ENDING("єм", "", LETTERS(3)),       STEM_ENDING("ей", "", LETTERS(3)),
    STEM_ENDING("а", "", LETTERS(2)),        STEM_ENDING("у", "", LETTERS(2)),
    STEM_ENDING("и", "", LETTERS(2)),        STEM_ENDING("і", "", LETTERS(2)),
    STEM_ENDING("о", "", LETTERS(3)),        STEM_ENDING("е", "", LETTERS(3)),
    STEM_ENDING("я", "", LETTERS(2)),        STEM_ENDING("ю", "", LETTERS(2)),
    STEM_ENDING("ї", "", LETTERS(2)),        STEM_ENDING("є", "", LETTERS(3)),
    STEM_ENDING("й", "", LETTERS(3)),        STEM_ENDING("ь", "", LETTERS(2)),
};

/* What alternates at the end of a stem: і with о in the last syllable, к with ц before і (Америка,
 * Америці), a vowel that only some cases have, double н. */
static const struct stem_ending alternations[] = {
    STEM_ENDING("хід", "ход", LETTERS(1)), STEM_ENDING("вір", "вор", LETTERS(2)),
    STEM_ENDING("бір", "бор", LETTERS(2)), STEM_ENDING("рік", "рок", 0),
    STEM_ENDING("бік", "бок", 0),          STEM_ENDING("ц", "к", LETTERS(3)),
    STEM_ENDING("енн", "ен", LETTERS(2)),  STEM_ENDING("анн", "ан", LETTERS(2)),
    STEM_ENDING("інн", "ін", LETTERS(2)),  STEM_ENDING("ок", "к", LETTERS(4)),
    STEM_ENDING("харков", "харк", 0),      STEM_ENDING("львов", "львів", 0),
};

static bool strip_ending(struct stem_word *word)
{
    return STEM_REPLACE(word, reflexive) || STEM_REPLACE(word, verbs) ||
           STEM_REPLACE(word, after_i) || STEM_REPLACE(word, adjectives_like_nouns) ||
           STEM_REPLACE(word, i_with_j) || STEM_REPLACE(word, endings);
}

/* Whether the word is one of the irregular ones from begin to end. */
static bool replace_irregular(struct stem_word *word)
{
    for (size_t i = 0; i < sizeof irregular / sizeof *irregular; i++) {
        if (irregular[i].length == word->length) {
            const bool replaced = stem_replace(word, &irregular[i], 1);
            if (replaced)
                return true;
        }
    }
    return false;
}

size_t stem_ukrainian(struct slice folded, char out[static FOLD_ROOM])
{
    struct stem_word word = stem_start(folded, out);
    if (replace_irregular(&word) || stem_is_one_of(&word, whole))
        return word.length;
    strip_ending(&word);
    STEM_REPLACE(&word, alternations);
    return word.length;
}
