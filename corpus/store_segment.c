#include "corpus/store_segment.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* Milliseconds between two looks at the size of a file that is mapped. */
#define LOOK_EVERY_MS 50

void segment_name(uint32_t number, char out[static SEGMENT_NAME_SIZE])
{
    snprintf(out, SEGMENT_NAME_SIZE, "%08" PRIu32 ".seg", number);
}

/* The number of a file name that segment_name made; false for any other. */
static bool segment_number(const char *name, uint32_t *out)
{
    uint64_t number = 0;
    for (const char *digit = name; *digit >= '0' && *digit <= '9'; digit++)
        if ((number = number * 10 + (uint64_t)(*digit - '0')) > UINT32_MAX)
            return false;
    char again[SEGMENT_NAME_SIZE];
    segment_name((uint32_t)number, again);
    *out = (uint32_t)number;
    return strcmp(name, again) == 0;
}

enum herald_status segment_open_directory(const char *directory, int *out, struct herald_error *err)
{
    *out = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (*out < 0)
        return herald_fail_errno(err, errno, "cannot open the article store '%s'", directory);
    return HERALD_OK;
}

/* --- reading ------------------------------------------------------------------------------ */

/* Look at the size again; false on failure. */
static bool refresh_size(struct segment_file *file)
{
    struct stat status;
    if (fstat(file->fd, &status) != 0)
        return false;
    file->size = status.st_size > 0 ? (uint64_t)status.st_size : 0;
    return true;
}

enum herald_status segment_open(int directory_fd, const char *directory, uint32_t number,
                                struct segment_file *out, struct herald_error *err)
{
    char name[SEGMENT_NAME_SIZE];
    segment_name(number, name);
    *out = (struct segment_file){.number = number, .directory = directory};
    out->fd = openat(directory_fd, name, O_RDONLY | O_CLOEXEC);
    if (out->fd < 0)
        return herald_fail_errno(err, errno, "cannot open '%s/%s'", directory, name);
    if (refresh_size(out))
        return HERALD_OK;
    int reason = errno;
    close(out->fd);
    out->fd = -1;
    return herald_fail_errno(err, reason, "cannot look at '%s/%s'", directory, name);
}

/* How many bytes of a range are in the file. */
static size_t available(struct segment_file *file, uint64_t offset, size_t length)
{
    if (offset > file->size || length > file->size - offset)
        refresh_size(file);
    if (offset >= file->size)
        return 0;
    return length < file->size - offset ? length : (size_t)(file->size - offset);
}

enum herald_status segment_read(struct segment_file *file, uint64_t offset, size_t length,
                                bool shorter, struct buffer *out, struct herald_error *err)
{
    buffer_clear(out);
    size_t wanted = available(file, offset, length);
    if (wanted < length && !shorter)
        return herald_fail(err, HERALD_E_CORRUPT, "the file ends before it");
    char *room = buffer_reserve(out, wanted);
    if (!room) {
        out->failed = false;
        return herald_fail(err, HERALD_E_NO_MEMORY, "out of memory for %zu bytes of an article",
                           wanted);
    }
    while (out->length < wanted) {
        ssize_t got = pread(file->fd, room + out->length, wanted - out->length,
                            (off_t)(offset + out->length));
        if (got > 0) {
            out->length += (size_t)got;
        } else if (got == 0) {
            return herald_fail(err, HERALD_E_CORRUPT, "the file ends within it");
        } else if (errno != EINTR) {
            char name[SEGMENT_NAME_SIZE];
            segment_name(file->number, name);
            return herald_fail_errno(err, errno, "cannot read '%s/%s'", file->directory, name);
        }
    }
    return HERALD_OK;
}

void segment_close(struct segment_file *file)
{
    if (file->map)
        munmap((void *)(uintptr_t)file->map, (size_t)file->mapped);
    if (file->fd >= 0)
        close(file->fd);
    file->map = NULL;
    file->mapped = 0;
    file->fd = -1;
}

/* Map the file as it is now; it only ever grows. */
static bool map_file(struct segment_file *file)
{
    if (file->map)
        munmap((void *)(uintptr_t)file->map, (size_t)file->mapped);
    file->map = NULL;
    file->mapped = 0;
    void *map = mmap(NULL, (size_t)file->size, PROT_READ, MAP_SHARED, file->fd, 0);
    if (map == MAP_FAILED)
        return false;
    file->map = map;
    file->mapped = file->size;
    return true;
}

/* Whether what is mapped is still there: another program may have cut the file short, and reading
 * beyond its end would end this one. Looked at now and then, not each time. */
static void look_at_end(struct segment_file *file)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
    const int64_t tick = (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
    if (file->mapped == 0 || tick - file->looked < LOOK_EVERY_MS)
        return;
    file->looked = tick;
    if (refresh_size(file) && file->size >= file->mapped)
        return;
    munmap((void *)(uintptr_t)file->map, (size_t)file->mapped);
    file->map = NULL;
    file->mapped = 0;
}

enum herald_status segment_map(struct segment_file *file, uint64_t offset, size_t length,
                               struct slice *out, struct herald_error *err)
{
    *out = (struct slice){NULL, 0};
    look_at_end(file);
    if (offset > file->mapped || length > file->mapped - offset) {
        if (available(file, offset, length) < length)
            return herald_fail(err, HERALD_E_CORRUPT, "the file ends before it");
        if (!map_file(file))
            return herald_fail(err, HERALD_E_NO_MEMORY, "cannot map a segment into memory");
    }
    *out = (struct slice){file->map + offset, length};
    return HERALD_OK;
}

enum herald_status segment_read_dictionary(struct segment_file *file, uint64_t offset,
                                           struct buffer *block, struct store_dictionary **out,
                                           struct herald_error *err)
{
    *out = NULL;
    enum herald_status status =
        segment_read(file, offset, BLOCK_HEADER_MAX + DICTIONARY_BYTES, true, block, err);
    if (status != HERALD_OK)
        return status;
    struct block_header header;
    struct slice bytes = buffer_slice(block);
    bool good = block_header_take(&bytes, &header) && header.kind == BLOCK_DICTIONARY &&
                header.length > 0 && header.length <= DICTIONARY_BYTES &&
                header.packed_length == header.length && header.length <= bytes.length;
    bytes.length = good ? header.length : 0;
    if (good)
        status = store_dictionary_make(bytes, out, err);
    if (status == HERALD_OK && (!good || (*out)->checksum != header.checksum)) {
        store_dictionary_free(*out);
        *out = NULL;
        return herald_fail(err, HERALD_E_CORRUPT, "its dictionary at byte %" PRIu64 " is damaged",
                           offset);
    }
    block->length = (size_t)(bytes.bytes - block->bytes) + bytes.length;
    return status;
}

/* --- upkeep ------------------------------------------------------------------------------- */

static int compare_segments(const void *a, const void *b)
{
    uint32_t left = ((const struct store_segment *)a)->number;
    uint32_t right = ((const struct store_segment *)b)->number;
    return (left > right) - (left < right);
}

/* Append a directory entry, if it is a segment, to an array of store_segment. */
static void append_segment(int directory_fd, const char *name, struct buffer *out)
{
    struct store_segment segment = {0};
    struct stat status;
    if (!segment_number(name, &segment.number) ||
        fstatat(directory_fd, name, &status, AT_SYMLINK_NOFOLLOW) != 0)
        return; /* another file, or one just removed */
    segment.bytes = status.st_size > 0 ? (uint64_t)status.st_size : 0;
    buffer_append(out, &segment, sizeof(segment));
}

enum herald_status store_segments(const char *directory, struct store_segment **out, size_t *count,
                                  struct herald_error *err)
{
    *out = NULL;
    *count = 0;
    int fd;
    enum herald_status status = segment_open_directory(directory, &fd, err);
    if (status != HERALD_OK)
        return status;
    DIR *listing = fdopendir(fd);
    if (!listing) {
        int reason = errno;
        close(fd);
        return herald_fail_errno(err, reason, "cannot list the article store '%s'", directory);
    }
    struct buffer segments = BUFFER_INIT;
    buffer_reserve(&segments, sizeof(struct store_segment)); /* an empty array is not NULL either */
    errno = 0;
    for (struct dirent *entry; (entry = readdir(listing)); errno = 0)
        append_segment(fd, entry->d_name, &segments);
    int reason = errno;
    closedir(listing);
    if (reason == 0 && !segments.failed) {
        *out = (struct store_segment *)(void *)segments.bytes;
        *count = segments.length / sizeof(struct store_segment);
        qsort(*out, *count, sizeof(**out), compare_segments);
        return HERALD_OK;
    }
    buffer_dispose(&segments);
    return herald_fail_errno(err, reason ? reason : ENOMEM, "cannot list the article store '%s'",
                             directory);
}

enum herald_status store_segment_remove(const char *directory, uint32_t number,
                                        struct herald_error *err)
{
    int fd;
    enum herald_status status = segment_open_directory(directory, &fd, err);
    if (status == HERALD_E_NOT_FOUND)
        return HERALD_OK;
    if (status != HERALD_OK)
        return status;
    char name[SEGMENT_NAME_SIZE];
    segment_name(number, name);
    if (unlinkat(fd, name, 0) != 0 && errno != ENOENT)
        status = herald_fail_errno(err, errno, "cannot remove '%s/%s'", directory, name);
    close(fd);
    return status;
}
