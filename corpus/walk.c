#include "corpus/walk.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

struct directory_key {
    dev_t device;
    ino_t inode;
    bool used;
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

/* The slot of a directory in a table of a power of two: its own, or the empty one for it. */
static size_t find_slot(const struct walker *w, struct directory_key key)
{
    uint64_t hash = ((uint64_t)key.inode ^ (uint64_t)key.device << 32) * 0x9E3779B97F4A7C15u;
    size_t at = (size_t)(hash >> 32) & (w->seen_capacity - 1);
    while (w->seen[at].used && (w->seen[at].device != key.device || w->seen[at].inode != key.inode))
        at = (at + 1) & (w->seen_capacity - 1);
    return at;
}

/* Keep the table at most half full. */
static bool grow_seen(struct walker *w)
{
    struct walker larger = *w;
    larger.seen_capacity = w->seen_capacity ? w->seen_capacity * 2 : 64;
    larger.seen = calloc(larger.seen_capacity, sizeof(*larger.seen));
    if (!larger.seen)
        return false;
    for (size_t i = 0; i < w->seen_capacity; i++)
        if (w->seen[i].used)
            larger.seen[find_slot(&larger, w->seen[i])] = w->seen[i];
    free(w->seen);
    *w = larger;
    return true;
}

/* Whether a directory is met for the first time; it is remembered. */
static enum herald_status see_directory(struct walker *w, const struct stat *status, bool *first)
{
    struct directory_key key = {status->st_dev, status->st_ino, true};
    if (w->seen_count >= w->seen_capacity / 2 && !grow_seen(w))
        return no_memory(w);
    size_t at = find_slot(w, key);
    *first = !w->seen[at].used;
    w->seen[at] = key;
    w->seen_count += *first;
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
    bool first = false;
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
    if (w->options->leave_out && w->options->leave_out(path->bytes)) {
        if (depth == 0)
            report(w, READER_FILE_SKIPPED, path->bytes, "this directory is not one of articles");
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
        if (w.seen)
            memset(w.seen, 0, w.seen_capacity * sizeof(*w.seen));
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
