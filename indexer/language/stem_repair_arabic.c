#include "indexer/language/stem_repair.h"

/* All letters here take two bytes. */
#define LETTER 2u

/* The article, with the particles that are written together with it. */
static const char *const articles[] = {"وبال", "وكال", "فبال", "وال", "بال",
                                       "كال",  "فال",  "ولل",  "ال",  "لل"};

/* Beginnings of words whose first letter is no "and": minister, envoy, mediation, document, agency,
 * homeland, unity, province, time, situation, means, middle, access, existence, fact, duty,
 * Washington. */
static const char *const rooted[] = {"وزي", "وزر",  "وزار", "وفد",  "وفود", "وفاه", "وساط", "وسيط",
                                     "وسط", "وسائ", "وساي", "وثي",  "وثاي", "وكال", "وكيل", "وطن",
                                     "وحد", "ولاي", "وقت",  "وضع",  "وقف",  "وصول", "وصف",  "وجود",
                                     "وجه", "واقع", "واجب", "واشن", "وراء", "ورق",  "والد", "وعد"};

/* Endings that only nouns and adjectives have: feminine, its plural, plurals of men, relation. */
static const char *const nominal[] = {"ه", "ات", "ون", "ين", "ي"};

/* Names without an article, of places for the most part, before which one-letter prepositions are
 * written: بطهران, لروسيا. Words that begin with one have no article either: المانيا. */
static const char *const places[] = {
    "ايران",  "روسي",   "سوري",    "مصر",     "امريك",     "اميرك", "اوكراني", "الماني",
    "ايطالي", "اسباني", "اسراييل", "تركي",    "تونس",      "ليبي",  "لبنان",   "قطر",
    "فلسطين", "فرنس",   "بريطاني", "باكستان", "افغانستان", "كوريا", "كوريه",   "كوبا",
    "كندا",   "فنزويل", "بولند",   "بلجيك",   "بلغاري",    "هولند", "سويسر",   "يونان",
    "واشنطن", "موسكو",  "طهران",   "دمشق",    "بغداد",     "بيروت", "باريس",   "لندن",
    "برلين",  "بكين",   "كييف",    "انقره",   "طرابلس",    "جنيف",  "فيينا",   "نيويورك",
    "بروكسل", "كابول",  "صنعاء",   "عدن",     "غزه",       "حلب",   "لافروف",  "بوتين"};

/* What may stand before a place: "and", "so", and one preposition. */
static const char *const prepositions[] = {"ول", "وب", "وك", "فل", "فب", "ل", "ب", "ك", "ف", "و"};

static bool begins(struct slice word, const char *with)
{
    const size_t length = strlen(with);
    return word.length >= length && memcmp(word.bytes, with, length) == 0;
}

static bool ends(struct slice word, const char *with)
{
    const size_t length = strlen(with);
    return word.length >= length && memcmp(word.bytes + word.length - length, with, length) == 0;
}

static struct slice without_front(struct slice word, size_t length)
{
    return (struct slice){word.bytes + length, word.length - length};
}

/* The word without its article, where at least three letters remain. */
static struct slice strip_article(struct slice word)
{
    for (size_t i = 0; i < sizeof articles / sizeof *articles; i++) {
        const size_t length = strlen(articles[i]);
        if (begins(word, articles[i]) && word.length >= length + 3 * LETTER)
            return without_front(word, length);
    }
    return word;
}

static bool begins_with_root(struct slice word)
{
    for (size_t i = 0; i < sizeof rooted / sizeof *rooted; i++)
        if (begins(word, rooted[i]))
            return true;
    return false;
}

static bool is_nominal(struct slice word)
{
    for (size_t i = 0; i < sizeof nominal / sizeof *nominal; i++)
        if (ends(word, nominal[i]) && word.length >= strlen(nominal[i]) + 3 * LETTER)
            return true;
    return false;
}

static bool begins_with_place(struct slice word)
{
    if (word.length < 3 * LETTER)
        return false;
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        if (memcmp(word.bytes, places[i], 2 * LETTER) == 0 && begins(word, places[i]))
            return true;
    return false;
}

/* The word without a preposition before a place; *place: it begins with one. */
static struct slice strip_preposition(struct slice word, bool *place)
{
    *place = false;
    if (!memchr("ابفكلو", word.bytes[1], 2 * 6) || word.length < 4 * LETTER)
        return word; /* it begins neither with one nor with what may be the article */
    *place = begins_with_place(word);
    for (size_t i = 0; !*place && i < sizeof prepositions / sizeof *prepositions; i++) {
        const struct slice rest =
            begins(word, prepositions[i]) ? without_front(word, strlen(prepositions[i])) : word;
        if (rest.length < word.length && begins_with_place(rest)) {
            *place = true;
            return rest;
        }
    }
    return word;
}

/*
 * The stemmer treats a word with the article as a noun, and one without as whatever it may be, and
 * so parts الوساطة from وساطة. Here the article goes from both; a noun by its ending, or by a root
 * that begins with waw, then gets one article again, so that the stemmer knows it for a noun.
 */
size_t stem_repair_arabic(struct slice folded, char out[static STEM_REPAIR_ROOM])
{
    bool place;
    const struct slice bare = strip_preposition(folded, &place);
    struct slice word = place ? bare : strip_article(folded);
    const bool had_article = word.length != folded.length;
    bool noun = begins_with_root(word);
    if (!noun && !had_article && begins(word, "و") && word.length >= 4 * LETTER) {
        word = without_front(word, LETTER);
        noun = begins_with_root(word);
    }
    noun |= is_nominal(word);
    size_t length = 0;
    if (noun) {
        memcpy(out, "ال", 2 * LETTER);
        length = 2 * LETTER;
    }
    memcpy(out + length, word.bytes, word.length);
    length += word.length;
    if (ends(word, "ه") && word.length >= 4 * LETTER)
        memcpy(out + length - LETTER, "ة", LETTER);
    return length;
}
