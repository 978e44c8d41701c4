#include "searcher/serve/access_log.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "corpus/utf8.h"
#include "searcher/json_writer.h"

struct access_log {
    char *path; /* NULL: standard output */
    int fd;
    struct metrics *metrics;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t filled;
    struct buffer waiting;
    bool reopen, stop;
};

/* --- the thread ------------------------------------------------------------------------------- */

/* Write everything; a failure loses it. */
static void write_out(struct access_log *log, struct slice text)
{
    while (text.length > 0) {
        ssize_t written = write(log->fd, text.bytes, text.length);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0) {
            atomic_fetch_add(&log->metrics->log_lines_lost, 1);
            return;
        }
        text = (struct slice){text.bytes + written, text.length - (size_t)written};
    }
}

static int open_file(const char *path)
{
    return open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0640);
}

static void open_anew(struct access_log *log)
{
    int fd = log->path ? open_file(log->path) : -1;
    if (fd < 0) /* the old one is better than none */
        return;
    close(log->fd);
    log->fd = fd;
}

static void *run(void *argument)
{
    struct access_log *log = argument;
    struct buffer text = BUFFER_INIT;
    bool stop = false;
    while (!stop) {
        pthread_mutex_lock(&log->lock);
        while (log->waiting.length == 0 && !log->stop && !log->reopen)
            pthread_cond_wait(&log->filled, &log->lock);
        struct buffer full = log->waiting;
        log->waiting = text;
        text = full;
        bool reopen = log->reopen;
        log->reopen = false;
        stop = log->stop && text.length == 0;
        pthread_mutex_unlock(&log->lock);
        if (reopen)
            open_anew(log);
        write_out(log, buffer_slice(&text));
        buffer_clear(&text);
    }
    buffer_dispose(&text);
    return NULL;
}

/* --- opening and closing ---------------------------------------------------------------------- */

enum herald_status access_log_open(const char *path, struct metrics *metrics,
                                   struct access_log **out, struct herald_error *err)
{
    bool standard = strcmp(path, "-") == 0;
    struct access_log *log = calloc(1, sizeof(*log));
    *out = NULL;
    if (!log)
        return herald_fail(err, HERALD_E_NO_MEMORY, "no memory for the access log");
    log->metrics = metrics;
    log->path = standard ? NULL : strdup(path);
    log->fd = standard ? fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3) : open_file(path);
    if (log->fd < 0) {
        herald_fail_errno(err, errno, "cannot open '%s'", path);
        free(log->path);
        free(log);
        return err ? err->status : HERALD_E_IO;
    }
    pthread_mutex_init(&log->lock, NULL);
    pthread_cond_init(&log->filled, NULL);
    if (pthread_create(&log->thread, NULL, run, log) != 0) {
        close(log->fd);
        free(log->path);
        free(log);
        return herald_fail(err, HERALD_E_NO_MEMORY, "cannot start the thread of the access log");
    }
    *out = log;
    return HERALD_OK;
}

static void signal_thread(struct access_log *log, bool reopen)
{
    pthread_mutex_lock(&log->lock);
    log->reopen = reopen;
    log->stop = !reopen;
    pthread_cond_signal(&log->filled);
    pthread_mutex_unlock(&log->lock);
}

void access_log_reopen(struct access_log *log)
{
    if (log)
        signal_thread(log, true);
}

void access_log_free(struct access_log *log)
{
    if (!log)
        return;
    signal_thread(log, false);
    pthread_join(log->thread, NULL);
    close(log->fd);
    buffer_dispose(&log->waiting);
    pthread_mutex_destroy(&log->lock);
    pthread_cond_destroy(&log->filled);
    free(log->path);
    free(log);
}

/* --- a line ----------------------------------------------------------------------------------- */

/* Text that a client sent: it can hold anything. */
static void write_text(struct json_writer *writer, const char *key, struct slice text)
{
    struct buffer valid = BUFFER_INIT;
    if (text.length == 0)
        return;
    utf8_repair(text, &valid);
    json_write_pair(writer, key, buffer_slice(&valid));
    buffer_dispose(&valid);
}

static void write_time(struct json_writer *writer)
{
    char text[64];
    struct timespec now;
    struct tm parts;
    clock_gettime(CLOCK_REALTIME, &now);
    gmtime_r(&now.tv_sec, &parts);
    size_t length = strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S", &parts);
    snprintf(text + length, sizeof(text) - length, ".%03ldZ", now.tv_nsec / 1000000);
    json_write_pair(writer, "time", slice_of(text));
}

static void write_milliseconds(struct json_writer *writer, const char *key, double number)
{
    json_write_key(writer, key);
    json_write_decimal(writer, number, 3);
}

void access_log_line(const struct request *request, const struct reply *reply,
                     const struct access_note *note, struct buffer *out)
{
    static const char *const methods[] = {"GET", "HEAD", "POST", "OPTIONS", "OTHER"};
    struct json_writer writer = {.out = out};
    json_write_object(&writer);
    write_time(&writer);
    json_write_pair(&writer, "id", slice_of(request->id));
    write_text(&writer, "client", slice_of(request->client));
    json_write_pair(&writer, "method", slice_of(methods[request->method]));
    write_text(&writer, "path", request->path);
    if (note->queries)
        write_text(&writer, "query", request->query);
    json_write_key(&writer, "status");
    json_write_integer(&writer, (int64_t)reply->status);
    json_write_key(&writer, "bytes");
    json_write_integer(&writer, (int64_t)note->bytes);
    write_milliseconds(&writer, "duration_ms", note->duration_ms);
    if (note->queued_ms > 0)
        write_milliseconds(&writer, "queued_ms", note->queued_ms);
    if (reply->search_ms > 0)
        write_milliseconds(&writer, "search_ms", reply->search_ms);
    if (reply->timed_out) {
        json_write_key(&writer, "cut_short");
        json_write_boolean(&writer, true);
    }
    if (!note->whole) {
        json_write_key(&writer, "whole");
        json_write_boolean(&writer, false);
    }
    write_text(&writer, "user_agent", request->user_agent);
    json_write_end_object(&writer);
    buffer_append_byte(out, '\n');
}

void access_log_note(struct access_log *log, const struct request *request,
                     const struct reply *reply, const struct access_note *note)
{
    if (!log)
        return;
    struct buffer line = BUFFER_INIT;
    access_log_line(request, reply, note, &line);
    pthread_mutex_lock(&log->lock);
    bool room = !line.failed && log->waiting.length + line.length <= ACCESS_LOG_WAITING_MAX;
    if (room)
        buffer_append_slice(&log->waiting, buffer_slice(&line));
    else
        atomic_fetch_add(&log->metrics->log_lines_lost, 1);
    pthread_cond_signal(&log->filled);
    pthread_mutex_unlock(&log->lock);
    buffer_dispose(&line);
}
