#include "indexer/language/terms.h"

#include <stdlib.h>

/* A longer chunk is divided anew each time it occurs: text without spaces, addresses. */
#define CHUNK_MAX       64
#define CHUNK_WORDS_MAX 64

/* Words of one text for which memory is kept from text to text. */
#define SCRATCH_KEPT ((size_t)1 << 20)

/* What bytes are at the edges of a chunk. Punctuation there never makes a difference to words, and
 * so is left out of the chunk, which is then met more often. */
enum edge { EDGE_NONE = 0, EDGE_PUNCTUATION, EDGE_SPACE };

static const uint8_t edges[256] = {
    [' '] = EDGE_SPACE,        ['\t'] = EDGE_SPACE,       ['\n'] = EDGE_SPACE,
    ['\v'] = EDGE_SPACE,       ['\f'] = EDGE_SPACE,       ['\r'] = EDGE_SPACE,
    ['.'] = EDGE_PUNCTUATION,  [','] = EDGE_PUNCTUATION,  [';'] = EDGE_PUNCTUATION,
    [':'] = EDGE_PUNCTUATION,  ['!'] = EDGE_PUNCTUATION,  ['?'] = EDGE_PUNCTUATION,
    ['"'] = EDGE_PUNCTUATION,  ['\''] = EDGE_PUNCTUATION, ['('] = EDGE_PUNCTUATION,
    [')'] = EDGE_PUNCTUATION,  ['['] = EDGE_PUNCTUATION,  [']'] = EDGE_PUNCTUATION,
    ['<'] = EDGE_PUNCTUATION,  ['>'] = EDGE_PUNCTUATION,  ['-'] = EDGE_PUNCTUATION,
    ['/'] = EDGE_PUNCTUATION,  ['*'] = EDGE_PUNCTUATION,  ['`'] = EDGE_PUNCTUATION,
    ['$'] = EDGE_PUNCTUATION,  ['%'] = EDGE_PUNCTUATION,  ['#'] = EDGE_PUNCTUATION,
    ['&'] = EDGE_PUNCTUATION,  ['@'] = EDGE_PUNCTUATION,  ['_'] = EDGE_PUNCTUATION,
    ['+'] = EDGE_PUNCTUATION,  ['='] = EDGE_PUNCTUATION,  ['{'] = EDGE_PUNCTUATION,
    ['}'] = EDGE_PUNCTUATION,  ['|'] = EDGE_PUNCTUATION,  ['~'] = EDGE_PUNCTUATION,
    ['\\'] = EDGE_PUNCTUATION, ['^'] = EDGE_PUNCTUATION,
};

void terms_dispose(struct terms *terms)
{
    vocabulary_dispose(&terms->vocabulary);
    free(terms->log);
    free(terms->numbers);
    free(terms->counts);
    free(terms->positions);
    free(terms->words);
    free(terms->stems);
    free(terms->stem_numbers);
    *terms = (struct terms){0};
}

/* A text while its words are gathered. */
struct gathering {
    struct terms *terms;
    struct scanner *scanner;
    bool failed; /* no memory */
};

/* Give a word a number in this text. */
static void number_word(struct gathering *gathering, uint32_t word, struct local *local)
{
    struct terms *terms = gathering->terms;
    const size_t count = terms->number_count + 1;
    uint32_t *numbers =
        array_reserve(terms->numbers, sizeof *numbers, &terms->number_capacity, count);
    terms->numbers = numbers ? numbers : terms->numbers;
    uint32_t *counts = array_reserve(terms->counts, sizeof *counts, &terms->count_capacity, count);
    terms->counts = counts ? counts : terms->counts;
    if (!numbers || !counts) {
        gathering->failed = true;
        *local = (struct local){0, 0};
        return;
    }
    *local = (struct local){terms->vocabulary.epoch, (uint32_t)terms->number_count};
    numbers[terms->number_count] = word;
    counts[terms->number_count++] = 0;
}

/* A word's number in this text. */
static uint32_t local_number(struct gathering *gathering, uint32_t word)
{
    struct local *local = &gathering->terms->vocabulary.words[word].local;
    if (local->epoch != gathering->terms->vocabulary.epoch) {
        number_word(gathering, word, local);
    }
    return local->number;
}

/* Note an occurrence of the text's word `number`, with VARIANT_BIT where it is one. */
static inline void note(struct gathering *gathering, uint32_t number)
{
    struct terms *terms = gathering->terms;
    if (terms->log_count == terms->log_capacity) {
        uint32_t *log =
            array_reserve(terms->log, sizeof *log, &terms->log_capacity, terms->log_count + 1);
        terms->log = log ? log : terms->log;
        gathering->failed |= log == NULL;
    }
    if (!gathering->failed) {
        terms->log[terms->log_count++] = number;
        terms->counts[number & ~VARIANT_BIT]++;
    }
}

/* Note a word of a chunk, as `chunk_words` has it. */
static void note_word(struct gathering *gathering, uint32_t word)
{
    const uint32_t number = local_number(gathering, word & ~VARIANT_BIT);
    note(gathering, number | (word & VARIANT_BIT));
}

/* Divide a chunk that is not remembered, note its words, and remember it if that is any use. */
static void gather_new(struct gathering *gathering, struct slice chunk, uint64_t hash)
{
    struct vocabulary *vocabulary = &gathering->terms->vocabulary;
    uint32_t words[CHUNK_WORDS_MAX];
    size_t count = 0;
    struct word word;
    scanner_piece(gathering->scanner, chunk, 0);
    while (!gathering->failed && scanner_next(gathering->scanner, &word)) {
        const uint32_t number = vocabulary_word(vocabulary, word.folded);
        if (number == NAMES_NONE) {
            gathering->failed = true;
            return;
        }
        const uint32_t noted = number | (word.kind == WORD_VARIANT ? VARIANT_BIT : 0);
        note_word(gathering, noted);
        if (count < CHUNK_WORDS_MAX) {
            words[count] = noted;
        }
        count++;
    }
    if (chunk.length <= CHUNK_MAX && count <= CHUNK_WORDS_MAX &&
        !gathering->scanner->asked_capitals && !gathering->failed) {
        gathering->failed =
            vocabulary_add_chunk(vocabulary, chunk, hash, words, count) == NAMES_NONE;
    }
}

/* Note the words of a chunk that is remembered. */
static inline void gather_known(struct gathering *gathering, uint32_t number)
{
    struct vocabulary *vocabulary = &gathering->terms->vocabulary;
    struct chunk *chunk = &vocabulary->chunks[number];
    if (chunk->only.epoch == vocabulary->epoch) {
        note(gathering, chunk->only.number);
        return;
    }
    for (uint32_t i = 0; i < chunk->count; i++) {
        note_word(gathering, vocabulary->chunk_words[chunk->first + i]);
    }
    if (chunk->count == 1 && !gathering->failed) {
        chunk->only = vocabulary->words[vocabulary->chunk_words[chunk->first]].local;
    }
}

static void gather_chunk(struct gathering *gathering, struct slice chunk)
{
    if (chunk.length > CHUNK_MAX) {
        gather_new(gathering, chunk, 0);
        return;
    }
    const struct names *names = &gathering->terms->vocabulary.chunk_names;
    const uint64_t hash = names_hash(chunk.bytes, chunk.length);
    const uint32_t number = names_find(names, chunk, hash);
    if (number != NAMES_NONE) {
        gather_known(gathering, number);
    } else {
        gather_new(gathering, chunk, hash);
    }
}

/* The end of what stands at `at` up to white space, punctuation at its end left out; *next is where
 * the white space begins. */
static const char *chunk_end(const char *at, const char *end, const char **next)
{
    const char *last = at;
    for (;;) {
        while (at < end && edges[(unsigned char)*at] == EDGE_NONE) {
            at++;
        }
        last = at;
        while (at < end && edges[(unsigned char)*at] == EDGE_PUNCTUATION) {
            at++;
        }
        if (at == end || edges[(unsigned char)*at] == EDGE_SPACE) {
            *next = at;
            return last;
        }
    }
}

static void gather_text(struct gathering *gathering, struct slice text)
{
    const char *at = text.bytes, *end = text.length ? at + text.length : at;
    while (!gathering->failed) {
        while (at < end && edges[(unsigned char)*at] != EDGE_NONE) {
            at++;
        }
        if (at == end) {
            return;
        }
        const char *begin = at;
        const char *last = chunk_end(at, end, &at);
        gather_chunk(gathering, (struct slice){begin, (size_t)(last - begin)});
    }
}

/* Lay out the positions, word by word; returns the first position after the text. */
static uint32_t lay_out_positions(struct terms *terms, uint32_t first_position)
{
    uint32_t *next = terms->positions;
    for (size_t i = 0; i < terms->number_count; i++) {
        terms->words[i].count = 0;
        terms->words[i].positions = next;
        next += terms->counts[i];
    }
    uint32_t position = first_position;
    for (size_t i = 0; i < terms->log_count; i++) {
        const uint32_t entry = terms->log[i];
        struct text_word *word = &terms->words[entry & ~VARIANT_BIT];
        const bool variant = (entry & VARIANT_BIT) != 0;
        terms->positions[(size_t)(word->positions - terms->positions) + word->count++] =
            position - variant;
        position += !variant;
    }
    return position;
}

/* Number the stem of the text's word `index`, and count it. */
static enum herald_status add_stem(struct terms *terms, struct stemmers *stemmers, size_t index,
                                   language_id language, size_t *stem_count)
{
    struct vocabulary *vocabulary = &terms->vocabulary;
    uint32_t stem;
    if (vocabulary_stem(vocabulary, stemmers, terms->numbers[index], language, &stem) !=
        HERALD_OK) {
        return HERALD_E_NO_MEMORY;
    }
    struct local *local = &vocabulary->stems[stem];
    if (local->epoch != vocabulary->epoch) {
        *local = (struct local){vocabulary->epoch, (uint32_t)*stem_count};
        terms->stem_numbers[*stem_count] = stem;
        terms->stems[(*stem_count)++].count = 0;
    }
    terms->words[index].stem = local->number;
    terms->stems[local->number].count += terms->counts[index];
    return HERALD_OK;
}

/* Room for what is given out: as many stems as words, at the most. */
static bool reserve_results(struct terms *terms)
{
    const size_t count = terms->number_count;
    struct text_word *words =
        array_reserve(terms->words, sizeof *words, &terms->word_capacity, count);
    terms->words = words ? words : terms->words;
    struct text_stem *stems =
        array_reserve(terms->stems, sizeof *stems, &terms->stem_capacity, count);
    terms->stems = stems ? stems : terms->stems;
    uint32_t *stem_numbers = array_reserve(terms->stem_numbers, sizeof *stem_numbers,
                                           &terms->stem_number_capacity, count);
    terms->stem_numbers = stem_numbers ? stem_numbers : terms->stem_numbers;
    uint32_t *positions = array_reserve(terms->positions, sizeof *positions,
                                        &terms->position_capacity, terms->log_count);
    terms->positions = positions ? positions : terms->positions;
    return words && stems && stem_numbers && positions;
}

/* Make the results out of what was gathered. Strings come last, when no more are added. */
static enum herald_status finish(struct terms *terms, struct stemmers *stemmers,
                                 language_id language, uint32_t first_position,
                                 struct text_terms *out)
{
    if (!reserve_results(terms)) {
        return HERALD_E_NO_MEMORY;
    }
    size_t stem_count = 0;
    for (size_t i = 0; i < terms->number_count; i++) {
        terms->words[i].stem = 0;
        if (language != LANGUAGE_NONE &&
            add_stem(terms, stemmers, i, language, &stem_count) != HERALD_OK) {
            return HERALD_E_NO_MEMORY;
        }
    }
    const uint32_t end = lay_out_positions(terms, first_position);
    for (size_t i = 0; i < terms->number_count; i++) {
        terms->words[i].folded = names_get(&terms->vocabulary.word_names, terms->numbers[i]);
    }
    for (size_t i = 0; i < stem_count; i++) {
        terms->stems[i].stem = names_get(&terms->vocabulary.stem_names, terms->stem_numbers[i]);
    }
    *out = (struct text_terms){terms->words, terms->number_count,  terms->stems,
                               stem_count,   end - first_position, end};
    return HERALD_OK;
}

/* Give back what a text of unusual size has needed. */
static void forget_large(struct terms *terms)
{
    if (terms->log_capacity > SCRATCH_KEPT || terms->number_capacity > SCRATCH_KEPT) {
        struct vocabulary vocabulary = terms->vocabulary;
        terms->vocabulary = (struct vocabulary){0};
        terms_dispose(terms);
        terms->vocabulary = vocabulary;
    }
}

enum herald_status terms_gather(struct terms *terms, struct scanner *scanner,
                                struct stemmers *stemmers, struct slice text, language_id language,
                                uint32_t first_position, struct text_terms *out,
                                struct herald_error *err)
{
    forget_large(terms);
    vocabulary_begin(&terms->vocabulary);
    terms->log_count = terms->number_count = 0;
    struct gathering gathering = {terms, scanner, false};
    scanner_start(scanner, stemmers->unicode, text, first_position);
    gather_text(&gathering, text);
    if (gathering.failed || scanner->unicode->failed ||
        finish(terms, stemmers, language, first_position, out) != HERALD_OK) {
        *out = (struct text_terms){0};
        return herald_fail(err, HERALD_E_NO_MEMORY, "not enough memory to analyse a text");
    }
    return HERALD_OK;
}
