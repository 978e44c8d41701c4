/*
 * plain-copy INDEX ARTICLES.jsonl DATABASE: the documents of Herald's index, with the same terms,
 * positions and values, but with the positions in the database and the article's line as document
 * data, as a plain program would keep them: what an index of the same content costs without
 * Herald's article store. Articles are found by their term "I" + id, so the corpus must not use an
 * id twice.
 */
#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xap/iterate.h>
#include <xap/writable.h>

#include "indexer/index.h"
#include "indexer/positions.h"

struct copy {
    struct index_reader *reader;
    const xap_database *source;
    xap_writable *target;
    struct slice table; /* of the document at hand */
    xap_error error;
};

static _Noreturn void fail(const char *message)
{
    fprintf(stderr, "plain-copy: %s\n", message);
    exit(1);
}

static void check(const struct copy *copy, xap_status status)
{
    if (status != XAP_OK)
        fail(copy->error.message);
}

/* The document of an id. */
static uint32_t find_document(struct copy *copy, const char *id)
{
    struct buffer term = BUFFER_INIT;
    xap_postings *postings = NULL;
    uint32_t docid = 0;
    size_t count = 0;
    buffer_append_format(&term, "%s%s", SCHEMA_ID, id);
    check(copy, xap_postings_open(copy->source, term.bytes, term.length, &postings, &copy->error));
    if (xap_postings_block(postings, &docid, NULL, NULL, 1, &count, &copy->error) != XAP_OK)
        fail("an article is not in the index");
    xap_postings_free(postings);
    buffer_dispose(&term);
    return docid;
}

static void add_positions(struct copy *copy, xap_document *document, struct slice term)
{
    struct positions_list list;
    uint32_t position;
    if (!positions_find(copy->table, term, &list))
        return;
    while (positions_next(&list, &position))
        check(copy, xap_document_add_posting(document, term.bytes, term.length, position, 0,
                                             &copy->error));
}

/* Give a document the positions of its terms. */
static void place_terms(struct copy *copy, xap_document *document)
{
    struct buffer names = BUFFER_INIT;
    xap_terms *terms = NULL;
    xap_view term;
    xap_status status = xap_terms_open_document(document, &terms, &copy->error);
    while (status == XAP_OK &&
           (status = xap_terms_next(terms, &term, NULL, &copy->error)) == XAP_OK) {
        buffer_append(&names, &term.length, sizeof term.length);
        buffer_append(&names, term.bytes, term.length);
    }
    xap_terms_free(terms);
    check(copy, status == XAP_DONE ? XAP_OK : status);
    for (size_t at = 0; at < names.length;) {
        struct slice name = {names.bytes + at + sizeof name.length, 0};
        memcpy(&name.length, names.bytes + at, sizeof name.length);
        add_positions(copy, document, name);
        at += sizeof name.length + name.length;
    }
    add_positions(copy, document, SLICE(SCHEMA_SENTENCES));
    add_positions(copy, document, SLICE(SCHEMA_PARAGRAPHS));
    buffer_dispose(&names);
}

static void copy_article(struct copy *copy, const char *line, size_t length)
{
    xap_document *document = NULL;
    struct herald_error error;
    cJSON *article = cJSON_Parse(line);
    const cJSON *id = cJSON_GetObjectItemCaseSensitive(article, "id");
    if (!cJSON_IsString(id))
        fail("an article has no id");
    uint32_t docid = find_document(copy, id->valuestring);
    cJSON_Delete(article);
    if (index_reader_positions(copy->reader, docid, &copy->table, &error) != HERALD_OK)
        fail(error.message);
    check(copy, xap_document_new(&document, &copy->error));
    check(copy, xap_database_document(copy->source, docid, document, &copy->error));
    place_terms(copy, document);
    check(copy, xap_document_set_data(document, line, length, &copy->error));
    check(copy, xap_writable_add(copy->target, document, NULL, &copy->error));
    xap_document_free(document);
}

static void copy_all(struct copy *copy, FILE *articles)
{
    char *line = NULL;
    size_t room = 0, count = 0;
    uint32_t documents = 0;
    for (ssize_t length; (length = getline(&line, &room, articles)) > 0; count++) {
        if (line[length - 1] == '\n')
            line[--length] = '\0';
        copy_article(copy, line, (size_t)length);
    }
    free(line);
    check(copy, xap_database_document_count(copy->source, &documents, &copy->error));
    if (count != documents)
        fail("the index has other articles");
    printf("%zu\n", count);
}

int main(int argc, char **argv)
{
    struct copy copy = {.error = XAP_ERROR_INIT};
    struct herald_error error;
    xap_writable_options options = XAP_WRITABLE_OPTIONS_INIT;
    if (argc != 4)
        fail("usage: plain-copy INDEX ARTICLES.jsonl DATABASE");
    FILE *articles = fopen(argv[2], "r");
    if (!articles)
        fail("cannot open the articles");
    if (index_reader_open(argv[1], &copy.reader, &error) != HERALD_OK)
        fail(error.message);
    copy.source = index_reader_database(copy.reader);
    options.mode = XAP_CREATE;
    check(&copy, xap_writable_open(argv[3], &options, &copy.target, &copy.error));
    copy_all(&copy, articles);
    check(&copy, xap_writable_close(copy.target, &copy.error));
    xap_writable_free(copy.target);
    index_reader_free(copy.reader);
    fclose(articles);
    return 0;
}
