#include <stdio.h>
#include <stdlib.h>

#include <xxhash.h>

#include "indexer/language/analyser.h"
#include "indexer/language/gazetteer/generate.h"
#include "indexer/language/gazetteer/generate_phrases.h"

/* The lexicon of topic words: tables/concepts.txt as arrays. */

struct lexicon {
    struct generator *generator;
    struct lexicon_stem *stems;
    size_t stem_count, stem_capacity;
    struct lexicon_entry *words;
    size_t word_count, word_capacity;
    uint32_t *firsts; /* of each concept, and the end */
    size_t concept_count, first_capacity;
    struct phrase_trie trie;
    struct buffer text;
};

/* A form as the index has it: a single word, all parts of a compound joined, or else its words. */
struct form {
    struct buffer folded; /* one space between words */
    struct buffer stems;
    size_t words; /* 0: too many, or none */
};

static void append_word(struct form *form, struct generator *generator, struct slice folded,
                        language_id language)
{
    const struct slice stem = analyser_stem(generator->analyser, folded, language);
    buffer_append_string(&form->folded, form->words > 0 ? " " : "");
    buffer_append_slice(&form->folded, folded);
    buffer_append_string(&form->stems, form->words > 0 ? " " : "");
    buffer_append_slice(&form->stems, stem);
    form->words++;
}

static void clear_form(struct form *form)
{
    buffer_clear(&form->folded);
    buffer_clear(&form->stems);
    form->words = 0;
}

static void read_form(struct generator *generator, struct slice text, language_id language,
                      struct form *form)
{
    struct word word;
    struct buffer joined = BUFFER_INIT;
    size_t plain = 0, span = 0;
    clear_form(form);
    analyser_start(generator->analyser, text);
    while (analyser_next(generator->analyser, &word, NULL) == HERALD_OK) {
        if (word.kind == WORD_VARIANT && word.position == 0 && word.span > span) {
            buffer_clear(&joined);
            buffer_append_slice(&joined, word.folded);
            span = word.span;
        } else if (word.kind == WORD_PLAIN) {
            append_word(form, generator, word.folded, language);
            plain++;
        }
    }
    if (span > 0 && span == plain) {
        clear_form(form);
        append_word(form, generator, buffer_slice(&joined), language);
    }
    if (form->words > LEXICON_PARTS_MAX || form->folded.length > UINT8_MAX ||
        form->stems.length > UINT8_MAX)
        form->words = 0;
    buffer_dispose(&joined);
}

static void add_words(struct lexicon *lexicon, unsigned language, struct slice text)
{
    static struct form form;
    const struct slice code = {&LEXICON_LANGUAGES[(size_t)language * 3], 2};
    read_form(lexicon->generator, text, language_find(code), &form);
    if (form.words == 0)
        return;
    lexicon->stems =
        more(lexicon->stems, sizeof *lexicon->stems, lexicon->stem_count, &lexicon->stem_capacity);
    lexicon->stems[lexicon->stem_count++] = (struct lexicon_stem){
        lexicon_hash(language, XXH3_64bits(form.stems.bytes, form.stems.length)),
        (uint16_t)lexicon->concept_count, (uint8_t)language};
    lexicon->words =
        more(lexicon->words, sizeof *lexicon->words, lexicon->word_count, &lexicon->word_capacity);
    struct lexicon_entry entry = {.offset = (uint32_t)lexicon->text.length,
                                  .length = (uint8_t)form.folded.length,
                                  .language = (uint8_t)language};
    buffer_append_slice(&lexicon->text, buffer_slice(&form.folded));
    if (form.words > 1) {
        entry.stems = (uint32_t)lexicon->text.length;
        entry.stems_length = (uint8_t)form.stems.length;
        buffer_append_slice(&lexicon->text, buffer_slice(&form.stems));
        phrase_trie_add(&lexicon->trie, buffer_slice(&form.stems), &entry);
    }
    lexicon->words[lexicon->word_count++] = entry;
}

static void start_concept(struct lexicon *lexicon)
{
    lexicon->firsts = more(lexicon->firsts, sizeof *lexicon->firsts, lexicon->concept_count,
                           &lexicon->first_capacity);
    lexicon->firsts[lexicon->concept_count] = (uint32_t)lexicon->word_count;
}

static void read_concepts(struct lexicon *lexicon, const char *path)
{
    char line[4096];
    FILE *file = fopen(path, "r");
    if (!file)
        fail("cannot open '%s'", path);
    while (fgets(line, sizeof line, file)) {
        if (line[0] == '#' || line[0] == '\n')
            continue;
        start_concept(lexicon);
        const char *at = line;
        for (unsigned language = 0; language < LEXICON_LANGUAGE_COUNT; language++) {
            while (*at && *at != '|' && *at != '\n') {
                const size_t length = strcspn(at, ",|\n");
                add_words(lexicon, language, (struct slice){at, length});
                at += length + (at[length] == ',');
            }
            at += *at == '|';
        }
        lexicon->concept_count++;
    }
    fclose(file);
    start_concept(lexicon);
}

static int compare_stems(const void *a, const void *b)
{
    const struct lexicon_stem *left = a, *right = b;
    if (left->hash != right->hash)
        return left->hash < right->hash ? -1 : 1;
    return (int)left->concept - (int)right->concept;
}

static void write_lexicon(struct lexicon *lexicon, const char *path)
{
    FILE *file = fopen(path, "w");
    if (!file)
        fail("cannot write '%s'", path);
    qsort(lexicon->stems, lexicon->stem_count, sizeof *lexicon->stems, compare_stems);
    fprintf(file, "/* Made by generate-gazetteer from tables/concepts.txt. */\n"
                  "#include \"indexer/language/gazetteer/lexicon_table.h\"\n\n"
                  "static const struct lexicon_stem stems[] = {\n");
    for (size_t i = 0; i < lexicon->stem_count; i++) {
        const struct lexicon_stem *stem = &lexicon->stems[i];
        fprintf(file, "{%lluull,%u,%u},\n", (unsigned long long)stem->hash, stem->concept,
                stem->language);
    }
    fprintf(file, "};\nstatic const struct lexicon_entry words[] = {\n");
    for (size_t i = 0; i < lexicon->word_count; i++) {
        const struct lexicon_entry *word = &lexicon->words[i];
        fprintf(file, "{%u,%u,%u,%u,%u},\n", word->offset, word->stems, word->length,
                word->stems_length, word->language);
    }
    fprintf(file, "};\nstatic const uint32_t firsts[] = {\n");
    for (size_t i = 0; i <= lexicon->concept_count; i++)
        fprintf(file, "%u,\n", lexicon->firsts[i]);
    fprintf(file, "};\nstatic const char text[] = {\n");
    for (size_t i = 0; i < lexicon->text.length; i++)
        fprintf(file, "%d,%s", (int)(signed char)lexicon->text.bytes[i], i % 32 == 31 ? "\n" : "");
    fprintf(file, "};\n");
    phrase_trie_write(&lexicon->trie, file);
    fprintf(file,
            "const struct lexicon_table lexicon_table = {stems, words, firsts, text, %zu, %zu, "
            "phrase_words, steps, phrases, %zu, %zu};\n",
            lexicon->stem_count, lexicon->concept_count, lexicon->trie.word_count,
            lexicon->trie.step_count);
    if (fclose(file) != 0)
        fail("cannot write '%s'", path);
}

void generate_lexicon(struct generator *generator, const char *table, const char *output)
{
    static struct lexicon lexicon;
    lexicon.generator = generator;
    read_concepts(&lexicon, table);
    write_lexicon(&lexicon, output);
    printf("lexicon: %zu concepts, %zu words, %zu steps of phrases\n", lexicon.concept_count,
           lexicon.word_count, lexicon.trie.step_count);
}
