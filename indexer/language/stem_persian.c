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
    STEM_ENDING("هايشان", "ها", LETTERS(2)), STEM_ENDING("هايمان", "ها", LETTERS(2)),
    STEM_ENDING("هايتان", "ها", LETTERS(2)), STEM_ENDING("هايش", "ها", LETTERS(2)),
    STEM_ENDING("هايم", "ها", LETTERS(2)),   STEM_ENDING("هايت", "ها", LETTERS(2)),
    STEM_ENDING("هايي", "ها", LETTERS(2)),   STEM_ENDING("هاي", "ها", LETTERS(2)),
};

static const struct stem_ending plural_of_things[] = {STEM_ENDING("ها", "", LETTERS(2))};

/* Plurals of people, and of what Persian has from Arabic. */
static const struct stem_ending plurals[] = {
    STEM_ENDING("ندگان", "نده", LETTERS(2)), STEM_ENDING("ستگان", "سته", LETTERS(2)),
    STEM_ENDING("دگان", "ده", LETTERS(3)),   STEM_ENDING("يان", "ي", LETTERS(4)),
    STEM_ENDING("ان", "", LETTERS(4)),       STEM_ENDING("ات", "", LETTERS(4)),
};

static const struct stem_ending possessives[] = {STEM_ENDING("شان", "", LETTERS(4))};

static const struct stem_ending comparison[] = {
    STEM_ENDING("ترينها", "", LETTERS(2)),
    STEM_ENDING("ترين", "", LETTERS(2)),
    STEM_ENDING("تري", "", LETTERS(3)),
    STEM_ENDING("تر", "", LETTERS(3)),
};

/* The third person plural is brought to the singular. */
static const struct stem_ending persons[] = {
    STEM_ENDING("كنند", "كند", 0),     STEM_ENDING("شوند", "شود", 0),
    STEM_ENDING("دهند", "دهد", 0),     STEM_ENDING("گويند", "گويد", 0),
    STEM_ENDING("دارند", "دارد", 0),   STEM_ENDING("خواهند", "خواهد", 0),
    STEM_ENDING("توانند", "تواند", 0), STEM_ENDING("گيرند", "گيرد", 0),
    STEM_ENDING("ايند", "ايد", 0),     STEM_ENDING("رسند", "رسد", 0),
    STEM_ENDING("بينند", "بيند", 0),   STEM_ENDING("كردند", "كرد", 0),
    STEM_ENDING("شدند", "شد", 0),      STEM_ENDING("بودند", "بود", 0),
    STEM_ENDING("دادند", "داد", 0),    STEM_ENDING("تند", "ت", LETTERS(2)),
};

/* How verbs end that begin with the prefix of duration. */
static const char *const verb_ends[] = {"د", "م", "فت", "شت", "ست", "خت"};

static bool ends_as_verb(const struct stem_word *word)
{
    for (size_t i = 0; i < sizeof verb_ends / sizeof *verb_ends; i++)
        if (stem_ends(word, verb_ends[i]))
            return true;
    return false;
}

/* Take the prefix of duration, with the negation, from a verb; true where there was one. */
static bool strip_prefix(struct stem_word *word)
{
    const size_t prefix = stem_begins(word, "نمي")  ? LETTERS(3)
                          : stem_begins(word, "مي") ? LETTERS(2)
                                                    : 0;
    if (prefix == 0 || word->length < prefix + LETTERS(3) || !ends_as_verb(word))
        return false;
    word->length -= prefix;
    memmove(word->bytes, word->bytes + prefix, word->length);
    return true;
}

/* جلسات is of جلسه, نظرات of نظر; longer ones lose the heh too, by strip_heh. */
static void strip_arabic_plural(struct stem_word *word)
{
    if (word->length != LETTERS(5) || !stem_ends(word, "ات"))
        return;
    word->length -= LETTERS(2);
    if (!stem_is_one_of(word, no_heh)) {
        memcpy(word->bytes + word->length, "ه", LETTERS(1));
        word->length += LETTERS(1);
    }
}

/* Whether the word ends as a plural but -ها, and is none of those that only seem to. */
static bool has_plural(const struct stem_word *word)
{
    return (stem_ends(word, "ان") || stem_ends(word, "ات")) && !stem_ends(word, "ستان") &&
           !stem_is_one_of(word, plural_exceptions);
}

static void strip_plural(struct stem_word *word)
{
    const bool indefinite = stem_ends(word, "اني") || stem_ends(word, "اتي");
    if (indefinite && word->length >= LETTERS(7))
        word->length -= LETTERS(1);
    if (!has_plural(word))
        return;
    strip_arabic_plural(word);
    STEM_REPLACE(word, plurals);
}

/* The yeh of relation or of the indefinite; after heh it is written with an alef. */
static void strip_yeh(struct stem_word *word)
{
    static const struct stem_ending after_heh[] = {STEM_ENDING("هاي", "ه", LETTERS(2))};
    static const struct stem_ending plain[] = {STEM_ENDING("ي", "", LETTERS(3))};
    if (stem_ends(word, "ي") && !stem_is_one_of(word, relation_exceptions) &&
        !STEM_REPLACE(word, after_heh))
        STEM_REPLACE(word, plain);
}

static void strip_heh(struct stem_word *word)
{
    static const struct stem_ending heh[] = {STEM_ENDING("ه", "", LETTERS(4))};
    STEM_REPLACE(word, heh);
}

/* Nouns in heh with the ending -اي, which look like others with the plural -هاي. */
static const struct stem_ending heh_or_plural[] = {
    STEM_ENDING("هستهاي", "هسته", 0), STEM_ENDING("جلسهاي", "جلسه", 0),
    STEM_ENDING("حملهاي", "حمله", 0), STEM_ENDING("حرفهاي", "حرفه", 0),
    STEM_ENDING("دورهاي", "دوره", 0), STEM_ENDING("لايحهاي", "لايحه", 0),
};

size_t stem_persian(struct slice folded, char out[static FOLD_ROOM])
{
    struct stem_word word = stem_start(folded, out);
    if (!stem_begins(&word, "م") || !stem_is_one_of(&word, verb_exceptions)) {
        const bool verb = strip_prefix(&word);
        if (STEM_REPLACE(&word, persons) || verb)
            return word.length;
    }
    if (!STEM_REPLACE(&word, heh_or_plural))
        STEM_REPLACE(&word, after_plural);
    STEM_REPLACE(&word, plural_of_things);
    if (has_plural(&word))
        STEM_REPLACE(&word, possessives);
    strip_plural(&word);
    if (!stem_ends(&word, "تر") || !stem_is_one_of(&word, comparison_exceptions))
        STEM_REPLACE(&word, comparison);
    strip_yeh(&word);
    strip_heh(&word);
    return word.length;
}
