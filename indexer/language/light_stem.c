#include "indexer/language/light_stem.h"

struct stem_word stem_start(struct slice folded, char out[static FOLD_ROOM])
{
    const size_t length = unicode_cut(folded.bytes, folded.length, WORD_MAX);
    memcpy(out, folded.bytes, length);
    return (struct stem_word){out, length};
}

bool stem_ends(const struct stem_word *word, const char *with)
{
    const size_t length = strlen(with);
    return word->length >= length && memcmp(word->bytes + word->length - length, with, length) == 0;
}

bool stem_begins(const struct stem_word *word, const char *with)
{
    const size_t length = strlen(with);
    return word->length >= length && memcmp(word->bytes, with, length) == 0;
}

bool stem_is_one_of(const struct stem_word *word, const char *list)
{
    char spaced[WORD_MAX + 2];
    spaced[0] = ' ';
    memcpy(spaced + 1, word->bytes, word->length);
    spaced[word->length + 1] = ' ';
    return memmem(list, strlen(list), spaced, word->length + 2) != NULL;
}

bool stem_replace(struct stem_word *word, const struct stem_ending *endings, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const size_t length = endings[i].length;
        const char *end = word->bytes + word->length;
        if (word->length >= length + endings[i].before &&
            end[-1] == endings[i].ending[length - 1] &&
            memcmp(end - length, endings[i].ending, length) == 0) {
            const size_t instead = strlen(endings[i].instead);
            word->length -= length;
            memcpy(word->bytes + word->length, endings[i].instead, instead);
            word->length += instead;
            return true;
        }
    }
    return false;
}
