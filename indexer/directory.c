#include "indexer/directory.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "indexer/index_database.h"
#include "indexer/schema.h"

#define MANIFEST_HEAD "herald-index "

enum herald_status index_path(char out[static INDEX_PATH_MAX], const char *directory,
                              const char *name, struct herald_error *err)
{
    int length = name ? snprintf(out, INDEX_PATH_MAX, "%s/%s", directory, name)
                      : snprintf(out, INDEX_PATH_MAX, "%s", directory);
    if (length < 0 || length >= INDEX_PATH_MAX)
        return herald_fail(err, HERALD_E_LIMIT, "path over %d bytes: '%.80s...'",
                           INDEX_PATH_MAX - 1, directory);
    return HERALD_OK;
}

enum herald_status index_database_path(char out[static INDEX_PATH_MAX], const char *directory,
                                       unsigned generation, struct herald_error *err)
{
    char name[32];
    snprintf(name, sizeof name, INDEX_NAME_FORMAT, generation);
    return index_path(out, directory, name, err);
}

enum herald_status directory_sync(const char *path, struct herald_error *err)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return herald_fail_errno(err, errno, "cannot open '%s'", path);
    enum herald_status status = HERALD_OK;
    if (fsync(fd) != 0 && errno != EINVAL)
        status = herald_fail_errno(err, errno, "cannot sync '%s'", path);
    close(fd);
    return status;
}

bool directory_exists(const char *path)
{
    struct stat info;
    return lstat(path, &info) == 0;
}

enum herald_status directory_make(const char *path, struct herald_error *err)
{
    if (mkdir(path, 0777) == 0 || errno == EEXIST)
        return HERALD_OK;
    if (errno == ENOENT || errno == ENOTDIR)
        return herald_fail(err, HERALD_E_IO, "cannot make folder '%s': its parent is not there",
                           path);
    return herald_fail_errno(err, errno, "cannot make folder '%s'", path);
}

enum herald_status directory_remove(const char *path, struct herald_error *err)
{
    DIR *folder = opendir(path);
    if (!folder)
        return errno == ENOENT ? HERALD_OK
                               : herald_fail_errno(err, errno, "cannot open '%s'", path);
    enum herald_status status = HERALD_OK;
    for (struct dirent *entry; status == HERALD_OK && (entry = readdir(folder)) != NULL;) {
        char child[INDEX_PATH_MAX];
        struct stat info;
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        status = index_path(child, path, entry->d_name, err);
        if (status != HERALD_OK || lstat(child, &info) != 0)
            continue;
        if (S_ISDIR(info.st_mode))
            status = directory_remove(child, err);
        else if (unlink(child) != 0 && errno != ENOENT)
            status = herald_fail_errno(err, errno, "cannot remove '%s'", child);
    }
    closedir(folder);
    if (status == HERALD_OK && rmdir(path) != 0 && errno != ENOENT)
        status = herald_fail_errno(err, errno, "cannot remove '%s'", path);
    return status;
}

/* --- the manifest -------------------------------------------------------------------------- */

/* Say what a directory without a manifest is. */
static enum herald_status not_an_index(const char *directory, struct herald_error *err)
{
    struct stat info;
    if (stat(directory, &info) != 0) {
        if (errno != ENOENT && errno != ENOTDIR)
            return herald_fail_errno(err, errno, "cannot open index '%s'", directory);
        return herald_fail(err, HERALD_E_NO_INDEX,
                           "no index at '%s': make one with 'herald index -i %s PATH'", directory,
                           directory);
    }
    if (!S_ISDIR(info.st_mode))
        return herald_fail(err, HERALD_E_NO_INDEX, "'%s' is a file, not an index", directory);
    return herald_fail(err, HERALD_E_NO_INDEX,
                       "'%s' is not an index: it has no file '" INDEX_MANIFEST "'", directory);
}

/* Read the generation from a name that is exactly a database's. */
static bool parse_generation(const char *name, unsigned *generation)
{
    char back[32];
    if (sscanf(name, "db.%u", generation) != 1)
        return false;
    snprintf(back, sizeof back, INDEX_NAME_FORMAT, *generation);
    return strcmp(name, back) == 0;
}

/* Say what can be done about another format: this one is read by no older herald. */
static enum herald_status fail_version(const char *path, const char *version,
                                       struct herald_error *err)
{
    bool newer = strtoul(version, NULL, 10) > strtoul(SCHEMA_FORMAT_VERSION, NULL, 10);
    return herald_fail(err, HERALD_E_VERSION,
                       "'%s' says format %s, this herald has format " SCHEMA_FORMAT_VERSION ": %s",
                       path, version,
                       newer ? "use the newer herald that wrote it"
                             : "index the articles again in another folder");
}

static enum herald_status parse_manifest(const char *path, const char *text,
                                         struct index_manifest *out, struct herald_error *err)
{
    char version[16], name[32];
    unsigned generation;
    if (sscanf(text, MANIFEST_HEAD "%15s", version) != 1)
        return herald_fail(err, HERALD_E_CORRUPT, "'%s' is damaged, or herald did not write it",
                           path);
    if (strcmp(version, SCHEMA_FORMAT_VERSION) != 0)
        return fail_version(path, version, err);
    const char *line = strchr(text, '\n');
    if (!line || sscanf(line + 1, "database %31s", name) != 1 ||
        !parse_generation(name, &generation))
        return herald_fail(err, HERALD_E_CORRUPT, "'%s' is damaged: it names no database", path);
    out->generation = generation;
    return HERALD_OK;
}

enum herald_status index_manifest_read(const char *directory, struct index_manifest *out,
                                       struct herald_error *err)
{
    char path[INDEX_PATH_MAX], text[256];
    enum herald_status status = index_path(path, directory, INDEX_MANIFEST, err);
    if (status != HERALD_OK)
        return status;
    FILE *file = fopen(path, "re");
    if (!file && (errno == ENOENT || errno == ENOTDIR))
        return not_an_index(directory, err);
    if (!file)
        return herald_fail_errno(err, errno, "cannot open '%s'", path);
    struct stat found;
    size_t length = fread(text, 1, sizeof text - 1, file);
    bool failed = ferror(file) != 0 || fstat(fileno(file), &found) != 0;
    fclose(file);
    if (failed)
        return herald_fail(err, HERALD_E_IO, "cannot read '%s'", path);
    text[length] = '\0';
    out->device = found.st_dev;
    out->inode = found.st_ino;
    out->changed = found.st_ctim;
    return parse_manifest(path, text, out, err);
}

bool index_is_at(const char *directory)
{
    char path[INDEX_PATH_MAX], head[sizeof MANIFEST_HEAD - 1];
    if (index_path(path, directory, INDEX_MANIFEST, NULL) != HERALD_OK)
        return false;
    int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC); /* never waits for a writer of a pipe */
    if (fd < 0)
        return false;
    bool same = read(fd, head, sizeof head) == (ssize_t)sizeof head &&
                memcmp(head, MANIFEST_HEAD, sizeof head) == 0;
    close(fd);
    return same;
}

bool index_manifest_same(const struct index_manifest *a, const struct index_manifest *b)
{
    return a->generation == b->generation && a->device == b->device && a->inode == b->inode &&
           a->changed.tv_sec == b->changed.tv_sec && a->changed.tv_nsec == b->changed.tv_nsec;
}

/* Write and sync one small file. */
static enum herald_status write_file(const char *path, const char *text, struct herald_error *err)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (fd < 0)
        return herald_fail_errno(err, errno, "cannot write '%s'", path);
    enum herald_status status = HERALD_OK;
    ssize_t written = write(fd, text, strlen(text));
    if (written != (ssize_t)strlen(text))
        status = herald_fail_errno(err, written < 0 ? errno : ENOSPC, "cannot write '%s'", path);
    else if (fsync(fd) != 0)
        status = herald_fail_errno(err, errno, "cannot sync '%s'", path);
    close(fd);
    return status;
}

/* Replace the manifest. *switched is whether it names the new generation, which it also may after a
 * failure: the rename was done, but perhaps would not survive a power cut. */
static enum herald_status write_manifest(const char *directory, unsigned generation, bool *switched,
                                         struct herald_error *err)
{
    char path[INDEX_PATH_MAX], fresh[INDEX_PATH_MAX], text[128];
    enum herald_status status = index_path(path, directory, INDEX_MANIFEST, err);
    if (status == HERALD_OK)
        status = index_path(fresh, directory, INDEX_MANIFEST ".new", err);
    if (status != HERALD_OK)
        return status;
    snprintf(text, sizeof text,
             MANIFEST_HEAD SCHEMA_FORMAT_VERSION "\ndatabase " INDEX_NAME_FORMAT "\n", generation);
    status = write_file(fresh, text, err);
    if (status == HERALD_OK && rename(fresh, path) != 0)
        status = herald_fail_errno(err, errno, "cannot rename '%s' to '%s'", fresh, path);
    *switched = status == HERALD_OK;
    if (status == HERALD_OK)
        status = directory_sync(directory, err);
    return status;
}

/* --- the lock ------------------------------------------------------------------------------ */

/* Whether a folder holds nothing but what an index that is being made may hold so far. */
static bool may_become_index(const char *directory)
{
    DIR *folder = opendir(directory);
    if (!folder)
        return false;
    bool clean = true;
    unsigned generation;
    for (struct dirent *entry; clean && (entry = readdir(folder)) != NULL;)
        clean = entry->d_name[0] == '.' || strcmp(entry->d_name, INDEX_LOCK) == 0 ||
                strcmp(entry->d_name, INDEX_MANIFEST ".new") == 0 ||
                parse_generation(entry->d_name, &generation);
    closedir(folder);
    return clean;
}

static enum herald_status locked_by(const char *path, int fd, struct herald_error *err)
{
    char owner[200];
    ssize_t length = pread(fd, owner, sizeof owner - 1, 0);
    owner[length > 0 ? length : 0] = '\0';
    owner[strcspn(owner, "\n")] = '\0';
    return herald_fail(err, HERALD_E_LOCKED,
                       "another process is writing to this index (%s, lock '%s'): "
                       "wait for it, or give --wait SECONDS",
                       owner[0] ? owner : "unknown process", path);
}

/* Wait until the lock file is ours. */
static enum herald_status wait_for_lock(const char *path, int fd,
                                        const struct index_lock_options *options,
                                        struct herald_error *err)
{
    double waited = 0;
    const struct timespec step = {0, 50 * 1000 * 1000};
    for (;;) {
        struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
        if (fcntl(fd, F_OFD_SETLK, &lock) == 0)
            return HERALD_OK;
        if (errno != EAGAIN && errno != EACCES)
            return herald_fail_errno(err, errno, "cannot lock '%s'", path);
        if (options->stop && *options->stop)
            return herald_fail(err, HERALD_E_INTERRUPTED, "interrupted while waiting for '%s'",
                               path);
        if (waited >= options->wait_seconds)
            return locked_by(path, fd, err);
        nanosleep(&step, NULL);
        waited += 0.05;
    }
}

static enum herald_status lock_file(const char *directory, const struct index_lock_options *options,
                                    struct index_lock *out, struct herald_error *err)
{
    char path[INDEX_PATH_MAX], owner[160];
    enum herald_status status = index_path(path, directory, INDEX_LOCK, err);
    if (status != HERALD_OK)
        return status;
    out->fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (out->fd < 0)
        return herald_fail_errno(err, errno, "cannot write '%s'", path);
    status = wait_for_lock(path, out->fd, options, err);
    if (status != HERALD_OK) {
        close(out->fd);
        out->fd = -1;
        return status;
    }
    int length = snprintf(owner, sizeof owner, "process %ld, %s\n", (long)getpid(),
                          options->command ? options->command : "herald");
    if (ftruncate(out->fd, 0) != 0 || pwrite(out->fd, owner, (size_t)length, 0) < 0) {
        /* Only the name in a message is lost. */
    }
    return HERALD_OK;
}

/* Make an empty index of generation 1. */
static enum herald_status create_index(const char *directory, struct herald_error *err)
{
    char path[INDEX_PATH_MAX];
    bool switched = false;
    enum herald_status status = index_database_path(path, directory, 1, err);
    if (status == HERALD_OK)
        status = directory_remove(path, err);
    if (status == HERALD_OK)
        status = index_database_create(path, err);
    if (status == HERALD_OK)
        status = write_manifest(directory, 1, &switched, err);
    return status;
}

/* Make the folder of a new index, or see that the one that is there may become it. */
static enum herald_status claim_folder(const char *directory, struct herald_error *err)
{
    enum herald_status status = directory_make(directory, err);
    if (status == HERALD_OK && !may_become_index(directory))
        status = herald_fail(err, HERALD_E_NO_INDEX,
                             "'%s' holds other files and is not an index: name a new or an empty "
                             "folder",
                             directory);
    return status;
}

/* A manifest that names no database is wrong: then those that it does not name are not left over,
 * and may be all there is. */
static enum herald_status check_named(const char *directory, const struct index_manifest *manifest,
                                      struct herald_error *err)
{
    char path[INDEX_PATH_MAX];
    enum herald_status status = index_database_path(path, directory, manifest->generation, err);
    if (status == HERALD_OK && !directory_exists(path))
        status = herald_fail(err, HERALD_E_CORRUPT, "index '%s' lacks its database '%s'", directory,
                             path);
    return status;
}

static const char *held; /* see index_lock_held */

const char *index_lock_held(void)
{
    return held;
}

enum herald_status index_lock_take(const char *directory, const struct index_lock_options *options,
                                   struct index_lock *out, struct herald_error *err)
{
    out->fd = -1;
    enum herald_status status = index_path(out->directory, directory, NULL, err);
    if (status != HERALD_OK)
        return status;
    status = index_manifest_read(directory, &out->manifest, err);
    bool fresh = status == HERALD_E_NO_INDEX && options->create;
    if (status != HERALD_OK && !fresh)
        return status;
    status = fresh ? claim_folder(directory, err) : HERALD_OK;
    if (status == HERALD_OK)
        status = lock_file(directory, options, out, err);
    if (status != HERALD_OK)
        return status;
    held = out->directory;
    /* Another process may have made or switched the index while this one waited. */
    status = index_manifest_read(directory, &out->manifest, err);
    if (status == HERALD_E_NO_INDEX && options->create) {
        status = create_index(directory, err);
        if (status == HERALD_OK)
            status = index_manifest_read(directory, &out->manifest, err);
    }
    if (status == HERALD_OK)
        status = check_named(directory, &out->manifest, err);
    if (status != HERALD_OK)
        index_lock_release(out);
    return status;
}

void index_lock_release(struct index_lock *lock)
{
    if (lock->fd >= 0)
        close(lock->fd);
    lock->fd = -1;
    held = NULL;
}

enum herald_status index_lock_switch(struct index_lock *lock, unsigned generation,
                                     struct herald_error *err)
{
    bool switched = false;
    enum herald_status status = write_manifest(lock->directory, generation, &switched, err);
    if (switched)
        lock->manifest.generation = generation;
    return status;
}

void index_lock_clean(struct index_lock *lock)
{
    DIR *folder = opendir(lock->directory);
    if (!folder)
        return;
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        unsigned generation;
        char path[INDEX_PATH_MAX];
        bool database =
            parse_generation(entry->d_name, &generation) && generation != lock->manifest.generation;
        if (!database && strcmp(entry->d_name, INDEX_PARTS_DONE) != 0)
            continue;
        if (index_path(path, lock->directory, entry->d_name, NULL) == HERALD_OK)
            directory_remove(path, NULL);
    }
    closedir(folder);
}
