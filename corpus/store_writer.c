#include "corpus/store_writer.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "corpus/store_segment.h"

/* So much is gathered before it is written. */
#define WRITE_BYTES (256u << 10)

/* Buffers that one huge article has made larger than this are given back. */
#define KEEP_BYTES (4u << 20)

/* A dictionary in use, and where its block stands in the segment. */
struct writer_dictionary {
    struct packer packer;
    bool written;
    uint64_t offset;
};

struct store_writer {
    char *directory;
    int directory_fd, fd;
    uint32_t segment;
    uint64_t written, synced;      /* bytes of the file; of these, surely on disk */
    bool named;                    /* the directory entry is surely on disk */
    enum herald_status broken;     /* fsync has failed: what reached the disk is unknown */
    struct buffer pending, packed; /* blocks to be written; the article being packed */
    struct writer_dictionary **dictionaries;
    size_t dictionary_count;
    uint64_t record_bytes;
};

/* A failed system call on the segment, in words. */
static enum herald_status segment_failure(const struct store_writer *writer, const char *what,
                                          struct herald_error *err)
{
    int reason = errno;
    char name[SEGMENT_NAME_SIZE];
    segment_name(writer->segment, name);
    return herald_fail_errno(err, reason, "cannot %s '%s/%s'", what, writer->directory, name);
}

static enum herald_status no_memory(struct herald_error *err)
{
    return herald_fail(err, HERALD_E_NO_MEMORY, "out of memory for writing the article store");
}

/* fsync, whatever signals say; false on failure. */
static bool sync_descriptor(int fd)
{
    while (fsync(fd) != 0)
        if (errno != EINTR)
            return false;
    return true;
}

/* --- opening ------------------------------------------------------------------------------ */

/* Make the directory if it is not there, so that it is there after a power failure too. */
static enum herald_status open_directory(struct store_writer *writer, struct herald_error *err)
{
    bool made = mkdir(writer->directory, 0777) == 0;
    if (!made && errno != EEXIST)
        return herald_fail_errno(err, errno, "cannot make the article store '%s'",
                                 writer->directory);
    enum herald_status status =
        segment_open_directory(writer->directory, &writer->directory_fd, err);
    if (status != HERALD_OK || !made)
        return status;
    int parent = openat(writer->directory_fd, "..", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (parent < 0 || !sync_descriptor(parent))
        status = herald_fail_errno(err, errno, "cannot sync the directory above '%s'",
                                   writer->directory);
    if (parent >= 0)
        close(parent);
    return status;
}

/* Make a segment with a number above all there are; others may be doing the same. */
static enum herald_status create_segment(struct store_writer *writer, struct herald_error *err)
{
    struct store_segment *segments;
    size_t count;
    enum herald_status status = store_segments(writer->directory, &segments, &count, err);
    if (status != HERALD_OK)
        return status;
    uint64_t number = count ? (uint64_t)segments[count - 1].number + 1 : 1;
    free(segments);
    for (; number <= UINT32_MAX; number++) {
        char name[SEGMENT_NAME_SIZE];
        writer->segment = (uint32_t)number;
        segment_name(writer->segment, name);
        writer->fd =
            openat(writer->directory_fd, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (writer->fd >= 0)
            return HERALD_OK;
        if (errno != EEXIST)
            return segment_failure(writer, "make", err);
    }
    return herald_fail(err, HERALD_E_LIMIT,
                       "the article store '%s' has used up its %" PRIu32
                       " segment numbers: build the index anew",
                       writer->directory, UINT32_MAX);
}

enum herald_status store_writer_open(const char *directory, struct store_writer **out,
                                     struct herald_error *err)
{
    *out = NULL;
    struct store_writer *writer = calloc(1, sizeof(*writer));
    if (!writer)
        return no_memory(err);
    writer->fd = writer->directory_fd = -1;
    writer->directory = strdup(directory);
    enum herald_status status = writer->directory ? open_directory(writer, err) : no_memory(err);
    if (status == HERALD_OK)
        status = create_segment(writer, err);
    if (status == HERALD_OK)
        *out = writer;
    else
        store_writer_free(writer);
    return status;
}

/* --- writing ------------------------------------------------------------------------------ */

/* Write all pending blocks. After a failure they are pending still and the file ends where it did,
 * so that the call can be repeated. */
static enum herald_status flush(struct store_writer *writer, struct herald_error *err)
{
    size_t done = 0;
    while (done < writer->pending.length) {
        ssize_t wrote = pwrite(writer->fd, writer->pending.bytes + done,
                               writer->pending.length - done, (off_t)(writer->written + done));
        if (wrote >= 0) {
            done += (size_t)wrote;
        } else if (errno != EINTR) {
            enum herald_status status = segment_failure(writer, "write to", err);
            if (ftruncate(writer->fd, (off_t)writer->written) != 0)
                errno = 0; /* the bytes are beyond every reference, and written over next time */
            return status;
        }
    }
    writer->written += done;
    buffer_clear(&writer->pending);
    if (writer->pending.capacity > KEEP_BYTES)
        buffer_dispose(&writer->pending);
    return HERALD_OK;
}

/* What a call that adds does first: refuse after a failed fsync, and make room. */
static enum herald_status prepare(struct store_writer *writer, struct herald_error *err)
{
    if (writer->broken != HERALD_OK)
        return herald_fail(err, writer->broken,
                           "an earlier sync of '%s' failed: start a new segment",
                           writer->directory);
    return writer->pending.length < WRITE_BYTES ? HERALD_OK : flush(writer, err);
}

/* Append a block to the pending ones and say where it will be; on no memory nothing has changed. */
static enum herald_status append(struct store_writer *writer, struct slice header,
                                 struct slice packed, struct store_reference *out,
                                 struct herald_error *err)
{
    size_t before = writer->pending.length;
    struct store_reference reference = {writer->segment, (uint32_t)(header.length + packed.length),
                                        writer->written + before};
    buffer_append_slice(&writer->pending, header);
    buffer_append_slice(&writer->pending, packed);
    if (writer->pending.failed) {
        writer->pending.failed = false;
        writer->pending.length = before;
        return no_memory(err);
    }
    *out = reference;
    return HERALD_OK;
}

enum herald_status store_writer_append(struct store_writer *writer, struct slice header,
                                       struct slice packed, struct store_reference *out,
                                       struct herald_error *err)
{
    enum herald_status status = prepare(writer, err);
    return status == HERALD_OK ? append(writer, header, packed, out, err) : status;
}

/* Append a header and what is in `packed`. */
static enum herald_status append_packed(struct store_writer *writer, struct block_header *header,
                                        uint32_t dictionary, struct store_reference *out,
                                        struct herald_error *err)
{
    unsigned char bytes[BLOCK_HEADER_MAX];
    struct slice packed = buffer_slice(&writer->packed);
    header->packed_length = (uint32_t)packed.length;
    header->checksum = block_checksum(header, packed, dictionary);
    struct slice head = {(const char *)bytes, block_header_encode(header, bytes)};
    return append(writer, head, packed, out, err);
}

/* The writer's entry for a dictionary, made at its first use; NULL on no memory. */
static struct writer_dictionary *find_dictionary(struct store_writer *writer,
                                                 const struct store_dictionary *dictionary)
{
    for (size_t i = 0; i < writer->dictionary_count; i++)
        if (writer->dictionaries[i]->packer.dictionary == dictionary)
            return writer->dictionaries[i];
    struct writer_dictionary **larger = realloc(
        writer->dictionaries, (writer->dictionary_count + 1) * sizeof(struct writer_dictionary *));
    if (!larger)
        return NULL;
    writer->dictionaries = larger;
    struct writer_dictionary *entry = calloc(1, sizeof(*entry));
    if (!entry || packer_init(&entry->packer, dictionary, NULL) != HERALD_OK) {
        free(entry);
        return NULL;
    }
    return writer->dictionaries[writer->dictionary_count++] = entry;
}

/* Write the dictionary itself into the segment: whoever reads one article needs all of it, and
 * unpacking it would take longer than unpacking the article. */
static enum herald_status write_dictionary(struct store_writer *writer,
                                           struct writer_dictionary *entry,
                                           struct herald_error *err)
{
    const struct store_dictionary *dictionary = entry->packer.dictionary;
    const struct block_header header = {BLOCK_DICTIONARY, dictionary->checksum, dictionary->length,
                                        dictionary->length, 0};
    unsigned char bytes[BLOCK_HEADER_MAX];
    const struct slice head = {(const char *)bytes, block_header_encode(&header, bytes)};
    struct store_reference place = {0};
    enum herald_status status =
        append(writer, head, store_dictionary_bytes(dictionary), &place, err);
    entry->written = status == HERALD_OK;
    entry->offset = place.offset;
    return status;
}

enum herald_status store_writer_add(struct store_writer *writer, struct slice record,
                                    const struct store_dictionary *dictionary,
                                    struct store_reference *out, struct herald_error *err)
{
    if (record.length > STORE_RECORD_MAX)
        return herald_fail(err, HERALD_E_LIMIT,
                           "an article of %zu bytes is over STORE_RECORD_MAX, %u", record.length,
                           STORE_RECORD_MAX);
    enum herald_status status = prepare(writer, err);
    if (status != HERALD_OK)
        return status;
    struct writer_dictionary *entry = find_dictionary(writer, dictionary);
    if (!entry)
        return no_memory(err);
    if (dictionary && !entry->written && (status = write_dictionary(writer, entry, err)))
        return status;
    buffer_clear(&writer->packed);
    status = packer_pack(&entry->packer, record, &writer->packed, err);
    if (status != HERALD_OK)
        return status;
    struct block_header header = {.kind = dictionary ? BLOCK_PRESET : BLOCK_ARTICLE,
                                  .length = (uint32_t)record.length,
                                  .dictionary = entry->offset};
    status = append_packed(writer, &header, dictionary ? dictionary->checksum : 0, out, err);
    if (status == HERALD_OK)
        writer->record_bytes += record.length;
    if (writer->packed.capacity > KEEP_BYTES)
        buffer_dispose(&writer->packed);
    return status;
}

enum herald_status store_writer_add_bytes(struct store_writer *writer, struct slice bytes,
                                          struct store_reference *out, struct herald_error *err)
{
    unsigned char head[BLOCK_HEADER_MAX];
    if (bytes.length > STORE_RECORD_MAX)
        return herald_fail(err, HERALD_E_LIMIT, "%zu bytes are over STORE_RECORD_MAX, %u",
                           bytes.length, STORE_RECORD_MAX);
    uint32_t length = (uint32_t)bytes.length;
    struct block_header header = {.kind = BLOCK_BYTES, .packed_length = length, .length = length};
    header.checksum = block_checksum(&header, bytes, 0);
    return store_writer_append(
        writer, (struct slice){(const char *)head, block_header_encode(&header, head)}, bytes, out,
        err);
}

enum herald_status store_writer_sync(struct store_writer *writer, struct herald_error *err)
{
    enum herald_status status = prepare(writer, err);
    if (status == HERALD_OK)
        status = flush(writer, err);
    if (status != HERALD_OK || writer->synced == writer->written)
        return status;
    if (!sync_descriptor(writer->fd) || (!writer->named && !sync_descriptor(writer->directory_fd)))
        return writer->broken = segment_failure(writer, "sync", err);
    writer->named = true;
    writer->synced = writer->written;
    return HERALD_OK;
}

void store_writer_totals(const struct store_writer *writer, uint64_t *record_bytes,
                         uint64_t *packed_bytes)
{
    *record_bytes = writer->record_bytes;
    *packed_bytes = writer->written + writer->pending.length;
}

/* --- closing ------------------------------------------------------------------------------ */

/* Drop what was not synced, which nothing can refer to: all of the segment, or its end. */
static void close_segment(struct store_writer *writer)
{
    char name[SEGMENT_NAME_SIZE];
    segment_name(writer->segment, name);
    bool left = writer->synced ? writer->written > writer->synced &&
                                     ftruncate(writer->fd, (off_t)writer->synced) != 0
                               : unlinkat(writer->directory_fd, name, 0) != 0;
    (void)left; /* is wasted space, no more: compaction wins it back */
    close(writer->fd);
}

void store_writer_free(struct store_writer *writer)
{
    if (!writer)
        return;
    if (writer->fd >= 0)
        close_segment(writer);
    if (writer->directory_fd >= 0)
        close(writer->directory_fd);
    for (size_t i = 0; i < writer->dictionary_count; i++) {
        packer_dispose(&writer->dictionaries[i]->packer);
        free(writer->dictionaries[i]);
    }
    free(writer->dictionaries);
    buffer_dispose(&writer->pending);
    buffer_dispose(&writer->packed);
    free(writer->directory);
    free(writer);
}
