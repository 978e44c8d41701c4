#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "brute_force.h"
#include "indexer/document.h"

/* --- numbers of strings ----------------------------------------------------------------------- */

static struct {
    struct slice *strings; /* open addressing, a power of two */
    uint32_t *numbers;
    size_t capacity, count;
    struct slice *by_number; /* as many as there is room for in `strings` */
    struct arena arena;
} table;

static size_t slot_of(struct slice string)
{
    uint64_t hash = 14695981039346656037u;
    for (size_t at = 0; at < string.length; at++)
        hash = (hash ^ (unsigned char)string.bytes[at]) * 1099511628211u;
    size_t slot = (size_t)(hash >> 7) & (table.capacity - 1);
    while (table.strings[slot].bytes && !slice_equal(table.strings[slot], string))
        slot = (slot + 1) & (table.capacity - 1);
    return slot;
}

static void grow(void)
{
    struct slice *strings = table.strings;
    uint32_t *numbers = table.numbers;
    size_t capacity = table.capacity;
    table.capacity = capacity ? 2 * capacity : 1 << 16;
    table.strings = calloc(table.capacity, sizeof(*table.strings));
    table.numbers = calloc(table.capacity, sizeof(*table.numbers));
    table.by_number = realloc(table.by_number, table.capacity * sizeof(*table.by_number));
    assert_true(table.strings && table.numbers && table.by_number);
    for (size_t at = 0; at < capacity; at++)
        if (strings[at].bytes) {
            size_t slot = slot_of(strings[at]);
            table.strings[slot] = strings[at];
            table.numbers[slot] = numbers[at];
        }
    free(strings);
    free(numbers);
}

uint32_t brute_number(struct slice string)
{
    if (2 * table.count >= table.capacity)
        grow();
    size_t slot = slot_of(string);
    if (!table.strings[slot].bytes) {
        table.strings[slot] = arena_copy(&table.arena, string);
        assert_non_null(table.strings[slot].bytes);
        table.by_number[table.count] = table.strings[slot];
        table.numbers[slot] = (uint32_t)table.count++;
    }
    return table.numbers[slot];
}

struct slice brute_string(uint32_t number)
{
    return table.by_number[number];
}

size_t brute_count_beginning(struct slice prefix)
{
    size_t count = 0;
    for (size_t at = 0; at < table.count; at++)
        count += table.by_number[at].length >= prefix.length &&
                 memcmp(table.by_number[at].bytes, prefix.bytes, prefix.length) == 0;
    return count;
}

void brute_forget(void)
{
    free(table.strings);
    free(table.numbers);
    free(table.by_number);
    arena_dispose(&table.arena);
    memset(&table, 0, sizeof(table));
}

/* --- articles --------------------------------------------------------------------------------- */

static void add_token(struct brute_article *article, size_t *capacity, struct brute_token token)
{
    if (article->count == *capacity) {
        *capacity = *capacity ? 2 * *capacity : 256;
        article->tokens = realloc(article->tokens, *capacity * sizeof(*article->tokens));
        assert_non_null(article->tokens);
    }
    article->tokens[article->count++] = token;
}

/* Note the sentence and the paragraph of a word of the body. */
static void note_unit(struct brute_article *article, const struct word *word)
{
    uint32_t at = word->position;
    if (at % 1024 == 0) {
        article->sentence = realloc(article->sentence, (at + 1024) * sizeof(uint32_t));
        article->paragraph = realloc(article->paragraph, (at + 1024) * sizeof(uint32_t));
        assert_true(article->sentence && article->paragraph);
    }
    article->sentence[at] = (at ? article->sentence[at - 1] : 0) + word->starts_sentence;
    article->paragraph[at] = (at ? article->paragraph[at - 1] : 0) + word->starts_paragraph;
}

static void read_field(struct analyser *analyser, struct brute_article *article, size_t *capacity,
                       enum brute_field field, struct slice text)
{
    struct word word;
    if (text.length == 0)
        return;
    analyser_start(analyser, text);
    while (analyser_next(analyser, &word, NULL) == HERALD_OK) {
        if (word.kind == WORD_PLAIN)
            article->words[field] = word.position + 1;
        if (word.kind == WORD_PLAIN && field == BRUTE_BODY)
            note_unit(article, &word);
        struct brute_token token = {.word = brute_number(word.folded),
                                    .place = word.position,
                                    .field = field,
                                    .variant = word.kind == WORD_VARIANT,
                                    .text = word.text};
        token.stem = brute_number(analyser_stem(analyser, word.folded, article->language));
        add_token(article, capacity, token);
    }
}

static const struct brute_token *sorted;

static int by_word(const void *left, const void *right)
{
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    if (sorted[a].word != sorted[b].word)
        return sorted[a].word < sorted[b].word ? -1 : 1;
    return (a > b) - (a < b);
}

static int by_stem(const void *left, const void *right)
{
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    if (sorted[a].stem != sorted[b].stem)
        return sorted[a].stem < sorted[b].stem ? -1 : 1;
    return (a > b) - (a < b);
}

static uint32_t *sort_tokens(const struct brute_article *article,
                             int (*compare)(const void *, const void *))
{
    uint32_t *order = malloc((article->count + 1) * sizeof(*order));
    assert_non_null(order);
    for (size_t at = 0; at < article->count; at++)
        order[at] = (uint32_t)at;
    sorted = article->tokens;
    if (article->count > 0)
        qsort(order, article->count, sizeof(*order), compare);
    return order;
}

void brute_article_read(struct analyser *analyser, const struct article *article,
                        struct brute_article *out)
{
    size_t capacity = 0;
    *out = (struct brute_article){.language = article_language(article)};
    assert_int_equal(article_copy(&out->article, article, NULL), HERALD_OK);
    read_field(analyser, out, &capacity, BRUTE_TITLE, out->article.title);
    read_field(analyser, out, &capacity, BRUTE_SUBTITLE, out->article.subtitle);
    read_field(analyser, out, &capacity, BRUTE_BODY, out->article.body);
    out->by_word = sort_tokens(out, by_word);
    out->by_stem = sort_tokens(out, by_stem);
}

void brute_article_dispose(struct brute_article *article)
{
    article_dispose(&article->article);
    free(article->tokens);
    free(article->sentence);
    free(article->paragraph);
    free(article->by_word);
    free(article->by_stem);
    *article = (struct brute_article){0};
}
