#include "indexer/language/light_stem.h"

/*
 * Ukrainian as folding leaves it: lower case, the apostrophe joined. All letters take two bytes.
 * One ending of a case goes, of nouns and adjectives, and of reflexive verbs; then what alternates
 * before endings is made one.
 */
#define LETTERS(count) ((count)*2)

/* Short words and names whose stem changes. */
static const struct stem_ending irregular[] = {
    {"києва", "київ", 0},   {"києву", "київ", 0},       {"києві", "київ", 0},
    {"києвом", "київ", 0},  {"празі", "праг", 0},       {"ризі", "риг", 0},
    {"гаазі", "гааг", 0},   {"допомозі", "допомог", 0}, {"перемозі", "перемог", 0},
    {"дорозі", "дорог", 0}, {"облозі", "облог", 0},     {"лізі", "ліг", 0},
    {"людей", "люд", 0},    {"днів", "ден", 0},         {"дні", "ден", 0},
    {"дня", "ден", 0},      {"день", "ден", 0},         {"посол", "посл", 0},
};

/* Words in which what looks like an ending is none. */
static const char whole[] =
    " київ львів мова слова права справа після перед через також коли якщо ";

static const struct stem_ending reflexive[] = {
    {"уватися", "", LETTERS(3)}, {"увалася", "", LETTERS(3)}, {"увалися", "", LETTERS(3)},
    {"ується", "", LETTERS(3)},  {"уються", "", LETTERS(3)},  {"илася", "", LETTERS(3)},
    {"илися", "", LETTERS(3)},   {"илось", "", LETTERS(3)},   {"ився", "", LETTERS(3)},
    {"итися", "", LETTERS(3)},   {"иться", "", LETTERS(3)},   {"яться", "", LETTERS(3)},
    {"алася", "", LETTERS(3)},   {"алися", "", LETTERS(3)},   {"алось", "", LETTERS(3)},
    {"ався", "", LETTERS(3)},    {"атися", "", LETTERS(3)},   {"ються", "", LETTERS(3)},
};

static const struct stem_ending verbs[] = {
    {"увати", "", LETTERS(3)}, {"ювати", "", LETTERS(3)}, {"ували", "", LETTERS(3)},
    {"увала", "", LETTERS(3)}, {"увало", "", LETTERS(3)}, {"ують", "", LETTERS(3)},
    {"юють", "", LETTERS(3)},  {"ував", "", LETTERS(3)},
};

/* Before і the endings are those of words like санкція, and the і stays. */
static const struct stem_ending after_i[] = {
    {"іями", "і", LETTERS(2)}, {"іях", "і", LETTERS(2)}, {"іям", "і", LETTERS(2)},
    {"ією", "і", LETTERS(2)},  {"ія", "і", LETTERS(2)},  {"ію", "і", LETTERS(2)},
    {"ії", "і", LETTERS(2)},
};

/* Adjectives that end as such words do in one case. */
static const struct stem_ending adjectives_like_nouns[] = {
    {"кій", "к", LETTERS(2)},   {"вій", "в", LETTERS(2)},   {"шій", "ш", LETTERS(2)},
    {"жій", "ж", LETTERS(2)},   {"дній", "дн", LETTERS(2)}, {"тній", "тн", LETTERS(2)},
    {"рній", "рн", LETTERS(2)}, {"чній", "чн", LETTERS(2)}, {"льній", "льн", LETTERS(1)},
    {"вній", "вн", LETTERS(2)}, {"нній", "нн", LETTERS(2)}, {"сній", "сн", LETTERS(2)},
    {"йній", "йн", LETTERS(2)}, {"мній", "мн", LETTERS(2)}, {"жній", "жн", LETTERS(2)},
};

static const struct stem_ending i_with_j[] = {{"ій", "і", LETTERS(3)}};

static const struct stem_ending endings[] = {
    {"енням", "енн", LETTERS(2)}, {"анням", "анн", LETTERS(2)}, {"іннях", "інн", LETTERS(2)},
    {"еннях", "енн", LETTERS(2)}, {"аннях", "анн", LETTERS(2)}, {"енню", "енн", LETTERS(2)},
    {"анню", "анн", LETTERS(2)},  {"істю", "іст", LETTERS(2)},  {"ього", "", LETTERS(3)},
    {"ьому", "", LETTERS(3)},     {"ьою", "", LETTERS(3)},      {"ими", "", LETTERS(3)},
    {"ого", "", LETTERS(3)},      {"ому", "", LETTERS(3)},      {"ові", "", LETTERS(3)},
    {"еві", "", LETTERS(3)},      {"єві", "", LETTERS(3)},      {"ами", "", LETTERS(3)},
    {"ями", "", LETTERS(3)},      {"ець", "ц", LETTERS(3)},     {"ів", "", LETTERS(3)},
    {"їв", "", LETTERS(3)},       {"их", "", LETTERS(3)},       {"іх", "", LETTERS(3)},
    {"им", "", LETTERS(3)},       {"ім", "", LETTERS(3)},       {"ий", "", LETTERS(3)},
    {"ою", "", LETTERS(3)},       {"ею", "", LETTERS(3)},       {"єю", "", LETTERS(3)},
    {"ам", "", LETTERS(3)},       {"ям", "", LETTERS(3)},       {"ах", "", LETTERS(3)},
    {"ях", "", LETTERS(3)},       {"ом", "", LETTERS(3)},       {"ем", "", LETTERS(3)},
    {"єм", "", LETTERS(3)},       {"ей", "", LETTERS(3)},       {"а", "", LETTERS(2)},
    {"у", "", LETTERS(2)},        {"и", "", LETTERS(2)},        {"і", "", LETTERS(2)},
    {"о", "", LETTERS(3)},        {"е", "", LETTERS(3)},        {"я", "", LETTERS(2)},
    {"ю", "", LETTERS(2)},        {"ї", "", LETTERS(2)},        {"є", "", LETTERS(3)},
    {"й", "", LETTERS(3)},        {"ь", "", LETTERS(2)},
};

/* What alternates at the end of a stem: і with о in the last syllable, к with ц before і (Америка,
 * Америці), a vowel that only some cases have, double н. */
static const struct stem_ending alternations[] = {
    {"хід", "ход", LETTERS(1)}, {"вір", "вор", LETTERS(2)}, {"бір", "бор", LETTERS(2)},
    {"рік", "рок", 0},          {"бік", "бок", 0},          {"ц", "к", LETTERS(3)},
    {"енн", "ен", LETTERS(2)},  {"анн", "ан", LETTERS(2)},  {"інн", "ін", LETTERS(2)},
    {"ок", "к", LETTERS(4)},    {"харков", "харк", 0},      {"львов", "львів", 0},
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
        if (strlen(irregular[i].ending) == word->length) {
            const bool replaced = stem_replace(word, &irregular[i], 1);
            if (replaced) {
                return true;
            }
        }
    }
    return false;
}

size_t stem_ukrainian(struct slice folded, char out[static FOLD_ROOM])
{
    struct stem_word word = stem_start(folded, out);
    if (replace_irregular(&word) || stem_is_one_of(&word, whole)) {
        return word.length;
    }
    strip_ending(&word);
    STEM_REPLACE(&word, alternations);
    return word.length;
}
