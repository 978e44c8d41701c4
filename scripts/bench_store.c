/*
 * How small and how fast the article store is: herald-bench-store CORPUS...
 *
 * Each corpus is read once and its records are kept in memory; then they are packed and unpacked,
 * one by one and in one thread, by the store with a dictionary and without, by zlib alone, and as
 * document data of libxapian. Times are CPU seconds of this process, the best of three rounds (one
 * for large corpora); unpacking includes making a struct article of the record. scripts/bench-store
 * builds this and runs it.
 */

#include <ftw.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <xap/xap.h>
#include <zlib.h>

#include "corpus/reader.h"
#include "corpus/record.h"
#include "corpus/store.h"

/* Corpora with more bytes than this are packed once, not three times. */
#define LARGE_BYTES (64u << 20)

/* The records of a corpus, one after the other. */
struct corpus {
    struct buffer bytes;
    size_t *ends; /* of the records in bytes */
    size_t count;
    uint64_t text_bytes; /* of titles and bodies */
};

/* What a way of storing comes to. */
struct figures {
    uint64_t bytes;
    double pack_seconds, unpack_seconds, train_seconds;
};

static char work[] = "/tmp/herald-bench-store-XXXXXX";

static void die(const char *what, const char *why)
{
    fprintf(stderr, "bench-store: %s: %s\n", what, why);
    exit(1);
}

static void *need(void *memory)
{
    if (!memory)
        die("cannot go on", "out of memory");
    return memory;
}

static void check(enum herald_status status, const struct herald_error *err)
{
    if (status != HERALD_OK)
        die("the store failed", err->message);
}

static void check_xap(xap_status status, const xap_error *err)
{
    if (status != XAP_OK)
        die("libxapian failed", err->message);
}

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static struct slice record_at(const struct corpus *corpus, size_t i)
{
    size_t start = i ? corpus->ends[i - 1] : 0;
    return (struct slice){corpus->bytes.bytes + start, corpus->ends[i] - start};
}

/* Check that an article is the one that was packed, by its length at least. */
static void check_article(const struct article *article, struct slice record, struct buffer *again)
{
    buffer_clear(again);
    article_encode(article, again);
    if (again->length != record.length)
        die("an article", "came back changed");
}

/* --- files -------------------------------------------------------------------------------- */

static uint64_t bytes_found;

static int add_size(const char *path, const struct stat *status, int type, struct FTW *place)
{
    (void)path;
    (void)place;
    if (type == FTW_F)
        bytes_found += (uint64_t)status->st_size;
    return 0;
}

static uint64_t directory_size(const char *path)
{
    bytes_found = 0;
    nftw(path, add_size, 8, FTW_PHYS);
    return bytes_found;
}

static int remove_one(const char *path, const struct stat *status, int type, struct FTW *place)
{
    (void)status;
    (void)type;
    (void)place;
    return remove(path);
}

static void remove_directory(const char *path)
{
    nftw(path, remove_one, 8, FTW_PHYS | FTW_DEPTH);
}

static void work_path(const char *name, char out[static 64])
{
    snprintf(out, 64, "%s/%s", work, name);
    remove_directory(out);
}

/* --- reading a corpus --------------------------------------------------------------------- */

static void read_corpus(const char *path, struct corpus *out)
{
    struct herald_error err;
    struct reader *reader;
    struct reader_options options = {0};
    struct article article = {0};
    size_t room = 0;
    check(reader_open(&path, 1, &options, &reader, &err), &err);
    enum herald_status status;
    while ((status = reader_next(reader, &article, &err)) == HERALD_OK) {
        article_encode(&article, &out->bytes);
        out->text_bytes += article.title.length + article.body.length;
        if (out->count == room) {
            room = room ? room * 2 : 1024;
            out->ends = need(realloc(out->ends, room * sizeof(*out->ends)));
        }
        out->ends[out->count++] = out->bytes.length;
    }
    if (status != HERALD_DONE || out->bytes.failed)
        die(path, out->bytes.failed ? "out of memory" : err.message);
    article_dispose(&article);
    reader_free(reader);
}

/* --- the store ---------------------------------------------------------------------------- */

static struct store_dictionary *train(const struct corpus *corpus, struct figures *out)
{
    struct herald_error err;
    struct store_dictionary *dictionary;
    struct slice *samples = need(calloc(corpus->count + 1, sizeof(*samples)));
    for (size_t i = 0; i < corpus->count; i++)
        samples[i] = record_at(corpus, i);
    double start = seconds();
    check(store_dictionary_train(samples, corpus->count, &dictionary, &err), &err);
    out->train_seconds = seconds() - start;
    free(samples);
    return dictionary;
}

static void unpack_store(const struct corpus *corpus, const char *path,
                         const struct store_reference *references, struct figures *out)
{
    struct herald_error err;
    struct store_reader *reader;
    struct article article = {0};
    struct buffer again = BUFFER_INIT;
    double start = seconds();
    check(store_reader_open(path, &reader, &err), &err);
    for (size_t i = 0; i < corpus->count; i++)
        check(store_reader_get(reader, references[i], &article, &err), &err);
    out->unpack_seconds = seconds() - start;
    for (size_t i = 0; i < corpus->count; i += 97) {
        check(store_reader_get(reader, references[i], &article, &err), &err);
        check_article(&article, record_at(corpus, i), &again);
    }
    buffer_dispose(&again);
    article_dispose(&article);
    store_reader_free(reader);
}

static struct figures run_store(const struct corpus *corpus, bool with_dictionary)
{
    struct herald_error err;
    struct figures figures = {0};
    struct store_writer *writer;
    struct store_reference *references = need(calloc(corpus->count + 1, sizeof(*references)));
    struct store_dictionary *dictionary = with_dictionary ? train(corpus, &figures) : NULL;
    char path[64];
    work_path("store", path);
    double start = seconds();
    check(store_writer_open(path, &writer, &err), &err);
    for (size_t i = 0; i < corpus->count; i++)
        check(store_writer_add(writer, record_at(corpus, i), dictionary, &references[i], &err),
              &err);
    check(store_writer_sync(writer, &err), &err);
    figures.pack_seconds = seconds() - start;
    store_writer_free(writer);
    figures.bytes = directory_size(path);
    unpack_store(corpus, path, references, &figures);
    store_dictionary_free(dictionary);
    free(references);
    return figures;
}

static struct figures run_dictionary(const struct corpus *corpus)
{
    return run_store(corpus, true);
}

static struct figures run_no_dictionary(const struct corpus *corpus)
{
    return run_store(corpus, false);
}

/* --- zlib alone --------------------------------------------------------------------------- */

/* Pack all records with zlib's header and checksum; ends[i] is where the i-th ends in `out`. */
static void zlib_pack(const struct corpus *corpus, struct buffer *out, size_t *ends)
{
    z_stream stream = {.zalloc = Z_NULL};
    if (deflateInit(&stream, 6) != Z_OK)
        die("zlib", "cannot start");
    for (size_t i = 0; i < corpus->count; i++) {
        struct slice record = record_at(corpus, i);
        uLong bound = deflateBound(&stream, record.length);
        deflateReset(&stream);
        stream.next_in = (z_const Bytef *)record.bytes;
        stream.avail_in = (uInt)record.length;
        stream.next_out = need(buffer_reserve(out, bound));
        stream.avail_out = (uInt)bound;
        if (deflate(&stream, Z_FINISH) != Z_STREAM_END)
            die("zlib", "cannot pack");
        out->length += bound - stream.avail_out;
        ends[i] = out->length;
    }
    deflateEnd(&stream);
}

static void zlib_unpack(const struct corpus *corpus, struct slice packed, const size_t *ends)
{
    struct herald_error err;
    struct article article = {0};
    struct buffer record = BUFFER_INIT;
    z_stream stream = {.zalloc = Z_NULL};
    if (inflateInit(&stream) != Z_OK)
        die("zlib", "cannot start");
    for (size_t i = 0; i < corpus->count; i++) {
        size_t start = i ? ends[i - 1] : 0, length = record_at(corpus, i).length;
        buffer_clear(&record);
        inflateReset(&stream);
        stream.next_in = (z_const Bytef *)packed.bytes + start;
        stream.avail_in = (uInt)(ends[i] - start);
        stream.next_out = need(buffer_reserve(&record, length));
        stream.avail_out = (uInt)length;
        if (inflate(&stream, Z_FINISH) != Z_STREAM_END)
            die("zlib", "cannot unpack");
        record.length = length;
        check(article_decode(buffer_slice(&record), &article, &err), &err);
    }
    inflateEnd(&stream);
    article_dispose(&article);
    buffer_dispose(&record);
}

static struct figures run_zlib(const struct corpus *corpus)
{
    struct figures figures = {0};
    struct buffer packed = BUFFER_INIT;
    size_t *ends = need(calloc(corpus->count + 1, sizeof(*ends)));
    need(buffer_reserve(&packed, corpus->bytes.length));
    double start = seconds();
    zlib_pack(corpus, &packed, ends);
    figures.pack_seconds = seconds() - start;
    figures.bytes = packed.length;
    start = seconds();
    zlib_unpack(corpus, buffer_slice(&packed), ends);
    figures.unpack_seconds = seconds() - start;
    buffer_dispose(&packed);
    free(ends);
    return figures;
}

/* --- libxapian's document data ------------------------------------------------------------ */

static void xapian_pack(const struct corpus *corpus, const char *path)
{
    xap_error err = XAP_ERROR_INIT;
    xap_writable *writable;
    xap_document *document;
    check_xap(xap_writable_open(path, NULL, &writable, &err), &err);
    check_xap(xap_document_new(&document, &err), &err);
    for (size_t i = 0; i < corpus->count; i++) {
        struct slice record = record_at(corpus, i);
        check_xap(xap_document_set_data(document, record.bytes, record.length, &err), &err);
        check_xap(xap_writable_add(writable, document, NULL, &err), &err);
    }
    check_xap(xap_writable_close(writable, &err), &err);
    xap_document_free(document);
    xap_writable_free(writable);
}

static void xapian_unpack(const struct corpus *corpus, const char *path)
{
    struct herald_error err;
    xap_error failure = XAP_ERROR_INIT;
    xap_database *database;
    xap_buffer data = XAP_BUFFER_INIT;
    struct article article = {0};
    check_xap(xap_database_open(path, &database, &failure), &failure);
    for (size_t i = 0; i < corpus->count; i++) {
        check_xap(xap_database_document_data(database, (uint32_t)i + 1, &data, &failure), &failure);
        check(article_decode((struct slice){data.bytes, data.length}, &article, &err), &err);
    }
    article_dispose(&article);
    xap_buffer_dispose(&data);
    xap_database_free(database);
}

static struct figures run_xapian(const struct corpus *corpus)
{
    struct figures figures = {0};
    xap_error err = XAP_ERROR_INIT;
    char path[64], compacted[64];
    work_path("database", path);
    work_path("compacted", compacted);
    double start = seconds();
    xapian_pack(corpus, path);
    figures.pack_seconds = seconds() - start;
    const char *source = path;
    check_xap(xap_compact(&source, 1, compacted, NULL, &err), &err);
    figures.bytes = directory_size(compacted);
    start = seconds();
    xapian_unpack(corpus, compacted);
    figures.unpack_seconds = seconds() - start;
    return figures;
}

/* --- the table ---------------------------------------------------------------------------- */

static const struct way {
    const char *name;
    struct figures (*run)(const struct corpus *corpus);
} ways[] = {
    {"store, dictionary", run_dictionary},
    {"store, no dictionary", run_no_dictionary},
    {"zlib alone, level 6", run_zlib},
    {"libxapian, compacted", run_xapian},
};

static void keep_best(double *best, double next)
{
    if (next < *best)
        *best = next;
}

static uint64_t print_way(const struct corpus *corpus, const struct way *way)
{
    struct figures best = way->run(corpus);
    for (int i = 1; i < 3 && corpus->bytes.length <= LARGE_BYTES; i++) {
        struct figures next = way->run(corpus);
        keep_best(&best.pack_seconds, next.pack_seconds);
        keep_best(&best.unpack_seconds, next.unpack_seconds);
        keep_best(&best.train_seconds, next.train_seconds);
    }
    double megabytes = (double)corpus->bytes.length / 1e6;
    printf("  %-22s%12" PRIu64 "%10.3f%12.1f%12.1f", way->name, best.bytes,
           (double)best.bytes / (double)corpus->text_bytes, megabytes / best.pack_seconds,
           megabytes / best.unpack_seconds);
    if (best.train_seconds > 0)
        printf("   trained in %.2f s", best.train_seconds);
    printf("\n");
    fflush(stdout);
    return best.bytes;
}

static void print_corpus(const char *path)
{
    struct corpus corpus = {0};
    if (access(path, R_OK) != 0) {
        printf("SKIP %s: not there\n\n", path);
        return;
    }
    read_corpus(path, &corpus);
    printf("%s: %zu articles, %.1f MB of text, %.1f MB of records\n", path, corpus.count,
           (double)corpus.text_bytes / 1e6, (double)corpus.bytes.length / 1e6);
    printf("  %-22s%12s%10s%12s%12s\n", "", "bytes", "per text", "pack MB/s", "unpack MB/s");
    uint64_t bytes[sizeof(ways) / sizeof(ways[0])];
    for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]) && corpus.count; i++)
        bytes[i] = print_way(&corpus, &ways[i]);
    if (corpus.count)
        printf("  with the dictionary %.1f per cent smaller than zlib alone\n",
               100.0 - 100.0 * (double)bytes[0] / (double)bytes[2]);
    printf("\n");
    buffer_dispose(&corpus.bytes);
    free(corpus.ends);
}

int main(int count, char **paths)
{
    if (count < 2) {
        fprintf(stderr, "usage: herald-bench-store CORPUS...\n");
        return 2;
    }
    if (!mkdtemp(work))
        die("cannot make a directory", work);
    for (int i = 1; i < count; i++)
        print_corpus(paths[i]);
    remove_directory(work);
    return 0;
}
