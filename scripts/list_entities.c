/*
 * What the recogniser finds, for scripts/evaluate-entities: reads lines "language TAB day from 1970
 * or '-' TAB text", writes for each a line "#" and then one for each mention, "begin TAB end TAB
 * kind TAB code", offsets in bytes.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "indexer/language/gazetteer/recogniser.h"

/* Where the words of a text begin and end, by position. */
struct places {
    size_t *begins, *ends;
};

static struct places find_places(struct analyser *analyser, struct slice text, size_t count)
{
    struct places places = {calloc(count + 1, sizeof(size_t)), calloc(count + 1, sizeof(size_t))};
    struct word word;
    analyser_start(analyser, text);
    while (places.begins && places.ends && analyser_next(analyser, &word, NULL) == HERALD_OK)
        if (word.kind == WORD_PLAIN) {
            places.begins[word.position] = (size_t)(word.text.bytes - text.bytes);
            places.ends[word.position] = places.begins[word.position] + word.text.length;
        }
    return places;
}

static void list(struct analyser *analyser, struct recogniser *recogniser, struct slice language,
                 int32_t day, struct slice text)
{
    static const char kinds[] = "copr";
    struct text_terms terms;
    struct mentions mentions = {0};
    recogniser_start(recogniser, gazetteer_languages(language), day);
    puts("#");
    if (analyser_terms(analyser, text, LANGUAGE_NONE, 0, &terms, NULL) != HERALD_OK ||
        recogniser_add(recogniser, &terms, 0, NULL) != HERALD_OK ||
        recogniser_finish(recogniser, &mentions, NULL) != HERALD_OK)
        return;
    struct places places = find_places(analyser, text, terms.end);
    for (size_t at = 0; places.begins && places.ends && at < mentions.count; at++) {
        const struct mention *mention = &mentions.items[at];
        printf("%zu\t%zu\t%c\t%s\n", places.begins[mention->first], places.ends[mention->last],
               kinds[entity_kind_of(mention->entity)], entity_code(mention->entity));
    }
    free(places.begins);
    free(places.ends);
}

int main(void)
{
    struct analyser *analyser = NULL;
    struct recogniser *recogniser = NULL;
    char *line = NULL;
    size_t capacity = 0;
    ssize_t length;
    if (analyser_open(&analyser, NULL) != HERALD_OK ||
        recogniser_open(&recogniser, NULL) != HERALD_OK)
        return EXIT_FAILURE;
    while ((length = getline(&line, &capacity, stdin)) > 0) {
        char *day = memchr(line, '\t', (size_t)length);
        char *text = day ? strchr(day + 1, '\t') : NULL;
        if (!text)
            continue;
        length -= line[length - 1] == '\n';
        char *end;
        intmax_t number = strtoimax(day + 1, &end, 10);
        list(analyser, recogniser, (struct slice){line, (size_t)(day - line)},
             end == text ? (int32_t)number : ENTITY_NO_DAY,
             (struct slice){text + 1, (size_t)(line + length - text - 1)});
    }
    free(line);
    recogniser_free(recogniser);
    analyser_free(analyser);
    return EXIT_SUCCESS;
}
