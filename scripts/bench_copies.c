/*
 * How alike the indexer finds articles. scripts/bench-copies builds and calls it.
 *
 *     herald-bench-copies FILE.jsonl < PAIRS
 *
 * Of each line "FIRST<TAB>SECOND" of standard input, two ids of articles in the file, a line goes
 * to standard output: Jaccard coefficient, containment and agreement of numbers as estimated, hours
 * between the dates (-1: not known), then for each containment from 0.30 to 0.95 in steps of 0.05 a
 * digit, 1 where with that value in the rule the two are near-duplicates.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "corpus/reader.h"
#include "indexer/document.h"
#include "indexer/near_duplicate.h"

#define FIRST_PERCENT 30
#define LAST_PERCENT  95
#define STEP_PERCENT  5

struct item {
    char *id;
    struct signature signature;
};

struct items {
    struct item *items;
    size_t count, capacity;
};

static void fail(const char *what)
{
    fprintf(stderr, "herald-bench-copies: %s\n", what);
    exit(1);
}

/* The signature of an article just as an index gets it: through the document. */
static struct signature sign(struct document_builder *builder, const struct article *article)
{
    struct signature signature = {0};
    struct herald_error error;
    struct built_document built;
    xap_buffer value = XAP_BUFFER_INIT;
    if (document_build(builder, article, (struct slice){NULL, 0}, &built, &error) != HERALD_OK)
        fail(error.message);
    if (xap_document_value(built.document, SCHEMA_SLOT_SIGNATURE, &value, NULL) != XAP_OK)
        fail("cannot read a signature");
    signature_decode((struct slice){value.bytes, value.length}, &signature);
    xap_buffer_dispose(&value);
    return signature;
}

static void add_item(struct items *items, const struct article *article,
                     const struct signature *signature)
{
    if (items->count == items->capacity) {
        items->capacity = items->capacity ? 2 * items->capacity : 1024;
        items->items = realloc(items->items, items->capacity * sizeof *items->items);
    }
    if (!items->items)
        fail("out of memory");
    struct item *item = &items->items[items->count++];
    item->id = strndup(article->id.length > 0 ? article->id.bytes : "", article->id.length);
    item->signature = *signature;
    if (!item->id)
        fail("out of memory");
}

static int compare_items(const void *a, const void *b)
{
    return strcmp(((const struct item *)a)->id, ((const struct item *)b)->id);
}

static void read_articles(const char *path, struct items *items)
{
    struct reader_options options = {0};
    struct herald_error error;
    struct reader *reader;
    struct document_builder *builder;
    struct article article = {0};
    if (reader_open(&path, 1, &options, &reader, &error) != HERALD_OK ||
        document_builder_open(&builder, &error) != HERALD_OK)
        fail(error.message);
    enum herald_status status;
    while ((status = reader_next(reader, &article, &error)) == HERALD_OK) {
        struct signature signature = sign(builder, &article);
        add_item(items, &article, &signature);
    }
    if (status != HERALD_DONE)
        fail(error.message);
    qsort(items->items, items->count, sizeof *items->items, compare_items);
    article_dispose(&article);
    document_builder_free(builder);
    reader_free(reader);
}

static const struct signature *find(const struct items *items, char *id)
{
    struct item key = {.id = id};
    struct item *item = bsearch(&key, items->items, items->count, sizeof key, compare_items);
    if (!item)
        fail("a pair names an article that is not in the file");
    return &item->signature;
}

static void compare(const struct signature *a, const struct signature *b)
{
    struct near_duplicate_rule rule = NEAR_DUPLICATE_RULE;
    struct resemblance pair;
    signature_compare(a, b, &pair);
    printf("%.4f\t%.4f\t%.4f\t%d\t", pair.jaccard, pair.containment, pair.numbers,
           pair.dated ? (int)pair.gap : -1);
    printf("%d\t", near_duplicate(a, b, &rule));
    for (int percent = FIRST_PERCENT; percent <= LAST_PERCENT; percent += STEP_PERCENT) {
        rule.containment = percent / 100.0;
        putchar(near_duplicate(a, b, &rule) ? '1' : '0');
    }
    putchar('\n');
}

int main(int argc, char **argv)
{
    struct items items = {0};
    char line[4096];
    if (argc != 2)
        fail("usage: herald-bench-copies FILE.jsonl < PAIRS");
    read_articles(argv[1], &items);
    while (fgets(line, sizeof line, stdin)) {
        char *tab = strchr(line, '\t');
        if (!tab)
            fail("a line is no pair");
        *tab = '\0';
        tab[1 + strcspn(tab + 1, "\t\n")] = '\0';
        compare(find(&items, line), find(&items, tab + 1));
    }
    for (size_t i = 0; i < items.count; i++)
        free(items.items[i].id);
    free(items.items);
    return 0;
}
