#include "indexer/language/gazetteer/lexicon.h"

#include <xxhash.h>

#include "indexer/language/gazetteer/lexicon_table.h"

static const struct lexicon_table *const table = &lexicon_table;

static const char *language_at(unsigned number)
{
    return &LEXICON_LANGUAGES[(size_t)number * 3];
}

static language_id language_of(unsigned number)
{
    return language_find((struct slice){language_at(number), 2});
}

/* Whether words of a script can be of a language. */
static bool has_script(unsigned number, enum word_script script)
{
    static const enum word_script scripts[LEXICON_LANGUAGE_COUNT] = {
        SCRIPT_LATIN,  SCRIPT_LATIN, SCRIPT_LATIN, SCRIPT_CYRILLIC, SCRIPT_ARABIC,
        SCRIPT_ARABIC, SCRIPT_HAN,   SCRIPT_LATIN, SCRIPT_CYRILLIC, SCRIPT_LATIN};
    return scripts[number] == script;
}

/* The first stem of that hash, or the end. */
static size_t find_stem(uint64_t hash)
{
    size_t low = 0, high = table->stem_count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (table->stems[middle].hash < hash)
            low = middle + 1;
        else
            high = middle;
    }
    return low < table->stem_count && table->stems[low].hash == hash ? low : table->stem_count;
}

/* The words of a concept but for those of the language that it was found in. */
static size_t list_words(unsigned concept, unsigned language,
                         struct lexicon_word out[static LEXICON_WORDS_MAX])
{
    size_t count = 0;
    for (uint32_t i = table->firsts[concept]; i < table->firsts[concept + 1]; i++) {
        const struct lexicon_entry *word = &table->words[i];
        if (word->language != language && count < LEXICON_WORDS_MAX) {
            out[count++] = (struct lexicon_word){{table->text + word->offset, word->length},
                                                 {table->text + word->stems, word->stems_length},
                                                 language_at(word->language),
                                                 language_of(word->language)};
        }
    }
    return count;
}

/* The stems of words in a language, one space between; false where they are too long. */
static bool join_stems(struct analyser *analyser, const struct slice *words, size_t count,
                       language_id language, struct buffer *out)
{
    buffer_clear(out);
    for (size_t at = 0; at < count; at++) {
        buffer_append_string(out, at > 0 ? " " : "");
        buffer_append_slice(out, analyser_stem(analyser, words[at], language));
    }
    return !out->failed;
}

size_t lexicon_find(struct analyser *analyser, const struct slice *words, size_t count,
                    enum word_script script, struct lexicon_word out[static LEXICON_WORDS_MAX])
{
    struct buffer stems = {.limit = LEXICON_PARTS_MAX * (WORD_MAX + 1)};
    size_t number = 0;
    for (unsigned language = 0; language < LEXICON_LANGUAGE_COUNT && number == 0; language++) {
        if (!has_script(language, script) ||
            !join_stems(analyser, words, count, language_of(language), &stems))
            continue;
        const size_t found =
            find_stem(lexicon_hash(language, XXH3_64bits(stems.bytes, stems.length)));
        if (found < table->stem_count)
            number = list_words(table->stems[found].concept, language, out);
    }
    buffer_dispose(&stems);
    return number;
}
