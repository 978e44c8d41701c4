#include "corpus/walk.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

struct directory_key {
    dev_t device;
    ino_t inode;
};

struct walker {
    const struct reader_options *options;
    struct walked *out;
    const char *tree;      /* of the path that is being walked */
    size_t relative_start; /* where in a path the part below it begins */
    struct directory_key *seen;
    size_t seen_count, seen_capacity;
    struct herald_error *err;
};

static enum herald_status no_memory(struct walker *w)
{
    return herald_fail(w->err, HERALD_E_NO_MEMORY, "out of memory for a list of files");
}

static void report(const struct walker *w, enum reader_severity severity, const char *path,
                   const char *message)
{
    struct reader_event event = {.severity = severity, .file = path, .message = message};
    if (w->options->report)
        w->options->report(w->options->report_context, &event);
}

static void report_errno(const struct walker *w, const char *path, int error_number,
                         const char *what)
{
    struct herald_error words;
    herald_fail_errno(&words, error_number, "%s", what);
    report(w, READER_FILE_SKIPPED, path, words.message);
}

/* A larger array, or NULL; the old one is untouched then. */
static void *grown(void *items, size_t *capacity, size_t size)
{
    size_t larger = *capacity ? *capacity * 2 : 64;
    if (larger > SIZE_MAX / size)
        return NULL;
    void *copy = realloc(items, larger * size);
    if (copy)
        *capacity = larger;
    return copy;
}

static enum herald_status add_file(struct walker *w, const char *path, const struct stat *status)
{
    struct walked *out = w->out;
    if (out->count == out->capacity) {
        struct walked_file *files = grown(out->files, &out->capacity, sizeof(*files));
        if (!files)
            return no_memory(w);
        out->files = files;
    }
    struct slice copy = arena_copy(&out->arena, slice_of(path));
    if (!copy.bytes)
        return no_memory(w);
    bool regular = status && S_ISREG(status->st_mode);
    uint64_t size = regular ? (uint64_t)status->st_size : 0;
    out->files[out->count++] =
        (struct walked_file){copy.bytes, copy.bytes + w->relative_start, w->tree, size};
    out->total += size;
    out->total_known &= regular;
    return HERALD_OK;
}

/* Whether a directory is met for the first time; it is remembered. */
static enum herald_status see_directory(struct walker *w, const struct stat *status, bool *first)
{
    *first = false;
    for (size_t i = 0; i < w->seen_count; i++)
        if (w->seen[i].device == status->st_dev && w->seen[i].inode == status->st_ino)
            return HERALD_OK;
    if (w->seen_count == w->seen_capacity) {
        struct directory_key *seen = grown(w->seen, &w->seen_capacity, sizeof(*seen));
        if (!seen)
            return no_memory(w);
        w->seen = seen;
    }
    w->seen[w->seen_count++] = (struct directory_key){status->st_dev, status->st_ino};
    *first = true;
    return HERALD_OK;
}

static int is_visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static int by_bytes(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static enum herald_status walk_directory(struct walker *w, struct buffer *path, size_t depth);

/* One entry of a directory, or a path that the user gave (depth 0). */
static enum herald_status walk_entry(struct walker *w, struct buffer *path, size_t depth)
{
    struct stat status;
    bool first;
    if (w->options->stop && *w->options->stop)
        return herald_fail(w->err, HERALD_E_INTERRUPTED, "reading was interrupted");
    if (stat(path->bytes, &status) != 0) {
        report_errno(w, path->bytes, errno, "cannot open");
        return HERALD_OK;
    }
    if (!S_ISDIR(status.st_mode)) {
        /* A pipe that the user names is meant; one in a directory would block for ever. */
        if (depth == 0 || S_ISREG(status.st_mode))
            return add_file(w, path->bytes, &status);
        report(w, READER_FILE_SKIPPED, path->bytes, "not a regular file");
        return HERALD_OK;
    }
    enum herald_status result = see_directory(w, &status, &first);
    if (result != HERALD_OK)
        return result;
    if (first)
        return walk_directory(w, path, depth);
    report(w, READER_WARNING, path->bytes, "this directory has been read by another way");
    return HERALD_OK;
}

static enum herald_status walk_directory(struct walker *w, struct buffer *path, size_t depth)
{
    struct dirent **entries;
    if (depth == READER_DIRECTORY_LIMIT) {
        report(w, READER_FILE_SKIPPED, path->bytes, "directories are nested too deeply");
        return HERALD_OK;
    }
    int count = scandir(path->bytes, &entries, is_visible, by_bytes);
    if (count < 0) {
        report_errno(w, path->bytes, errno, "cannot read the directory");
        return HERALD_OK;
    }
    enum herald_status result = HERALD_OK;
    size_t length = path->length;
    for (int i = 0; i < count; i++) {
        if (result == HERALD_OK) {
            if (path->bytes[length - 1] != '/')
                buffer_append_byte(path, '/');
            buffer_append_string(path, entries[i]->d_name);
            result = path->failed ? no_memory(w) : walk_entry(w, path, depth + 1);
            path->length = length;
            path->bytes[length] = '\0';
        }
        free(entries[i]);
    }
    free(entries);
    return result;
}

/* The tree that a path names: the directory itself, or the one that the file lies in. */
static enum herald_status begin_tree(struct walker *w, const char *path)
{
    struct stat status;
    bool directory = stat(path, &status) == 0 && S_ISDIR(status.st_mode);
    size_t length = strlen(path);
    const char *slash = strrchr(path, '/');
    struct slice tree = slice_of(path);
    w->relative_start = length && path[length - 1] != '/' ? length + 1 : length;
    if (!directory) {
        w->relative_start = slash ? (size_t)(slash - path) + 1 : 0;
        tree = slash ? (struct slice){path, w->relative_start} : SLICE(".");
    }
    struct slice copy = arena_copy(&w->out->arena, tree);
    if (!copy.bytes)
        return no_memory(w);
    char *real = realpath(copy.bytes, NULL);
    copy = arena_copy(&w->out->arena, slice_of(real));
    free(real);
    w->tree = copy.bytes;
    return copy.bytes ? HERALD_OK : no_memory(w);
}

static enum herald_status walk_path(struct walker *w, const char *path)
{
    if (strcmp(path, "-") == 0) {
        w->tree = "";
        w->relative_start = 0;
        return add_file(w, path, NULL);
    }
    enum herald_status result = begin_tree(w, path);
    if (result != HERALD_OK)
        return result;
    struct buffer buffer = BUFFER_INIT;
    buffer_append_string(&buffer, path);
    result = buffer.failed ? no_memory(w) : walk_entry(w, &buffer, 0);
    buffer_dispose(&buffer);
    return result;
}

enum herald_status walk_paths(const char *const *paths, size_t count,
                              const struct reader_options *options, struct walked *out,
                              struct herald_error *err)
{
    struct walker w = {.options = options, .out = out, .err = err};
    enum herald_status result = HERALD_OK;
    out->total_known = true;
    for (size_t i = 0; i < count && result == HERALD_OK; i++) {
        /* A directory that is named twice is meant twice: only ways within one path are loops. */
        w.seen_count = 0;
        result = walk_path(&w, paths[i]);
    }
    free(w.seen);
    return result;
}

void walk_dispose(struct walked *walked)
{
    free(walked->files);
    arena_dispose(&walked->arena);
    *walked = (struct walked){0};
}
