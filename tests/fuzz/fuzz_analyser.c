/*
 * Analysis of any bytes made valid UTF-8: gathering gives the words that walking gives, whole or
 * cut in spans; detection never leaves the text; every word and stem keeps its promises.
 */
#include <stdint.h>
#include <stdlib.h>

#include "corpus/utf8.h"
#include "indexer/language/detection/language_finder.h"

#define REQUIRE(condition)                                                                         \
    do {                                                                                           \
        if (!(condition))                                                                          \
            abort();                                                                               \
    } while (0)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct analyser *analyser;
static struct language_finder *finder;

/* The words of a text one by one: their number, and that they keep their promises. */
static size_t walk(struct slice text, language_id language)
{
    struct word word;
    size_t count = 0;
    enum herald_status status;
    analyser_start(analyser, text);
    while ((status = analyser_next(analyser, &word, NULL)) == HERALD_OK) {
        REQUIRE(word.folded.length > 0 && word.folded.length <= WORD_MAX);
        REQUIRE(utf8_is_valid(word.folded));
        REQUIRE(word.text.bytes >= text.bytes &&
                word.text.bytes + word.text.length <= text.bytes + text.length);
        struct slice stem = analyser_stem(analyser, word.folded, language);
        REQUIRE(stem.length > 0 && stem.length <= WORD_MAX && utf8_is_valid(stem));
        count++;
    }
    REQUIRE(status == HERALD_DONE);
    return count;
}

static void check_spans(struct slice text, const struct text_languages *languages)
{
    size_t begin = 0;
    REQUIRE(languages->count > 0);
    for (size_t at = 0; at < languages->count; at++) {
        size_t end = languages->spans[at].end;
        REQUIRE(end >= begin && end <= text.length);
        REQUIRE(end == text.length || text.bytes[end - 1] == '\n');
        begin = end;
    }
    REQUIRE(begin == text.length);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const TAGS[] = {"", "en", "ru", "ar", "fa", "zh", "tr", "ja"};
    struct buffer valid = BUFFER_INIT;
    struct found_languages found;
    struct text_terms terms;
    if (!analyser)
        REQUIRE(analyser_open(&analyser, NULL) == HERALD_OK &&
                language_finder_open(&finder, NULL) == HERALD_OK);
    if (size == 0)
        return 0;
    utf8_repair((struct slice){(const char *)data + 1, size - 1}, &valid);
    struct slice text = buffer_slice(&valid), none = {NULL, 0};
    struct slice declared = slice_of(TAGS[data[0] % 8]);
    REQUIRE(language_finder_find(finder, declared, none, none, text, &found, NULL) == HERALD_OK);
    check_spans(text, &found.body);
    size_t words = walk(text, found.main);
    REQUIRE(analyser_mixed_terms(analyser, text, found.body, 1, &terms, NULL) == HERALD_OK);
    REQUIRE(terms.token_count == words);
    size_t total = 0, stems = 0;
    for (size_t at = 0; at < terms.word_count; at++)
        total += terms.words[at].count;
    for (size_t at = 0; at < terms.stem_count; at++)
        stems += terms.stems[at].count;
    REQUIRE(total == words && (terms.stem_count == 0 || stems == words));
    buffer_dispose(&valid);
    return 0;
}
