#include "indexer/language/light_stem.h"

/*
 * Persian as folding leaves it: yeh and kaf are the Arabic ones, teh marbuta is heh, hamza is gone.
 * All letters take two bytes. Endings are written together with the word, after a non-joiner (which
 * the analyser joins) or without; the same rules serve both.
 */
#define LETTERS(count) ((count)*2)

/* Words of one of the endings below that it is no ending of. */
static const char plural_exceptions[] =
    " سازمان ساختمان درمان قهرمان همزمان خيابان بيابان اصفهان خراسان سليمان مازندران پشتيبان"
    " بازرگان گروگان ناوگان رايگان مسلمان نگهبان ديدبان پاسبان كاروان ناتوان فراوان همچنان همگان"
    " مهربان پارلمان گفتمان واتيكان بالكان اردوغان تركمان زايمان شادمان باكستان اذربايجان كاپيتان"
    " ارمان ايرلندشان هندوان امارات عمليات ادبيات جزييات تاسيسات هييات تشكيلات ملاقات درخشان ";

/* A plural by -ات of three letters before it has no heh in its singular. */
static const char no_heh[] = " نظر خطر نفر اثر سفر ثمر تلف ";

static const char relation_exceptions[] =
    " مالي بازي كشتي براي داراي خالي عالي كافي حتي ولي علي جاي روي سوي كسي يكي ملي وقتي بعضي قاضي"
    " زندگي باقي ماهي نوري ";

static const char comparison_exceptions[] =
    " فيلتر توييتر تياتر كاراكتر هليكوپتر رويتر مانيتر تيتر ليتر متر دفتر دختر دكتر ";

static const char verb_exceptions[] = " ميلاد ميعاد ميزبان مستند ";

/* What follows the plural -ها: ezafe, indefinite, possessives. */
static const struct stem_ending after_plural[] = {
    {"هايشان", "ها", LETTERS(2)}, {"هايمان", "ها", LETTERS(2)}, {"هايتان", "ها", LETTERS(2)},
    {"هايش", "ها", LETTERS(2)},   {"هايم", "ها", LETTERS(2)},   {"هايت", "ها", LETTERS(2)},
    {"هايي", "ها", LETTERS(2)},   {"هاي", "ها", LETTERS(2)},
};

static const struct stem_ending plural_of_things[] = {{"ها", "", LETTERS(2)}};

/* Plurals of people, and of what Persian has from Arabic. */
static const struct stem_ending plurals[] = {
    {"ندگان", "نده", LETTERS(2)}, {"ستگان", "سته", LETTERS(2)}, {"دگان", "ده", LETTERS(3)},
    {"يان", "ي", LETTERS(4)},     {"ان", "", LETTERS(4)},       {"ات", "", LETTERS(4)},
};

static const struct stem_ending possessives[] = {{"شان", "", LETTERS(4)}};

static const struct stem_ending comparison[] = {
    {"ترينها", "", LETTERS(2)},
    {"ترين", "", LETTERS(2)},
    {"تري", "", LETTERS(3)},
    {"تر", "", LETTERS(3)},
};

/* The third person plural is brought to the singular. */
static const struct stem_ending persons[] = {
    {"كنند", "كند", 0},   {"شوند", "شود", 0},     {"دهند", "دهد", 0},     {"گويند", "گويد", 0},
    {"دارند", "دارد", 0}, {"خواهند", "خواهد", 0}, {"توانند", "تواند", 0}, {"گيرند", "گيرد", 0},
    {"ايند", "ايد", 0},   {"رسند", "رسد", 0},     {"بينند", "بيند", 0},   {"كردند", "كرد", 0},
    {"شدند", "شد", 0},    {"بودند", "بود", 0},    {"دادند", "داد", 0},    {"تند", "ت", LETTERS(2)},
};

/* How verbs end that begin with the prefix of duration. */
static const char *const verb_ends[] = {"د", "م", "فت", "شت", "ست", "خت"};

static bool ends_as_verb(const struct stem_word *word)
{
    for (size_t i = 0; i < sizeof verb_ends / sizeof *verb_ends; i++) {
        if (stem_ends(word, verb_ends[i])) {
            return true;
        }
    }
    return false;
}

/* Take the prefix of duration, with the negation, from a verb; true where there was one. */
static bool strip_prefix(struct stem_word *word)
{
    const size_t prefix = stem_begins(word, "نمي")  ? LETTERS(3)
                          : stem_begins(word, "مي") ? LETTERS(2)
                                                    : 0;
    if (prefix == 0 || word->length < prefix + LETTERS(3) || !ends_as_verb(word)) {
        return false;
    }
    word->length -= prefix;
    memmove(word->bytes, word->bytes + prefix, word->length);
    return true;
}

/* جلسات is of جلسه, نظرات of نظر; longer ones lose the heh too, by strip_heh. */
static void strip_arabic_plural(struct stem_word *word)
{
    if (word->length != LETTERS(5) || !stem_ends(word, "ات")) {
        return;
    }
    word->length -= LETTERS(2);
    if (!stem_is_one_of(word, no_heh)) {
        memcpy(word->bytes + word->length, "ه", LETTERS(1));
        word->length += LETTERS(1);
    }
}

static void strip_plural(struct stem_word *word)
{
    const bool indefinite = stem_ends(word, "اني") || stem_ends(word, "اتي");
    if (indefinite && word->length >= LETTERS(7)) {
        word->length -= LETTERS(1);
    }
    if (stem_is_one_of(word, plural_exceptions) || stem_ends(word, "ستان")) {
        return;
    }
    strip_arabic_plural(word);
    STEM_REPLACE(word, plurals);
}

/* The yeh of relation or of the indefinite; after heh it is written with an alef. */
static void strip_yeh(struct stem_word *word)
{
    static const struct stem_ending after_heh[] = {{"هاي", "ه", LETTERS(2)}};
    static const struct stem_ending plain[] = {{"ي", "", LETTERS(3)}};
    if (!stem_is_one_of(word, relation_exceptions) && !STEM_REPLACE(word, after_heh)) {
        STEM_REPLACE(word, plain);
    }
}

static void strip_heh(struct stem_word *word)
{
    static const struct stem_ending heh[] = {{"ه", "", LETTERS(4)}};
    STEM_REPLACE(word, heh);
}

/* Nouns in heh with the ending -اي, which look like others with the plural -هاي. */
static const struct stem_ending heh_or_plural[] = {
    {"هستهاي", "هسته", 0}, {"جلسهاي", "جلسه", 0}, {"حملهاي", "حمله", 0},
    {"حرفهاي", "حرفه", 0}, {"دورهاي", "دوره", 0}, {"لايحهاي", "لايحه", 0},
};

size_t stem_persian(struct slice folded, char out[static FOLD_ROOM])
{
    struct stem_word word = stem_start(folded, out);
    if (!stem_is_one_of(&word, verb_exceptions)) {
        const bool verb = strip_prefix(&word);
        if (STEM_REPLACE(&word, persons) || verb) {
            return word.length;
        }
    }
    if (!STEM_REPLACE(&word, heh_or_plural)) {
        STEM_REPLACE(&word, after_plural);
    }
    if (!stem_is_one_of(&word, plural_exceptions)) {
        STEM_REPLACE(&word, plural_of_things);
        STEM_REPLACE(&word, possessives);
    }
    strip_plural(&word);
    if (!stem_is_one_of(&word, comparison_exceptions)) {
        STEM_REPLACE(&word, comparison);
    }
    strip_yeh(&word);
    strip_heh(&word);
    return word.length;
}
