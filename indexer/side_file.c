#include "indexer/side_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

#include "indexer/directory.h"

xap_status side_file_describe(const xap_database *database, const char *mark, uint32_t version,
                              struct side_file_header *out, xap_error *error)
{
    xap_buffer uuid = XAP_BUFFER_INIT;
    *out = (struct side_file_header){.version = version};
    memcpy(out->mark, mark, sizeof out->mark);
    xap_status status = xap_database_revision(database, &out->revision, error);
    if (status == XAP_OK)
        status = xap_database_uuid(database, &uuid, error);
    if (status == XAP_OK && uuid.length == SIDE_FILE_UUID)
        memcpy(out->uuid, uuid.bytes, SIDE_FILE_UUID);
    xap_buffer_dispose(&uuid);
    return status;
}

/* --- reading ---------------------------------------------------------------------------------- */

void side_file_close(struct side_file *file)
{
    if (file->header)
        munmap((void *)file->header, file->mapped);
    *file = (struct side_file){0};
}

static const void *map_file(const char *path, size_t *size)
{
    struct stat stat;
    void *map = MAP_FAILED;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return NULL;
    if (fstat(fd, &stat) == 0 && stat.st_size > 0)
        map = mmap(NULL, *size = (size_t)stat.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    close(fd);
    return map == MAP_FAILED ? NULL : map;
}

static bool is_whole(const char *bytes, size_t size)
{
    uint64_t sum;
    if (size < sizeof(struct side_file_header) + sizeof sum)
        return false;
    memcpy(&sum, bytes + size - sizeof sum, sizeof sum);
    return sum == XXH3_64bits(bytes, size - sizeof sum);
}

bool side_file_open(const char *folder, const char *name, struct side_file *out)
{
    char path[INDEX_PATH_MAX];
    size_t size = 0;
    const void *map = NULL;
    *out = (struct side_file){0};
    if (index_path(path, folder, name, NULL) == HERALD_OK)
        map = map_file(path, &size);
    if (!map)
        return false;
    if (!is_whole(map, size)) {
        munmap((void *)map, size);
        return false;
    }
    size_t around = sizeof *out->header + sizeof(uint64_t);
    *out = (struct side_file){map, (const char *)map + sizeof *out->header, size - around, size};
    return true;
}

/* --- writing ---------------------------------------------------------------------------------- */

static bool write_all(int fd, const char *bytes, size_t length)
{
    while (length > 0) {
        ssize_t written = write(fd, bytes, length);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return false;
        bytes += written;
        length -= (size_t)written;
    }
    return true;
}

/* Put `bytes` in the place of the file in one step. */
static enum herald_status replace_file(const char *file, const char *bytes, size_t length,
                                       struct herald_error *err)
{
    char fresh[INDEX_PATH_MAX + 8];
    snprintf(fresh, sizeof fresh, "%s.new", file);
    int fd = open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    bool done = fd >= 0 && write_all(fd, bytes, length) && fsync(fd) == 0;
    int problem = errno;
    if (fd >= 0 && close(fd) != 0 && done) {
        problem = errno;
        done = false;
    }
    if (done && rename(fresh, file) != 0) {
        problem = errno;
        done = false;
    }
    if (done)
        return HERALD_OK;
    if (fd >= 0)
        unlink(fresh);
    return herald_fail_errno(err, problem, "cannot write '%s'", file);
}

enum herald_status side_file_write(const char *folder, const char *name, char *bytes, size_t size,
                                   struct herald_error *err)
{
    char path[INDEX_PATH_MAX];
    enum herald_status status = index_path(path, folder, name, err);
    if (status != HERALD_OK)
        return status;
    uint64_t sum = XXH3_64bits(bytes, size - sizeof sum);
    memcpy(bytes + size - sizeof sum, &sum, sizeof sum);
    return replace_file(path, bytes, size, err);
}
