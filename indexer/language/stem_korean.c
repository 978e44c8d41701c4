#include "indexer/language/light_stem.h"

/*
 * Korean in Hangul syllables of three bytes, as NFKC composes them. Particles go where they fit the
 * syllable before them (은 after a consonant, 는 after a vowel) and at least two syllables remain;
 * so do the forms of 하다 and 되다, which make verbs of nouns. At most three, one after the other.
 */
#define SYLLABLES(count) ((count)*3)
#define HANGUL_FIRST     0xAC00u
#define HANGUL_LAST      0xD7A3u
#define FINALS           28u /* final consonants, none included, of a syllable */
#define FINAL_RIEUL      8u
#define ROUNDS           3

enum fit { FIT_ANY, FIT_VOWEL, FIT_CONSONANT, FIT_VOWEL_OR_RIEUL };

struct particle {
    const char *text;
    enum fit fit;
};

/* Longer ones first. */
static const struct particle particles[] = {
    {"에서부터", FIT_ANY},
    {"으로부터", FIT_CONSONANT},
    {"로부터", FIT_VOWEL_OR_RIEUL},
    {"으로서", FIT_CONSONANT},
    {"으로써", FIT_CONSONANT},
    {"이라고", FIT_CONSONANT},
    {"했습니다", FIT_ANY},
    {"됐습니다", FIT_ANY},
    {"했으며", FIT_ANY},
    {"했지만", FIT_ANY},
    {"합니다", FIT_ANY},
    {"됩니다", FIT_ANY},
    {"한다고", FIT_ANY},
    {"했다고", FIT_ANY},
    {"에서는", FIT_ANY},
    {"에게서", FIT_ANY},
    {"까지", FIT_ANY},
    {"부터", FIT_ANY},
    {"에서", FIT_ANY},
    {"에게", FIT_ANY},
    {"에는", FIT_ANY},
    {"에도", FIT_ANY},
    {"으로", FIT_CONSONANT},
    {"로서", FIT_VOWEL_OR_RIEUL},
    {"로써", FIT_VOWEL_OR_RIEUL},
    {"처럼", FIT_ANY},
    {"보다", FIT_ANY},
    {"이나", FIT_CONSONANT},
    {"이다", FIT_CONSONANT},
    {"라고", FIT_VOWEL},
    {"했다", FIT_ANY},
    {"했고", FIT_ANY},
    {"했던", FIT_ANY},
    {"한다", FIT_ANY},
    {"하는", FIT_ANY},
    {"하고", FIT_ANY},
    {"하며", FIT_ANY},
    {"하면", FIT_ANY},
    {"하기", FIT_ANY},
    {"하여", FIT_ANY},
    {"하지", FIT_ANY},
    {"하다", FIT_ANY},
    {"해서", FIT_ANY},
    {"해야", FIT_ANY},
    {"됐다", FIT_ANY},
    {"되는", FIT_ANY},
    {"된다", FIT_ANY},
    {"되고", FIT_ANY},
    {"되며", FIT_ANY},
    {"되어", FIT_ANY},
    {"되다", FIT_ANY},
    {"은", FIT_CONSONANT},
    {"는", FIT_VOWEL},
    {"이", FIT_CONSONANT},
    {"가", FIT_VOWEL},
    {"을", FIT_CONSONANT},
    {"를", FIT_VOWEL},
    {"과", FIT_CONSONANT},
    {"와", FIT_VOWEL},
    {"로", FIT_VOWEL_OR_RIEUL},
    {"의", FIT_ANY},
    {"에", FIT_ANY},
    {"도", FIT_ANY},
    {"만", FIT_ANY},
    {"들", FIT_ANY},
    {"한", FIT_ANY},
    {"할", FIT_ANY},
};

/* Ends of nouns that are no particles: meetings, agreements, peninsulas and the like. */
static const char *const nouns[] = {
    "회의", "합의", "협의", "논의", "주의", "정의",   "동의",   "항의",     "결의", "건의", "편의",
    "제의", "심의", "토의", "반도", "보도", "제도",   "정도",   "속도",     "태도", "인도", "북한",
    "남한", "제한", "권한", "기한", "시한", "역할",   "대만",   "불만",     "사과", "결과", "효과",
    "통과", "성과", "경과", "국가", "평가", "전문가", "김정은", "정상회의", "이란", "사이", "차이",
    "마을", "가을", "겨울", "진로", "도로", "의도",   "수도",   "지도",     "각도", "강도", "무한",
};

static uint32_t last_syllable(const struct stem_word *word, size_t before)
{
    const unsigned char *at = (const unsigned char *)word->bytes + word->length - before - 3;
    return (at[0] & 0x0Fu) << 12 | (at[1] & 0x3Fu) << 6 | (at[2] & 0x3Fu);
}

static bool fits(const struct stem_word *word, size_t length, enum fit fit)
{
    const uint32_t code = last_syllable(word, length);
    if (code < HANGUL_FIRST || code > HANGUL_LAST)
        return false;
    const uint32_t final = (code - HANGUL_FIRST) % FINALS;
    switch (fit) {
    case FIT_VOWEL:
        return final == 0;
    case FIT_CONSONANT:
        return final != 0;
    case FIT_VOWEL_OR_RIEUL:
        return final == 0 || final == FINAL_RIEUL;
    default:
        return true;
    }
}

static bool ends_as_noun(const struct stem_word *word)
{
    for (size_t i = 0; i < sizeof nouns / sizeof *nouns; i++)
        if (stem_ends(word, nouns[i]))
            return true;
    return false;
}

static bool strip_particle(struct stem_word *word)
{
    if (ends_as_noun(word))
        return false;
    for (size_t i = 0; i < sizeof particles / sizeof *particles; i++) {
        const size_t length = strlen(particles[i].text);
        if (word->length >= length + SYLLABLES(2) && stem_ends(word, particles[i].text) &&
            fits(word, length, particles[i].fit)) {
            word->length -= length;
            return true;
        }
    }
    return false;
}

size_t stem_korean(struct slice folded, char out[static FOLD_ROOM])
{
    struct stem_word word = stem_start(folded, out);
    for (int round = 0; round < ROUNDS && strip_particle(&word); round++) {
    }
    return word.length;
}
