#include <stdlib.h>
#include <unistd.h>
#include <xxhash.h>

#include "corpus/store_segment.h"
#include "corpus/store_writer.h"

/* A dictionary that the new segment holds, and where it was in the segment copied from last. */
struct copied_dictionary {
    XXH128_hash_t content;
    uint32_t from_segment;
    uint64_t from, to; /* offsets of its blocks */
    uint32_t checksum; /* store_dictionary's */
};

struct copier {
    const char *directory;
    int directory_fd;
    struct segment_file file; /* the segment copied from; descriptor -1 for none */
    struct store_writer *writer;
    struct buffer block, dictionary_block;
    struct copied_dictionary *dictionaries;
    size_t dictionary_count;
};

static enum herald_status use_segment(struct copier *copier, uint32_t number,
                                      struct herald_error *err)
{
    if (copier->file.fd >= 0 && copier->file.number == number)
        return HERALD_OK;
    if (copier->file.fd >= 0)
        close(copier->file.fd);
    copier->file.fd = -1;
    return segment_open(copier->directory_fd, copier->directory, number, &copier->file, err);
}

/* Write a dictionary into the new segment, if none of the same content is there, and note it. */
static enum herald_status add_dictionary(struct copier *copier, uint64_t from,
                                         const struct store_dictionary *dictionary,
                                         struct herald_error *err)
{
    XXH128_hash_t content = XXH3_128bits(dictionary->bytes, dictionary->length);
    size_t at = 0;
    while (at < copier->dictionary_count &&
           !XXH128_isEqual(copier->dictionaries[at].content, content))
        at++;
    bool found = at < copier->dictionary_count;
    struct store_reference place = {.offset = found ? copier->dictionaries[at].to : 0};
    if (!found) {
        struct copied_dictionary *larger =
            realloc(copier->dictionaries, (copier->dictionary_count + 1) * sizeof(*larger));
        if (!larger)
            return herald_fail(err, HERALD_E_NO_MEMORY, "out of memory for copying articles");
        copier->dictionaries = larger;
        enum herald_status status =
            store_writer_append(copier->writer, (struct slice){NULL, 0},
                                buffer_slice(&copier->dictionary_block), &place, err);
        if (status != HERALD_OK)
            return status;
        copier->dictionary_count++;
    }
    copier->dictionaries[at] = (struct copied_dictionary){content, copier->file.number, from,
                                                          place.offset, dictionary->checksum};
    return HERALD_OK;
}

static const struct copied_dictionary *find_copied(const struct copier *copier, uint64_t from)
{
    for (size_t i = 0; i < copier->dictionary_count; i++) {
        const struct copied_dictionary *known = &copier->dictionaries[i];
        if (known->from_segment == copier->file.number && known->from == from)
            return known;
    }
    return NULL;
}

/* The dictionary that stands at `from` in the old segment, as the new one has it. */
static enum herald_status place_dictionary(struct copier *copier, uint64_t from,
                                           const struct copied_dictionary **out,
                                           struct herald_error *err)
{
    *out = find_copied(copier, from);
    if (*out)
        return HERALD_OK;
    struct store_dictionary *dictionary;
    enum herald_status status =
        segment_read_dictionary(&copier->file, from, &copier->dictionary_block, &dictionary, err);
    if (status == HERALD_OK)
        status = add_dictionary(copier, from, dictionary, err);
    store_dictionary_free(dictionary);
    *out = find_copied(copier, from);
    return status;
}

/* Write what stands for a block whose bytes are not there. */
static enum herald_status copy_lost(struct copier *copier, struct store_reference *moved,
                                    struct herald_error *err)
{
    unsigned char bytes[BLOCK_HEADER_MAX];
    struct block_header header = {.kind = BLOCK_LOST};
    struct slice none = {NULL, 0};
    header.checksum = block_checksum(&header, none, 0);
    struct slice head = {(const char *)bytes, block_header_encode(&header, bytes)};
    return store_writer_append(copier->writer, head, none, moved, err);
}

/* Copy the block in copier->block. One whose header or dictionary is damaged goes as it is:
 * wherever it points in the new segment, its checksum is wrong there too. */
static enum herald_status copy_block(struct copier *copier, struct store_reference *moved,
                                     bool *damaged, struct herald_error *err)
{
    struct block_header header;
    struct slice whole = buffer_slice(&copier->block), packed = whole, none = {NULL, 0};
    const struct copied_dictionary *dictionary = NULL;
    *damaged =
        !block_header_take(&packed, &header) || header.packed_length != packed.length ||
        (header.kind != BLOCK_PRESET && header.kind != BLOCK_ARTICLE && header.kind != BLOCK_BYTES);
    if (!*damaged && header.kind == BLOCK_PRESET) {
        enum herald_status status = place_dictionary(copier, header.dictionary, &dictionary, err);
        *damaged = status == HERALD_E_CORRUPT;
        if (status != HERALD_OK && !*damaged)
            return status;
    }
    if (!*damaged)
        *damaged = block_checksum(&header, packed, dictionary ? dictionary->checksum : 0) !=
                   header.checksum;
    if (!dictionary)
        return store_writer_append(copier->writer, whole, none, moved, err);
    unsigned char bytes[BLOCK_HEADER_MAX];
    header.dictionary = dictionary->to;
    struct slice head = {(const char *)bytes, block_header_encode(&header, bytes)};
    return store_writer_append(copier->writer, head, packed, moved, err);
}

static enum herald_status copy_all(struct copier *copier, const struct store_reference *references,
                                   size_t count, struct store_reference *moved, bool *damaged,
                                   struct herald_error *err)
{
    enum herald_status status = HERALD_OK;
    for (size_t i = 0; i < count && status == HERALD_OK; i++) {
        bool bad = true;
        status = use_segment(copier, references[i].segment, err);
        if (status != HERALD_OK)
            break;
        status = segment_read(&copier->file, references[i].offset, references[i].length, false,
                              &copier->block, err);
        if (status == HERALD_OK)
            status = copy_block(copier, &moved[i], &bad, err);
        else if (status == HERALD_E_CORRUPT)
            status = copy_lost(copier, &moved[i], err);
        if (damaged)
            damaged[i] = bad;
    }
    return status == HERALD_OK ? store_writer_sync(copier->writer, err) : status;
}

enum herald_status store_copy(const char *directory, const struct store_reference *references,
                              size_t count, struct store_reference *moved, bool *damaged,
                              struct herald_error *err)
{
    if (count == 0)
        return HERALD_OK;
    struct copier copier = {.directory = directory, .file = {.fd = -1}};
    enum herald_status status = segment_open_directory(directory, &copier.directory_fd, err);
    if (status != HERALD_OK)
        return status;
    status = store_writer_open(directory, &copier.writer, err);
    if (status == HERALD_OK)
        status = copy_all(&copier, references, count, moved, damaged, err);
    store_writer_free(copier.writer);
    if (copier.file.fd >= 0)
        close(copier.file.fd);
    close(copier.directory_fd);
    buffer_dispose(&copier.block);
    buffer_dispose(&copier.dictionary_block);
    free(copier.dictionaries);
    return status;
}
