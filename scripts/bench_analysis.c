/*
 * How fast text becomes terms: Herald's analysis against Xapian::TermGenerator's, on the bodies of
 * the same articles, in one process, in turn. scripts/bench-analysis builds and calls it.
 *
 *     bench_analysis FILE.jsonl[.gz] [LIMIT_MB]
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cjson/cJSON.h>
#include <zlib.h>

#include "bench_analysis.h"
#include "indexer/language/analyser.h"

#define LINE_BYTES (64 << 20)
#define ROUNDS     5

struct texts {
    struct bench_text *items;
    size_t count, capacity, bytes;
    char language[16];
};

static void fail(const char *what, const char *name)
{
    fprintf(stderr, "bench_analysis: %s: %s\n", name, what);
    exit(1);
}

static void add_text(struct texts *texts, const char *body)
{
    if (texts->count == texts->capacity) {
        texts->capacity = texts->capacity ? texts->capacity * 2 : 1024;
        texts->items = realloc(texts->items, texts->capacity * sizeof *texts->items);
    }
    char *copy = strdup(body);
    if (!texts->items || !copy)
        fail("out of memory", "texts");
    texts->items[texts->count++] = (struct bench_text){copy, strlen(copy)};
    texts->bytes += strlen(copy);
}

static void read_texts(struct texts *texts, const char *name, size_t limit)
{
    gzFile file = gzopen(name, "rb");
    char *line = malloc(LINE_BYTES);
    if (!file || !line)
        fail("cannot open", name);
    while (texts->bytes < limit && gzgets(file, line, LINE_BYTES)) {
        cJSON *article = cJSON_Parse(line);
        const char *body = cJSON_GetStringValue(cJSON_GetObjectItem(article, "body"));
        const char *language = cJSON_GetStringValue(cJSON_GetObjectItem(article, "language"));
        if (body)
            add_text(texts, body);
        if (language && !texts->language[0])
            snprintf(texts->language, sizeof texts->language, "%s", language);
        cJSON_Delete(article);
    }
    free(line);
    gzclose(file);
    if (texts->count == 0)
        fail("no articles", name);
}

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* What one round found, so that the two can be compared in kind. */
struct found {
    size_t words, distinct;
};

static struct found run_herald(const struct texts *texts)
{
    struct analyser *analyser;
    struct found found = {0, 0};
    if (analyser_open(&analyser, NULL) != HERALD_OK)
        fail("cannot open", "analyser");
    const language_id language = language_find(slice_of(texts->language));
    for (size_t i = 0; i < texts->count; i++) {
        const struct slice text = {texts->items[i].bytes, texts->items[i].length};
        struct text_terms terms;
        if (analyser_terms(analyser, text, language, 0, &terms, NULL) != HERALD_OK)
            fail("out of memory", "analyser");
        found.words += terms.length;
        found.distinct += terms.word_count + terms.stem_count;
    }
    analyser_free(analyser);
    return found;
}

/* The plain way, a word at a time: what snippets and queries use. */
static struct found run_words(const struct texts *texts)
{
    struct analyser *analyser;
    struct found found = {0, 0};
    if (analyser_open(&analyser, NULL) != HERALD_OK)
        fail("cannot open", "analyser");
    const language_id language = language_find(slice_of(texts->language));
    for (size_t i = 0; i < texts->count; i++) {
        struct word word;
        analyser_start(analyser, (struct slice){texts->items[i].bytes, texts->items[i].length});
        while (analyser_next(analyser, &word, NULL) == HERALD_OK) {
            found.distinct += analyser_stem(analyser, word.folded, language).length > 0;
            found.words += word.kind == WORD_PLAIN;
        }
    }
    analyser_free(analyser);
    return found;
}

static void report(const char *name, const struct texts *texts, double best, double reference)
{
    printf("  %-24s %8.3f s %9.1f MB/s %8.2f x\n", name, best, (double)texts->bytes / best / 1e6,
           reference / best);
}

static double least(double a, double b)
{
    return a == 0 || b < a ? b : a;
}

int main(int argc, char **argv)
{
    if (argc < 2)
        fail("FILE.jsonl[.gz] [LIMIT_MB]", "usage");
    const size_t limit = argc > 2 ? strtoul(argv[2], NULL, 10) : 20;
    struct texts texts = {0};
    read_texts(&texts, argv[1], limit * 1000000);
    const int ngrams = strcmp(texts.language, "zh") == 0 || strcmp(texts.language, "ja") == 0;
    double herald = 0, words = 0, peer = 0;
    struct found found = {0, 0};
    size_t terms = 0;
    for (int round = 0; round < ROUNDS; round++) {
        const double begin = seconds();
        found = run_herald(&texts);
        const double middle = seconds();
        terms = bench_term_generator(texts.items, texts.count, texts.language, ngrams);
        const double end = seconds();
        run_words(&texts);
        words = least(words, seconds() - end);
        herald = least(herald, middle - begin);
        peer = least(peer, end - middle);
    }
    printf("%s: %zu texts, %.1f MB, language %s, best CPU time of %d rounds\n", argv[1],
           texts.count, (double)texts.bytes / 1e6, texts.language, ROUNDS);
    report("TermGenerator", &texts, peer, peer);
    report("analyser_terms", &texts, herald, peer);
    report("analyser_next and _stem", &texts, words, peer);
    printf("  %zu words; distinct a text, stems included: Herald %zu, TermGenerator %zu\n",
           found.words, found.distinct, terms);
    for (size_t i = 0; i < texts.count; i++)
        free((char *)texts.items[i].bytes);
    free(texts.items);
    return 0;
}
