/*
 * SQLite's FTS5 on the same articles.
 *
 *     fts5-peer index DATABASE ARTICLES.jsonl    build, in one transaction; prints the articles
 *     fts5-peer optimize DATABASE                merge the index into one segment, and vacuum
 *     fts5-peer queries DATABASE QUERIES         as plain-queries does
 *
 * Title and body are indexed, stemmed by porter over unicode61; id and the other fields are stored.
 */
#include <cjson/cJSON.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define MAX_QUERY 4096

static _Noreturn void fail(sqlite3 *db, const char *what)
{
    fprintf(stderr, "fts5-peer: %s: %s\n", what, db ? sqlite3_errmsg(db) : "cannot be read");
    exit(1);
}

static void execute(sqlite3 *db, const char *sql)
{
    if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
        fail(db, sql);
}

static sqlite3_stmt *prepare(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *statement;
    if (sqlite3_prepare_v2(db, sql, -1, &statement, NULL) != SQLITE_OK)
        fail(db, sql);
    return statement;
}

static sqlite3 *open_database(const char *path)
{
    sqlite3 *db;
    if (sqlite3_open(path, &db) != SQLITE_OK)
        fail(db, path);
    execute(db, "PRAGMA cache_size = -65536"); /* 64 MiB */
    return db;
}

static FILE *open_input(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (!file)
        fail(NULL, path);
    return file;
}

/* --- index -------------------------------------------------------------------------------- */

static void bind_field(sqlite3_stmt *insert, int column, cJSON *article, const char *field)
{
    cJSON *item = cJSON_DetachItemFromObjectCaseSensitive(article, field);
    const char *text = cJSON_IsString(item) ? item->valuestring : "";
    sqlite3_bind_text(insert, column, text, -1, SQLITE_TRANSIENT);
    cJSON_Delete(item);
}

static void insert_article(sqlite3 *db, sqlite3_stmt *insert, cJSON *article)
{
    bind_field(insert, 1, article, "id");
    bind_field(insert, 2, article, "title");
    bind_field(insert, 3, article, "body");
    sqlite3_bind_text(insert, 4, cJSON_PrintUnformatted(article), -1, free);
    if (sqlite3_step(insert) != SQLITE_DONE)
        fail(db, "insert");
    sqlite3_reset(insert);
}

static void index_articles(sqlite3 *db, const char *path)
{
    execute(db, "CREATE VIRTUAL TABLE articles USING fts5("
                "id UNINDEXED, title, body, fields UNINDEXED, tokenize = 'porter unicode61')");
    sqlite3_stmt *insert = prepare(db, "INSERT INTO articles VALUES (?, ?, ?, ?)");
    FILE *input = open_input(path);
    char *line = NULL;
    size_t room = 0;
    long articles = 0;
    execute(db, "BEGIN");
    while (getline(&line, &room, input) > 0) {
        cJSON *article = cJSON_Parse(line);
        if (!article)
            continue;
        insert_article(db, insert, article);
        cJSON_Delete(article);
        articles++;
    }
    execute(db, "COMMIT");
    free(line);
    fclose(input);
    sqlite3_finalize(insert);
    printf("%ld\n", articles);
}

/* --- queries ------------------------------------------------------------------------------ */

/* "or <tab> a b" becomes "a" OR "b", "and" gives "a" "b", "phrase" gives "a b", in FTS5's syntax.
 */
static void translate(const char *kind, char *words, char out[static MAX_QUERY])
{
    size_t length = 0;
    if (strcmp(kind, "phrase") == 0) {
        snprintf(out, MAX_QUERY, "\"%s\"", words);
        return;
    }
    for (char *word; (word = strsep(&words, " ")) && length < MAX_QUERY;) {
        const char *between = length == 0 ? "" : strcmp(kind, "or") == 0 ? " OR " : " ";
        length += (size_t)snprintf(out + length, MAX_QUERY - length, "%s\"%s\"", between, word);
    }
}

static double run_query(sqlite3 *db, sqlite3_stmt *select, const char *query, int *hits)
{
    struct timespec start, end;
    size_t bytes = 0;
    clock_gettime(CLOCK_MONOTONIC, &start);
    sqlite3_bind_text(select, 1, query, -1, SQLITE_STATIC);
    int step;
    for (*hits = 0; (step = sqlite3_step(select)) == SQLITE_ROW; ++*hits)
        for (int column = 0; column < 2; column++)
            bytes += (size_t)sqlite3_column_bytes(select, column);
    if (step != SQLITE_DONE || (*hits > 0 && bytes == 0))
        fail(db, query);
    sqlite3_reset(select);
    clock_gettime(CLOCK_MONOTONIC, &end);
    return (double)(end.tv_sec - start.tv_sec) * 1e6 + (double)(end.tv_nsec - start.tv_nsec) / 1e3;
}

static void run_queries(sqlite3 *db, const char *path)
{
    sqlite3_stmt *select =
        prepare(db, "SELECT id, title FROM articles WHERE articles MATCH ? ORDER BY rank LIMIT 10");
    FILE *input = open_input(path);
    char *line = NULL, query[MAX_QUERY];
    size_t room = 0;
    for (int timed = 0; timed < 2; timed++, rewind(input)) {
        while (getline(&line, &room, input) > 0) {
            char *words = strchr(line, '\t');
            if (!words)
                continue;
            *words++ = '\0';
            words[strcspn(words, "\n")] = '\0';
            int count = 1, hits;
            for (const char *c = words; *c; c++)
                count += *c == ' ';
            translate(line, words, query);
            double taken = run_query(db, select, query, &hits);
            if (timed)
                printf("%s\t%d\t%.3f\t%d\n", line, count, taken, hits);
        }
    }
    free(line);
    fclose(input);
    sqlite3_finalize(select);
}

int main(int argc, char **argv)
{
    if (argc < 3) {
        fputs("usage: fts5-peer index|optimize|queries DATABASE [FILE]\n", stderr);
        return 2;
    }
    sqlite3 *db = open_database(argv[2]);
    if (strcmp(argv[1], "index") == 0 && argc == 4) {
        index_articles(db, argv[3]);
    } else if (strcmp(argv[1], "optimize") == 0) {
        execute(db, "INSERT INTO articles(articles) VALUES ('optimize')");
        execute(db, "VACUUM");
    } else if (strcmp(argv[1], "queries") == 0 && argc == 4) {
        run_queries(db, argv[3]);
    }
    sqlite3_close(db);
    return 0;
}
