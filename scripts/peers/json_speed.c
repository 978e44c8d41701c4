/*
 * json-speed cjson|herald ARTICLES.jsonl: how fast JSON Lines become values with cJSON alone, or
 * articles with Herald's reader. Prints "<records> <tab> <seconds>".
 */
#include "corpus/reader.h"

#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static long read_with_cjson(const char *path)
{
    FILE *input = fopen(path, "rb");
    if (!input)
        return -1;
    char *line = NULL;
    size_t room = 0;
    ssize_t length;
    long records = 0;
    while ((length = getline(&line, &room, input)) > 0) {
        cJSON *value = cJSON_ParseWithLength(line, (size_t)length);
        records += value != NULL;
        cJSON_Delete(value);
    }
    free(line);
    fclose(input);
    return records;
}

static long read_with_herald(const char *path)
{
    struct reader_options options = {.format = "jsonl"};
    struct reader *reader;
    struct article article = {0};
    long records = 0;
    if (reader_open(&path, 1, &options, &reader, NULL) != HERALD_OK)
        return -1;
    while (reader_next(reader, &article, NULL) == HERALD_OK)
        records++;
    reader_free(reader);
    article_dispose(&article);
    return records;
}

int main(int argc, char **argv)
{
    if (argc != 3 || (strcmp(argv[1], "cjson") != 0 && strcmp(argv[1], "herald") != 0)) {
        fputs("usage: json-speed cjson|herald ARTICLES.jsonl\n", stderr);
        return 2;
    }
    struct timespec start, end;
    clock_gettime(CLOCK_MONOTONIC, &start);
    long records =
        strcmp(argv[1], "cjson") == 0 ? read_with_cjson(argv[2]) : read_with_herald(argv[2]);
    clock_gettime(CLOCK_MONOTONIC, &end);
    if (records < 0) {
        fprintf(stderr, "json-speed: cannot read '%s'\n", argv[2]);
        return 1;
    }
    printf("%ld\t%.6f\n", records,
           (double)(end.tv_sec - start.tv_sec) + (double)(end.tv_nsec - start.tv_nsec) / 1e9);
    return 0;
}
