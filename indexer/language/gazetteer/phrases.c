#include "indexer/language/gazetteer/phrases.h"

#include <stdlib.h>
#include <xxhash.h>

#include "indexer/language/gazetteer/lexicon_table.h"
#include "indexer/language/vocabulary.h"

static const struct lexicon_table *const table = &lexicon_table;

/* Bits of a set of hashes that tells most stems apart from words of the trie at once. */
#define FILTER_BITS 4096u

#define NO_LANGUAGE UINT8_MAX

struct phrase_finder {
    uint64_t filter[FILTER_BITS / 64];
    uint8_t numbers[UINT8_MAX + 1]; /* of languages in the lexicon, by language_id */
    uint16_t *words;                /* of the trie, plus 1, by stem of the text; 0: none */
    size_t word_capacity;
    struct phrase_mention *mentions;
    size_t mention_count, mention_capacity;
};

/* A text that is looked through, and the position at hand. */
struct text {
    const struct phrase_finder *finder;
    const struct text_terms *terms;
    uint32_t position;
};

/* The longest phrase at a place. */
struct longest {
    uint32_t words; /* how many it covers; 0: none */
    uint16_t node;
};

enum herald_status phrase_finder_open(struct phrase_finder **out, struct herald_error *err)
{
    struct phrase_finder *finder = calloc(1, sizeof *finder);
    *out = finder;
    if (!finder)
        return herald_fail(err, HERALD_E_NO_MEMORY, "out of memory");
    for (size_t i = 0; i < table->phrase_word_count; i++) {
        const unsigned bit = (unsigned)(table->phrase_words[i] % FILTER_BITS);
        finder->filter[bit / 64] |= UINT64_C(1) << (bit % 64);
    }
    memset(finder->numbers, NO_LANGUAGE, sizeof finder->numbers);
    for (uint8_t i = 0; i < LEXICON_LANGUAGE_COUNT; i++)
        finder->numbers[language_find((struct slice){&LEXICON_LANGUAGES[(size_t)i * 3], 2})] = i;
    return HERALD_OK;
}

void phrase_finder_free(struct phrase_finder *finder)
{
    if (!finder)
        return;
    free(finder->words);
    free(finder->mentions);
    free(finder);
}

/* --- words of the trie ------------------------------------------------------------------------ */

/* The number of a word of the trie, plus 1; 0 for what is none. */
static uint16_t find_word(const struct phrase_finder *finder, const struct text_stem *stem)
{
    const uint8_t language = finder->numbers[stem->language];
    if (language == NO_LANGUAGE)
        return 0;
    const uint64_t hash = lexicon_hash(language, XXH3_64bits(stem->stem.bytes, stem->stem.length));
    const unsigned bit = (unsigned)(hash % FILTER_BITS);
    if (!(finder->filter[bit / 64] >> (bit % 64) & 1))
        return 0;
    size_t low = 0, high = table->phrase_word_count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (table->phrase_words[middle] < hash)
            low = middle + 1;
        else
            high = middle;
    }
    return low < table->phrase_word_count && table->phrase_words[low] == hash ? (uint16_t)(low + 1)
                                                                              : 0;
}

/* Look up the stems of a text; *any: some are words of the trie. False on no memory. */
static bool find_words(struct phrase_finder *finder, const struct text_terms *terms, bool *any)
{
    uint16_t *words =
        array_reserve(finder->words, sizeof *words, &finder->word_capacity, terms->stem_count);
    *any = false;
    if (!words)
        return false;
    finder->words = words;
    for (size_t i = 0; i < terms->stem_count; i++) {
        words[i] = find_word(finder, &terms->stems[i]);
        *any |= words[i] != 0;
    }
    return true;
}

/* The node after a word, plus 1 as words are; 0 for none. */
static uint16_t step(uint16_t node, uint16_t word)
{
    size_t low = 0, high = word ? table->step_count : 0;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        const struct lexicon_step *at = &table->steps[middle];
        if (at->node < node || (at->node == node && at->word + 1 < word))
            low = middle + 1;
        else
            high = middle;
    }
    const struct lexicon_step *at = &table->steps[low];
    return word && low < table->step_count && at->node == node && at->word + 1 == word ? at->next
                                                                                       : 0;
}

/* --- tokens ----------------------------------------------------------------------------------- */

static bool is_variant(const struct text *text, size_t token)
{
    return (text->terms->tokens[token] & TOKEN_VARIANT) != 0;
}

static const struct text_word *word_of(const struct text *text, size_t token)
{
    return &text->terms->words[text->terms->tokens[token] & TOKEN_WORD];
}

/* The first token after one that stands at the next position. */
static size_t after(const struct text *text, size_t token)
{
    do
        token++;
    while (token < text->terms->token_count && is_variant(text, token));
    return token;
}

/* Whether a variant is the word at its position joined with the next (هسته‌ای, cease-fire).
 */
static bool joins_two(const struct text *text, size_t token, size_t next, size_t variant)
{
    return next < text->terms->token_count &&
           word_of(text, variant)->folded.length ==
               word_of(text, token)->folded.length + word_of(text, next)->folded.length;
}

/* Whether a sentence begins within so many words from the position at hand on, but the first. */
static bool is_divided(const struct text *text, uint32_t words)
{
    const struct text_terms *terms = text->terms;
    size_t low = 0, high = terms->sentence_count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (terms->sentences[middle] <= text->position)
            low = middle + 1;
        else
            high = middle;
    }
    return low < terms->sentence_count && terms->sentences[low] < text->position + words;
}

/* Go on from a node with the token, or what it is joined to, and keep the longest phrase. */
static void follow(const struct text *text, size_t token, uint16_t node, uint32_t words,
                   struct longest *best)
{
    if (token >= text->terms->token_count)
        return;
    const size_t next = after(text, token);
    for (size_t at = token; at < next; at++) {
        const bool joined = at > token;
        const uint16_t reached = step(node, text->finder->words[word_of(text, at)->stem]);
        if (!reached || (joined && !joins_two(text, token, next, at)))
            continue;
        const uint32_t covered = words + 1 + joined;
        if (table->phrases[reached].length > 0 && covered > best->words &&
            !is_divided(text, covered))
            *best = (struct longest){covered, reached};
        follow(text, joined ? after(text, next) : next, reached, covered, best);
    }
}

/* --- texts ------------------------------------------------------------------------------------ */

static bool add_mention(struct phrase_finder *finder, uint32_t first, uint32_t last,
                        language_id language, uint16_t node)
{
    struct phrase_mention *mentions = array_reserve(
        finder->mentions, sizeof *mentions, &finder->mention_capacity, finder->mention_count + 1);
    if (!mentions)
        return false;
    finder->mentions = mentions;
    const struct lexicon_phrase *phrase = &table->phrases[node];
    mentions[finder->mention_count++] = (struct phrase_mention){
        first, last, language, {table->text + phrase->stems, phrase->length}};
    return true;
}

/* Look at each place of a text that has words of the trie. False on no memory. */
static bool find_phrases(struct phrase_finder *finder, const struct text_terms *terms,
                         uint32_t position)
{
    struct text text = {finder, terms, position};
    for (size_t at = 0; at < terms->token_count;) {
        struct longest best = {0, 0};
        follow(&text, at, 0, 0, &best);
        if (best.words > 0 &&
            !add_mention(finder, text.position, text.position + best.words - 1,
                         terms->stems[word_of(&text, at)->stem].language, best.node))
            return false;
        uint32_t words = best.words > 0 ? best.words : 1;
        text.position += words;
        for (; words > 0; words--)
            at = after(&text, at);
    }
    return true;
}

enum herald_status phrase_finder_find(struct phrase_finder *finder, const struct text_terms *terms,
                                      uint32_t first_position, const struct phrase_mention **out,
                                      size_t *count, struct herald_error *err)
{
    bool any;
    finder->mention_count = 0;
    if (!find_words(finder, terms, &any) || (any && !find_phrases(finder, terms, first_position)))
        return herald_fail(err, HERALD_E_NO_MEMORY, "out of memory");
    *out = finder->mentions;
    *count = finder->mention_count;
    return HERALD_OK;
}
