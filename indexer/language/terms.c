#include "indexer/language/terms.h"

#include <stdlib.h>

/* A mark that begins a paragraph too. */
#define MARK_PARAGRAPH 0x80000000u

/* Words of one text for which memory is kept from text to text. */
#define SCRATCH_KEPT ((size_t)1 << 20)

/* What bytes are at the edges of a chunk, with GAP_ bits. Punctuation there never makes a
 * difference to words, and so is left out of the chunk, which is then met more often. */
enum edge { EDGE_NONE = 0, EDGE_PUNCTUATION = 1, EDGE_SPACE = 2, EDGE_GAP = 0xFC };

static const uint8_t edges[256] = {
    [' '] = EDGE_SPACE,
    ['\t'] = EDGE_SPACE,
    ['\v'] = EDGE_SPACE,
    ['\f'] = EDGE_SPACE,
    ['\n'] = EDGE_SPACE | GAP_LINE,
    ['\r'] = EDGE_SPACE | GAP_LINE,
    ['.'] = EDGE_PUNCTUATION | GAP_TERMINATOR,
    [';'] = EDGE_PUNCTUATION | GAP_TERMINATOR,
    ['!'] = EDGE_PUNCTUATION | GAP_TERMINATOR,
    ['?'] = EDGE_PUNCTUATION | GAP_TERMINATOR,
    [','] = EDGE_PUNCTUATION,
    [':'] = EDGE_PUNCTUATION,
    ['"'] = EDGE_PUNCTUATION,
    ['\''] = EDGE_PUNCTUATION,
    ['('] = EDGE_PUNCTUATION,
    [')'] = EDGE_PUNCTUATION,
    ['['] = EDGE_PUNCTUATION,
    [']'] = EDGE_PUNCTUATION,
    ['<'] = EDGE_PUNCTUATION,
    ['>'] = EDGE_PUNCTUATION,
    ['-'] = EDGE_PUNCTUATION,
    ['/'] = EDGE_PUNCTUATION,
    ['*'] = EDGE_PUNCTUATION,
    ['`'] = EDGE_PUNCTUATION,
    ['$'] = EDGE_PUNCTUATION,
    ['%'] = EDGE_PUNCTUATION,
    ['#'] = EDGE_PUNCTUATION,
    ['&'] = EDGE_PUNCTUATION,
    ['@'] = EDGE_PUNCTUATION,
    ['_'] = EDGE_PUNCTUATION,
    ['+'] = EDGE_PUNCTUATION,
    ['='] = EDGE_PUNCTUATION,
    ['{'] = EDGE_PUNCTUATION,
    ['}'] = EDGE_PUNCTUATION,
    ['|'] = EDGE_PUNCTUATION,
    ['~'] = EDGE_PUNCTUATION,
    ['\\'] = EDGE_PUNCTUATION,
    ['^'] = EDGE_PUNCTUATION,
};

void terms_dispose(struct terms *terms)
{
    vocabulary_dispose(&terms->vocabulary);
    free(terms->log);
    free(terms->marks);
    free(terms->starts);
    free(terms->numbers);
    free(terms->counts);
    free(terms->positions);
    free(terms->words);
    free(terms->stems);
    free(terms->stem_numbers);
    free(terms->forms);
    free(terms->span_ends);
    free(terms->span_counts);
    *terms = (struct terms){0};
}

/* A text while its words are gathered. */
struct gathering {
    struct terms *terms;
    struct scanner *scanner;
    uint8_t gap; /* GAP_ bits of what stands after the last word */
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
    if (local->epoch != gathering->terms->vocabulary.epoch)
        number_word(gathering, word, local);
    return local->number;
}

/* Note an occurrence of the text's word `number`, with VARIANT_BIT and CAPITAL_BIT where they are
 * true of it. */
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
        terms->counts[number & NUMBER_MASK]++;
    }
}

/* Note that a sentence, and perhaps a paragraph, begins with the next word. */
static void note_mark(struct gathering *gathering, bool paragraph)
{
    struct terms *terms = gathering->terms;
    uint32_t *marks =
        array_reserve(terms->marks, sizeof *marks, &terms->mark_capacity, terms->mark_count + 1);
    terms->marks = marks ? marks : terms->marks;
    gathering->failed |= marks == NULL;
    if (!gathering->failed)
        marks[terms->mark_count++] = (uint32_t)terms->log_count | (paragraph ? MARK_PARAGRAPH : 0);
}

/* Note what begins with the word at `word`, before which `gap` was met. */
static void note_start(struct gathering *gathering, const char *word, uint8_t gap)
{
    struct scanner *scanner = gathering->scanner;
    bool context;
    const enum text_start start = gap & GAP_BEGIN ? START_PARAGRAPH
                                                  : boundary_at(scanner->unicode, scanner->whole,
                                                                word, &scanner->lines, &context);
    if (start != START_NOTHING)
        note_mark(gathering, start == START_PARAGRAPH);
}

/* Note a word of a chunk, as `chunk_words` has it. */
static void note_word(struct gathering *gathering, uint32_t word)
{
    if (word & (SENTENCE_BIT | PARAGRAPH_BIT))
        note_mark(gathering, (word & PARAGRAPH_BIT) != 0);
    const uint32_t number = local_number(gathering, word & NUMBER_MASK);
    note(gathering, number | (word & (VARIANT_BIT | CAPITAL_BIT)));
}

/* A word that was scanned, as `chunk_words` has it; NAMES_NONE when memory runs out. */
static uint32_t number_scanned(struct gathering *gathering, const struct word *word)
{
    const uint32_t number = vocabulary_word(&gathering->terms->vocabulary, word->folded);
    return number == NAMES_NONE ? NAMES_NONE
                                : number | (word->kind == WORD_VARIANT ? VARIANT_BIT : 0) |
                                      (word_is_capital(word) ? CAPITAL_BIT : 0) |
                                      (word->starts_sentence ? SENTENCE_BIT : 0) |
                                      (word->starts_paragraph ? PARAGRAPH_BIT : 0);
}

/* Remember a chunk that was scanned, if that is any use. */
static void remember_chunk(struct gathering *gathering, struct slice text, uint64_t hash,
                           uint32_t words[static CHUNK_WORDS_MAX], size_t count)
{
    const struct scanner *scanner = gathering->scanner;
    if (text.length > CHUNK_MAX || count > CHUNK_WORDS_MAX || scanner->asked_capitals ||
        scanner->asked_context || gathering->failed)
        return;
    words[0] &= ~(SENTENCE_BIT | PARAGRAPH_BIT);
    const struct chunk made = {
        .count = (uint8_t)count,
        .head = scanner->head ? (uint8_t)(scanner->head - text.bytes) : 0,
        .head_gap = scanner->head_gap,
        .tail_gap = scanner->gap,
    };
    gathering->failed =
        !vocabulary_add_chunk(&gathering->terms->vocabulary, text, hash, words, made);
}

/* Divide a chunk that is not remembered, note its words, and remember it. */
static void gather_new(struct gathering *gathering, struct slice text, uint64_t hash)
{
    struct scanner *scanner = gathering->scanner;
    uint32_t words[CHUNK_WORDS_MAX] = {0};
    size_t count = 0;
    struct word word;
    scanner_piece(scanner, text, 0, gathering->gap);
    while (!gathering->failed && scanner_next(scanner, &word)) {
        const uint32_t scanned = number_scanned(gathering, &word);
        if (scanned == NAMES_NONE) {
            gathering->failed = true;
            return;
        }
        note_word(gathering, scanned);
        if (count < CHUNK_WORDS_MAX)
            words[count] = scanned;
        count++;
    }
    gathering->gap = (uint8_t)((count == 0 ? gathering->gap : 0) | scanner->gap);
    remember_chunk(gathering, text, hash, words, count);
}

/* Note the words of a chunk that is remembered; its text is at `text`. */
static inline void gather_known(struct gathering *gathering, const char *text, uint32_t number)
{
    struct vocabulary *vocabulary = &gathering->terms->vocabulary;
    struct chunk *chunk = &vocabulary->chunks[number];
    const uint8_t gap = gathering->gap | chunk->head_gap;
    gathering->gap = chunk->tail_gap;
    if (gap != 0) {
        if (chunk->count == 0) {
            gathering->gap |= gap;
            return;
        }
        note_start(gathering, text + chunk->head, gap);
    }
    if (chunk->only.epoch == vocabulary->epoch) {
        note(gathering, chunk->only.number);
        return;
    }
    for (uint32_t i = 0; i < chunk->count; i++)
        note_word(gathering, vocabulary->chunk_words[chunk->first + i]);
    if (chunk->count == 1 && !gathering->failed) {
        const uint32_t only = vocabulary->chunk_words[chunk->first];
        chunk->only = vocabulary->words[only & NUMBER_MASK].local;
        chunk->only.number |= only & CAPITAL_BIT;
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
    if (number != NAMES_NONE)
        gather_known(gathering, chunk.bytes, number);
    else
        gather_new(gathering, chunk, hash);
}

/* The end of what stands at `at` up to white space, punctuation at its end left out. */
static const char *chunk_end(const char *at, const char *end)
{
    for (;;) {
        while (at < end && edges[(unsigned char)*at] == EDGE_NONE)
            at++;
        const char *last = at;
        while (at < end && edges[(unsigned char)*at] & EDGE_PUNCTUATION)
            at++;
        if (at == end || edges[(unsigned char)*at] & EDGE_SPACE)
            return last;
    }
}

static void gather_text(struct gathering *gathering, struct slice text)
{
    const char *at = text.bytes, *end = text.length ? at + text.length : at;
    while (!gathering->failed) {
        uint8_t gap = 0;
        while (at < end && edges[(unsigned char)*at] != EDGE_NONE)
            gap |= edges[(unsigned char)*at++];
        if (at == end)
            return;
        gathering->gap |= gap & EDGE_GAP;
        const char *begin = at;
        at = chunk_end(begin, end);
        gather_chunk(gathering, (struct slice){begin, (size_t)(at - begin)});
    }
}

/* Lay out the positions of the words from `begin` on in the log, up to `limit`, the first at
 * `position`; returns the next position. */
static uint32_t lay_out_words(struct terms *terms, size_t begin, size_t limit, uint32_t position)
{
    for (size_t i = begin; i < limit; i++) {
        const uint32_t entry = terms->log[i];
        struct text_word *word = &terms->words[entry & NUMBER_MASK];
        const bool variant = (entry & VARIANT_BIT) != 0;
        terms->positions[(size_t)(word->positions - terms->positions) + word->count++] =
            position - variant;
        position += !variant;
    }
    return position;
}

/* Lay out the positions, word by word, and those of the marks; returns the first position after the
 * text. */
static uint32_t lay_out_positions(struct terms *terms, uint32_t first_position,
                                  struct text_terms *out)
{
    uint32_t *next = terms->positions;
    for (size_t i = 0; i < terms->number_count; i++) {
        terms->words[i].count = 0;
        terms->words[i].positions = next;
        next += terms->counts[i];
    }
    uint32_t *sentences = terms->starts, *paragraphs = sentences + terms->mark_count;
    uint32_t position = first_position;
    size_t at = 0, paragraph_count = 0;
    for (size_t i = 0; i < terms->mark_count; i++) {
        const size_t limit = terms->marks[i] & ~MARK_PARAGRAPH;
        position = lay_out_words(terms, at, limit, position);
        at = limit;
        sentences[i] = position;
        if (terms->marks[i] & MARK_PARAGRAPH)
            paragraphs[paragraph_count++] = position;
    }
    out->sentences = sentences;
    out->sentence_count = terms->mark_count;
    out->paragraphs = paragraphs;
    out->paragraph_count = paragraph_count;
    return lay_out_words(terms, at, terms->log_count, position);
}

/* The stems of one language while they are made. */
struct stemming {
    struct terms *terms;
    struct stemmers *stemmers;
    language_id language;
    const uint32_t *counts; /* of the words in that language, by number */
    size_t first;           /* the number of the language's first stem */
    size_t stem_count;      /* of all languages so far */
};

/* Start the next stem, of which `name` is the number. */
static uint32_t start_stem(struct stemming *stemming, uint32_t name)
{
    struct terms *terms = stemming->terms;
    terms->stem_numbers[stemming->stem_count] = name;
    terms->stems[stemming->stem_count] = (struct text_stem){.language = stemming->language};
    return (uint32_t)stemming->stem_count++;
}

/* Number the stem of the text's word `index`, and count it. */
static enum herald_status add_stem(struct stemming *stemming, size_t index)
{
    struct terms *terms = stemming->terms;
    struct vocabulary *vocabulary = &terms->vocabulary;
    uint32_t stem;
    bool first;
    if (vocabulary_stem(vocabulary, stemming->stemmers, terms->numbers[index], stemming->language,
                        &stem, &first) != HERALD_OK)
        return HERALD_E_NO_MEMORY;
    struct local *local = &vocabulary->stems[stem];
    if (local->epoch != vocabulary->epoch || local->number < stemming->first)
        *local = (struct local){vocabulary->epoch, start_stem(stemming, stem)};
    if (first && !slice_equal(names_get(&vocabulary->word_names, terms->numbers[index]),
                              names_get(&vocabulary->stem_names, stem)))
        terms->forms[terms->form_count++] = (struct text_form){(uint32_t)index, local->number};
    terms->words[index].stem = local->number;
    terms->stems[local->number].count += stemming->counts[index];
    return HERALD_OK;
}

/* Make the stems of all words that the language at hand has. */
static enum herald_status add_stems(struct stemming *stemming)
{
    struct terms *terms = stemming->terms;
    enum herald_status status = HERALD_OK;
    stemming->first = stemming->stem_count;
    for (size_t i = 0; i < terms->number_count && status == HERALD_OK; i++) {
        if (stemming->counts[i] == 0)
            continue;
        if (stemming->language != LANGUAGE_NONE) {
            status = add_stem(stemming, i);
            continue;
        }
        const uint32_t own = start_stem(stemming, terms->numbers[i]);
        terms->stems[own].count = stemming->counts[i];
        terms->words[i].stem = own;
    }
    return status;
}

/* The same for each language of a text that has several. */
static enum herald_status add_mixed_stems(struct stemming *stemming,
                                          struct text_languages languages)
{
    struct terms *terms = stemming->terms;
    enum herald_status status = HERALD_OK;
    for (language_id id = 0; id < LANGUAGE_MAX && status == HERALD_OK; id++) {
        size_t at = 0;
        bool found = false;
        for (size_t i = 0; i < languages.count; i++) {
            const bool wanted = languages.spans[i].language == id;
            if (wanted && !found)
                memset(terms->span_counts, 0, terms->number_count * sizeof *terms->span_counts);
            for (; wanted && at < terms->span_ends[i]; at++)
                terms->span_counts[terms->log[at] & NUMBER_MASK]++;
            at = terms->span_ends[i];
            found |= wanted;
        }
        stemming->language = id;
        status = found ? add_stems(stemming) : HERALD_OK;
    }
    return status;
}

/* How many languages there are, at the most LANGUAGE_MAX. */
static size_t count_languages(struct text_languages languages)
{
    bool met[LANGUAGE_MAX] = {false};
    size_t count = 0;
    for (size_t i = 0; i < languages.count; i++) {
        bool *one = &met[languages.spans[i].language % LANGUAGE_MAX];
        count += !*one;
        *one = true;
    }
    return count;
}

/* Room for what is given out: in each language as many stems as words, at the most. */
static bool reserve_results(struct terms *terms, size_t languages)
{
    const size_t count = terms->number_count, stem_count = count * languages;
    struct text_word *words =
        array_reserve(terms->words, sizeof *words, &terms->word_capacity, count);
    terms->words = words ? words : terms->words;
    struct text_stem *stems =
        array_reserve(terms->stems, sizeof *stems, &terms->stem_capacity, stem_count);
    terms->stems = stems ? stems : terms->stems;
    uint32_t *stem_numbers = array_reserve(terms->stem_numbers, sizeof *stem_numbers,
                                           &terms->stem_number_capacity, stem_count);
    terms->stem_numbers = stem_numbers ? stem_numbers : terms->stem_numbers;
    struct text_form *forms =
        array_reserve(terms->forms, sizeof *forms, &terms->form_capacity, stem_count);
    terms->forms = forms ? forms : terms->forms;
    uint32_t *span_counts = array_reserve(terms->span_counts, sizeof *span_counts,
                                          &terms->span_count_capacity, languages > 1 ? count : 0);
    terms->span_counts = span_counts ? span_counts : terms->span_counts;
    uint32_t *positions = array_reserve(terms->positions, sizeof *positions,
                                        &terms->position_capacity, terms->log_count);
    terms->positions = positions ? positions : terms->positions;
    uint32_t *starts =
        array_reserve(terms->starts, sizeof *starts, &terms->start_capacity, 2 * terms->mark_count);
    terms->starts = starts ? starts : terms->starts;
    return words && stems && stem_numbers && forms && positions && starts &&
           (span_counts || languages <= 1);
}

/* Give out what was made. Strings come here, when no more are added. */
static void give_out(struct terms *terms, size_t stem_count, struct text_terms *out)
{
    for (size_t i = 0; i < terms->number_count; i++)
        terms->words[i].folded = names_get(&terms->vocabulary.word_names, terms->numbers[i]);
    for (size_t i = 0; i < stem_count; i++) {
        const struct names *names = terms->stems[i].language == LANGUAGE_NONE
                                        ? &terms->vocabulary.word_names
                                        : &terms->vocabulary.stem_names;
        terms->stems[i].stem = names_get(names, terms->stem_numbers[i]);
    }
    out->words = terms->words;
    out->word_count = terms->number_count;
    out->stems = terms->stems;
    out->stem_count = stem_count;
    out->forms = terms->forms;
    out->form_count = terms->form_count;
    out->tokens = terms->log;
    out->token_count = terms->log_count;
}

/* Make the results out of what was gathered. */
static enum herald_status finish(struct terms *terms, struct stemmers *stemmers,
                                 struct text_languages languages, uint32_t first_position,
                                 struct text_terms *out)
{
    const size_t count = count_languages(languages);
    struct stemming stemming = {.terms = terms,
                                .stemmers = stemmers,
                                .language = languages.spans[0].language,
                                .counts = count > 1 ? NULL : terms->counts};
    if (!reserve_results(terms, count))
        return HERALD_E_NO_MEMORY;
    terms->form_count = 0;
    for (size_t i = 0; i < terms->number_count; i++)
        terms->words[i].stem = 0;
    enum herald_status status = HERALD_OK;
    if (count > 1) {
        stemming.counts = terms->span_counts;
        status = add_mixed_stems(&stemming, languages);
    } else if (stemming.language != LANGUAGE_NONE) {
        status = add_stems(&stemming);
    }
    if (status != HERALD_OK)
        return status;
    const size_t stem_count = stemming.stem_count;
    const uint32_t end = lay_out_positions(terms, first_position, out);
    give_out(terms, stem_count, out);
    out->length = end - first_position;
    out->end = end;
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

/* Gather a text, stretch by stretch. */
static void gather_spans(struct gathering *gathering, struct slice text,
                         struct text_languages languages)
{
    struct terms *terms = gathering->terms;
    size_t begin = 0;
    size_t *ends =
        array_reserve(terms->span_ends, sizeof *ends, &terms->span_capacity, languages.count);
    terms->span_ends = ends ? ends : terms->span_ends;
    gathering->failed |= ends == NULL;
    for (size_t i = 0; i < languages.count && !gathering->failed; i++) {
        size_t end = languages.spans[i].end;
        if (end > text.length || i + 1 == languages.count)
            end = text.length;
        if (end > begin) {
            gather_text(gathering, (struct slice){text.bytes + begin, end - begin});
            begin = end;
        }
        terms->span_ends[i] = terms->log_count;
    }
}

enum herald_status terms_gather(struct terms *terms, struct scanner *scanner,
                                struct stemmers *stemmers, struct slice text,
                                struct text_languages languages, uint32_t first_position,
                                struct text_terms *out, struct herald_error *err)
{
    forget_large(terms);
    vocabulary_begin(&terms->vocabulary);
    terms->log_count = terms->mark_count = terms->number_count = 0;
    struct gathering gathering = {terms, scanner, GAP_BEGIN, false};
    scanner_start(scanner, stemmers->unicode, text, first_position);
    gather_spans(&gathering, text, languages);
    if (gathering.failed || scanner->unicode->failed ||
        finish(terms, stemmers, languages, first_position, out) != HERALD_OK) {
        *out = (struct text_terms){0};
        return herald_fail(err, HERALD_E_NO_MEMORY, "not enough memory to analyse a text");
    }
    return HERALD_OK;
}
