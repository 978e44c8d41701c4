#include "indexer/language/light_stem.h"

/*
 * Japanese words as ICU's dictionary divides them. Foreign words in katakana are written with a
 * lengthening mark at the end or without (コンピューター, コンピュータ) and with ヴ or バ; words of
 * two or more Chinese characters, with what is written in hiragana after the last of them or
 * without (申し入れ, 申し入れる, 申入れ is beyond this). All of these take three bytes. Verbs of
 * one character stay as the dictionary leaves them: to take their endings would make one word of
 * many.
 */
#define CHARACTER    3u
#define LONG_MARK    0x30FCu
#define LONG_MINIMUM 4u /* characters of a word that may lose its last mark */

enum kind { KIND_OTHER, KIND_KATAKANA, KIND_HIRAGANA, KIND_HAN };

static uint32_t character(const char *bytes)
{
    const unsigned char *at = (const unsigned char *)bytes;
    return (at[0] & 0x0Fu) << 12 | (at[1] & 0x3Fu) << 6 | (at[2] & 0x3Fu);
}

static enum kind kind_of(const char *bytes)
{
    const uint32_t code = character(bytes);
    return code >= 0x30A1 && code <= 0x30FC   ? KIND_KATAKANA
           : code >= 0x3041 && code <= 0x3096 ? KIND_HIRAGANA
           : code >= 0x3400 && code <= 0x9FFF ? KIND_HAN
                                              : KIND_OTHER;
}

/* How many characters of a kind there are; 0 where one does not take three bytes. */
static size_t count_kind(const struct stem_word *word, enum kind kind)
{
    size_t count = 0;
    for (size_t at = 0; at < word->length; at += CHARACTER) {
        if (((unsigned char)word->bytes[at] & 0xF0) != 0xE0 || at + CHARACTER > word->length)
            return 0;
        count += kind_of(word->bytes + at) == kind;
    }
    return count;
}

/* ヴァ ヴィ ヴェ ヴォ ヴ as they are mostly written: バ ビ ベ ボ ブ. */
static void write_with_b(struct stem_word *word)
{
    static const struct {
        const char *from, *to;
    } spellings[] = {{"ヴァ", "バ"}, {"ヴィ", "ビ"}, {"ヴェ", "ベ"}, {"ヴォ", "ボ"}, {"ヴ", "ブ"}};
    size_t to = 0;
    for (size_t at = 0; at < word->length;) {
        const char *from = word->bytes + at;
        size_t taken = CHARACTER;
        memmove(word->bytes + to, from, CHARACTER);
        for (size_t i = 0; i < sizeof spellings / sizeof *spellings; i++) {
            const size_t length = strlen(spellings[i].from);
            if (length <= word->length - at && memcmp(from, spellings[i].from, length) == 0) {
                memcpy(word->bytes + to, spellings[i].to, CHARACTER);
                taken = length;
                break;
            }
        }
        to += CHARACTER;
        at += taken;
    }
    word->length = to;
}

size_t stem_japanese(struct slice folded, char out[static FOLD_ROOM])
{
    struct stem_word word = stem_start(folded, out);
    const size_t count = word.length / CHARACTER;
    if (count_kind(&word, KIND_KATAKANA) == count && word.length % CHARACTER == 0) {
        write_with_b(&word);
        if (word.length >= LONG_MINIMUM * CHARACTER &&
            character(word.bytes + word.length - CHARACTER) == LONG_MARK)
            word.length -= CHARACTER;
    } else if (count_kind(&word, KIND_HAN) >= 2) {
        while (kind_of(word.bytes + word.length - CHARACTER) == KIND_HIRAGANA)
            word.length -= CHARACTER;
    }
    return word.length;
}
