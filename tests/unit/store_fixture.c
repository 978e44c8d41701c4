#include "store_fixture.h"

#include <dirent.h>
#include <inttypes.h>
#include <sys/stat.h>
#include <unistd.h>

static char directory[] = "/tmp/herald-store-XXXXXX";
char store[sizeof(directory) + sizeof("/store")];

void empty_directory(const char *path)
{
    DIR *listing = opendir(path);
    if (!listing)
        return;
    for (struct dirent *entry; (entry = readdir(listing));)
        unlinkat(dirfd(listing), entry->d_name, 0);
    closedir(listing);
}

int store_set_up(void **state)
{
    (void)state;
    memcpy(directory + sizeof(directory) - 7, "XXXXXX", 6);
    if (!mkdtemp(directory))
        return -1;
    snprintf(store, sizeof(store), "%s/store", directory);
    return 0;
}

int store_tear_down(void **state)
{
    (void)state;
    empty_directory(store);
    rmdir(store);
    rmdir(directory);
    return 0;
}

struct store_writer *open_writer(void)
{
    struct store_writer *writer;
    OK(store_writer_open(store, &writer, &failure));
    return writer;
}

struct store_reader *open_reader(void)
{
    struct store_reader *reader;
    OK(store_reader_open(store, &reader, &failure));
    return reader;
}

struct buffer make_record(unsigned number, size_t length)
{
    static const char *const words[] = {"talks ",  "minister ",    "said ",    "Tehran ",
                                        "Moscow ", "mediation ",   "offered ", "envoy ",
                                        "the ",    "\xE2\x82\xAC "};
    struct buffer body = BUFFER_INIT, record = BUFFER_INIT;
    uint64_t seed = number;
    buffer_append_format(&body, "%u ", number);
    while (body.length < length) {
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        buffer_append_string(&body, words[(seed >> 40) % COUNT(words)]);
    }
    char id[16];
    snprintf(id, sizeof(id), "%u", number);
    struct article article = {.id = slice_of(id), .body = buffer_slice(&body)};
    article_encode(&article, &record);
    assert_false(record.failed);
    buffer_dispose(&body);
    return record;
}

struct buffer make_noise(size_t length)
{
    struct buffer body = BUFFER_INIT, record = BUFFER_INIT;
    uint64_t seed = 7;
    char *bytes = buffer_reserve(&body, length);
    assert_non_null(bytes);
    for (; body.length < length; body.length++) {
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        bytes[body.length] = (char)(seed >> 56);
    }
    struct article article = {.body = buffer_slice(&body)};
    article_encode(&article, &record);
    buffer_dispose(&body);
    return record;
}

struct store_reference add(struct store_writer *writer, unsigned number, size_t length,
                           const struct store_dictionary *dictionary)
{
    struct buffer record = make_record(number, length);
    struct store_reference reference = {0};
    OK(store_writer_add(writer, buffer_slice(&record), dictionary, &reference, &failure));
    buffer_dispose(&record);
    return reference;
}

bool is_record(const struct article *article, struct slice record)
{
    struct buffer again = BUFFER_INIT;
    article_encode(article, &again);
    bool same = slice_equal(buffer_slice(&again), record);
    buffer_dispose(&again);
    return same;
}

void assert_article_stored(struct store_reader *reader, struct store_reference reference,
                           struct slice record)
{
    struct article article = {0}, head = {0};
    struct buffer bodiless = BUFFER_INIT;
    OK(store_reader_get(reader, reference, &article, &failure));
    assert_true(is_record(&article, record));
    article.body = (struct slice){NULL, 0};
    article_encode(&article, &bodiless);
    OK(store_reader_get_head(reader, reference, &head, &failure));
    assert_true(is_record(&head, buffer_slice(&bodiless)));
    buffer_dispose(&bodiless);
    article_dispose(&head);
    article_dispose(&article);
}

void assert_stored(struct store_reader *reader, struct store_reference reference, unsigned number,
                   size_t length)
{
    struct buffer record = make_record(number, length);
    assert_article_stored(reader, reference, buffer_slice(&record));
    buffer_dispose(&record);
}

void assert_status(struct store_reader *reader, struct store_reference reference,
                   enum herald_status expected)
{
    struct article article = {0};
    struct herald_error err = {0};
    enum herald_status status = store_reader_get(reader, reference, &article, &err);
    if (status != expected)
        fail_msg("%s instead of %s: %s", herald_status_name(status), herald_status_name(expected),
                 err.message);
    assert_int_equal(err.status, expected);
    assert_null(article.body.bytes);
    assert_int_equal(store_reader_get_head(reader, reference, &article, &err), expected);
    assert_null(article.title.bytes);
    article_dispose(&article);
}

struct store_dictionary *make_dictionary(void)
{
    struct store_dictionary *dictionary;
    OK(store_dictionary_make(
        SLICE("the envoy said minister offered Moscow mediation Tehran talks mediation the talks "),
        &dictionary, &failure));
    return dictionary;
}

size_t count_segments(void)
{
    struct store_segment *segments;
    size_t count;
    OK(store_segments(store, &segments, &count, &failure));
    free(segments);
    return count;
}

uint64_t segment_size(uint32_t segment)
{
    char path[128];
    struct stat status;
    snprintf(path, sizeof(path), "%s/%08" PRIu32 ".seg", store, segment);
    assert_int_equal(stat(path, &status), 0);
    return (uint64_t)status.st_size;
}

void write_file(const char *path, const char *bytes, size_t length)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, length, file), length);
    fclose(file);
}
