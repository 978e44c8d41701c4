#include <inttypes.h>
#include <stdlib.h>
#include <unistd.h>

#include "corpus/record.h"
#include "corpus/store_segment.h"

/* So many segments are held open, and so many dictionaries kept, 2 MB of them; the least recently
 * used go first. An index of 100,000 articles in a dozen languages has more than 16. */
enum { OPEN_SEGMENTS = 32, KEPT_DICTIONARIES = 64 };

/* Buffers that one huge article has made larger than this are given back. */
#define KEEP_BYTES (4u << 20)

/* Bytes of a record unpacked at a time in search of its body. What stands before that is mostly
 * shorter. */
#define HEAD_STEP ((size_t)512)

/* A dictionary that was read, known by the place of its block; an empty entry has none. */
struct reader_dictionary {
    struct store_dictionary *dictionary;
    uint32_t segment;
    uint64_t offset;
    uint64_t used; /* the reader's clock at its last use */
};

/* A segment held open; an empty entry has no descriptor. */
struct reader_segment {
    struct segment_file file;
    uint64_t used;
};

struct store_reader {
    char *directory;
    int directory_fd;
    uint64_t clock; /* counts uses */
    struct reader_segment segments[OPEN_SEGMENTS];
    struct reader_dictionary dictionaries[KEPT_DICTIONARIES];
    struct unpacker unpacker;
    struct buffer block, head;
    uint32_t lent; /* number of the segment that bytes were lent of, which stays open; 0: none */
};

enum herald_status store_reader_open(const char *directory, struct store_reader **out,
                                     struct herald_error *err)
{
    *out = NULL;
    struct store_reader *reader = calloc(1, sizeof(*reader));
    if (reader)
        reader->directory = strdup(directory);
    if (!reader || !reader->directory) {
        free(reader);
        return herald_fail(err, HERALD_E_NO_MEMORY, "out of memory for reading the article store");
    }
    for (size_t i = 0; i < OPEN_SEGMENTS; i++)
        reader->segments[i].file.fd = -1;
    enum herald_status status = segment_open_directory(directory, &reader->directory_fd, err);
    if (status == HERALD_OK)
        *out = reader;
    else
        store_reader_free(reader);
    return status;
}

static void close_segment(struct reader_segment *segment)
{
    segment_close(&segment->file);
    segment->used = 0;
}

static void drop_dictionary(struct reader_dictionary *entry)
{
    store_dictionary_free(entry->dictionary);
    *entry = (struct reader_dictionary){.dictionary = NULL};
}

/* A segment that is open already, or NULL. */
static struct reader_segment *open_segment(struct store_reader *reader, uint32_t number)
{
    for (size_t i = 0; i < OPEN_SEGMENTS; i++)
        if (reader->segments[i].file.fd >= 0 && reader->segments[i].file.number == number)
            return &reader->segments[i];
    return NULL;
}

static struct reader_segment *least_used(struct store_reader *reader)
{
    struct reader_segment *place = NULL;
    for (size_t i = 0; i < OPEN_SEGMENTS; i++) {
        struct reader_segment *segment = &reader->segments[i];
        bool lent = segment->file.fd >= 0 && segment->file.number == reader->lent;
        if (!lent && (!place || segment->used < place->used))
            place = segment;
    }
    return place;
}

/* Find a segment among the open ones, or open it in the place of the least recently used. */
static enum herald_status find_segment(struct store_reader *reader, uint32_t number,
                                       struct segment_file **out, struct herald_error *err)
{
    struct reader_segment *place = open_segment(reader, number);
    if (!place) {
        place = least_used(reader);
        close_segment(place);
        enum herald_status status =
            segment_open(reader->directory_fd, reader->directory, number, &place->file, err);
        if (status != HERALD_OK)
            return status;
    }
    place->used = ++reader->clock;
    *out = &place->file;
    return HERALD_OK;
}

/* The same for a dictionary. */
static enum herald_status find_dictionary(struct store_reader *reader, struct segment_file *file,
                                          uint64_t offset, const struct store_dictionary **out,
                                          struct herald_error *err)
{
    struct reader_dictionary *place = reader->dictionaries;
    for (size_t i = 0; i < KEPT_DICTIONARIES; i++) {
        struct reader_dictionary *entry = &reader->dictionaries[i];
        if (entry->dictionary && entry->segment == file->number && entry->offset == offset) {
            entry->used = ++reader->clock;
            *out = entry->dictionary;
            return HERALD_OK;
        }
        if (entry->used < place->used)
            place = entry;
    }
    struct store_dictionary *dictionary;
    struct buffer block = BUFFER_INIT;
    enum herald_status status = segment_read_dictionary(file, offset, &block, &dictionary, err);
    buffer_dispose(&block);
    if (status != HERALD_OK)
        return status;
    drop_dictionary(place);
    *place = (struct reader_dictionary){dictionary, file->number, offset, ++reader->clock};
    *out = dictionary;
    return HERALD_OK;
}

/* Take the header off a block, of which *packed is left. */
static enum herald_status open_block(struct slice block, struct block_header *header,
                                     struct slice *packed, struct herald_error *err)
{
    *packed = block;
    if (!block_header_take(packed, header) || header->packed_length != packed->length)
        return herald_fail(err, HERALD_E_CORRUPT, "no article stands there");
    if (header->kind == BLOCK_LOST)
        return herald_fail(err, HERALD_E_CORRUPT, "it was lost before the store was compacted");
    return HERALD_OK;
}

/* Unpack a record up to its body, all of it where it has none. */
static enum herald_status unpack_head(struct store_reader *reader, struct slice packed,
                                      const struct store_dictionary *dictionary, size_t length,
                                      struct slice *out, struct herald_error *err)
{
    struct unpacker *unpacker = &reader->unpacker;
    struct buffer *head = &reader->head;
    enum herald_status status = unpacker_begin(unpacker, packed, dictionary, length, head, err);
    size_t body = length;
    while (status == HERALD_OK && head->length < length) {
        status = unpacker_go_on(unpacker, head->length + HEAD_STEP, head, err);
        if (status == HERALD_OK && article_find_body(buffer_slice(head), &body))
            break;
        body = length;
    }
    head->length = body < head->length ? body : head->length;
    *out = buffer_slice(head);
    return status;
}

/* Check the block in reader->block and unpack it; *record is lent until the next call. */
static enum herald_status unpack_block(struct store_reader *reader, struct segment_file *file,
                                       bool head, struct slice *record, struct herald_error *err)
{
    struct block_header header;
    struct slice packed;
    enum herald_status opened = open_block(buffer_slice(&reader->block), &header, &packed, err);
    if (opened != HERALD_OK)
        return opened;
    if (header.kind != BLOCK_ARTICLE && header.kind != BLOCK_PRESET)
        return herald_fail(err, HERALD_E_CORRUPT, "no article stands there");
    const struct store_dictionary *dictionary = NULL;
    if (header.kind == BLOCK_PRESET) {
        enum herald_status status =
            find_dictionary(reader, file, header.dictionary, &dictionary, err);
        if (status != HERALD_OK)
            return status;
    }
    if (block_checksum(&header, packed, dictionary ? dictionary->checksum : 0) != header.checksum)
        return herald_fail(err, HERALD_E_CORRUPT, "its checksum is wrong");
    if (head)
        return unpack_head(reader, packed, dictionary, header.length, record, err);
    return unpacker_unpack(&reader->unpacker, packed, dictionary, header.length, record, err);
}

/* Read, check and decode one article, or what stands before its body. */
static enum herald_status read_article(struct store_reader *reader,
                                       struct store_reference reference, bool head,
                                       struct article *out, struct herald_error *err)
{
    struct segment_file *file;
    struct slice record;
    enum herald_status status = find_segment(reader, reference.segment, &file, err);
    if (status == HERALD_OK)
        status = segment_read(file, reference.offset, reference.length, false, &reader->block, err);
    if (status == HERALD_OK)
        status = unpack_block(reader, file, head, &record, err);
    if (status == HERALD_OK)
        status = article_decode(record, out, err);
    return status;
}

/* Forget what is known of a segment; false if nothing was. One that bytes are lent of stays. */
static bool forget_segment(struct store_reader *reader, uint32_t number)
{
    struct reader_segment *segment = open_segment(reader, number);
    bool known = segment && number != reader->lent;
    if (known)
        close_segment(segment);
    for (size_t i = 0; i < KEPT_DICTIONARIES; i++)
        if (reader->dictionaries[i].dictionary && reader->dictionaries[i].segment == number) {
            drop_dictionary(&reader->dictionaries[i]);
            known = true;
        }
    return known;
}

/* A failure in words that name the file. */
static enum herald_status tell_failure(const struct store_reader *reader,
                                       struct store_reference reference, enum herald_status status,
                                       const struct herald_error *cause, struct herald_error *err)
{
    if (status != HERALD_E_CORRUPT)
        return herald_fail(err, status, "%s", cause->message);
    char name[SEGMENT_NAME_SIZE];
    segment_name(reference.segment, name);
    return herald_fail(err, status, "the article at byte %" PRIu64 " of '%s/%s' is damaged: %s",
                       reference.offset, reader->directory, name, cause->message);
}

static enum herald_status get(struct store_reader *reader, struct store_reference reference,
                              bool head, struct article *out, struct herald_error *err)
{
    struct herald_error cause;
    article_clear(out);
    enum herald_status status = read_article(reader, reference, head, out, &cause);
    /* The file may have been replaced, a restored backup say, since it was opened. */
    if (status == HERALD_E_CORRUPT && forget_segment(reader, reference.segment))
        status = read_article(reader, reference, head, out, &cause);
    if (reader->block.capacity > KEEP_BYTES)
        buffer_dispose(&reader->block);
    if (reader->head.capacity > KEEP_BYTES)
        buffer_dispose(&reader->head);
    unpacker_shrink(&reader->unpacker);
    if (status == HERALD_OK)
        return HERALD_OK;
    article_clear(out);
    return tell_failure(reader, reference, status, &cause, err);
}

enum herald_status store_reader_get(struct store_reader *reader, struct store_reference reference,
                                    struct article *out, struct herald_error *err)
{
    return get(reader, reference, false, out, err);
}

enum herald_status store_reader_get_head(struct store_reader *reader,
                                         struct store_reference reference, struct article *out,
                                         struct herald_error *err)
{
    return get(reader, reference, true, out, err);
}

/* Lend bytes of a mapped segment. */
static enum herald_status lend_bytes(struct store_reader *reader, struct store_reference reference,
                                     bool checked, struct slice *out, struct herald_error *err)
{
    struct segment_file *file;
    struct block_header header;
    struct slice block;
    enum herald_status status = find_segment(reader, reference.segment, &file, err);
    if (status == HERALD_OK)
        status = segment_map(file, reference.offset, reference.length, &block, err);
    if (status == HERALD_OK)
        status = open_block(block, &header, out, err);
    if (status != HERALD_OK)
        return status;
    if (header.kind != BLOCK_BYTES ||
        (!checked && block_checksum(&header, *out, 0) != header.checksum))
        return herald_fail(err, HERALD_E_CORRUPT, "its checksum is wrong");
    reader->lent = reference.segment;
    return HERALD_OK;
}

enum herald_status store_reader_bytes(struct store_reader *reader, struct store_reference reference,
                                      bool checked, struct slice *out, struct herald_error *err)
{
    struct herald_error cause;
    reader->lent = 0; /* what was lent before is taken back */
    enum herald_status status = lend_bytes(reader, reference, checked, out, &cause);
    if (status == HERALD_E_CORRUPT && forget_segment(reader, reference.segment))
        status = lend_bytes(reader, reference, checked, out, &cause);
    return status == HERALD_OK ? HERALD_OK : tell_failure(reader, reference, status, &cause, err);
}

void store_reader_free(struct store_reader *reader)
{
    if (!reader)
        return;
    for (size_t i = 0; i < OPEN_SEGMENTS; i++)
        close_segment(&reader->segments[i]);
    for (size_t i = 0; i < KEPT_DICTIONARIES; i++)
        drop_dictionary(&reader->dictionaries[i]);
    if (reader->directory_fd >= 0)
        close(reader->directory_fd);
    unpacker_dispose(&reader->unpacker);
    buffer_dispose(&reader->block);
    buffer_dispose(&reader->head);
    free(reader->directory);
    free(reader);
}
