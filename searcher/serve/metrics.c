#include "searcher/serve/metrics.h"

#include <dirent.h>
#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

/* Statuses that are counted by themselves; the last stands for all others. */
static const unsigned CODES[METRICS_CODES] = {200, 204, 304, 400, 401, 403, 404, 405, 406, 409, 413,
                                              414, 415, 429, 500, 503, 499, 301, 431, 408, 501, 0};

/* Upper bounds of the buckets, in seconds. */
static const double BOUNDS[METRICS_BUCKETS] = {.0005, .001, .0025, .005, .01, .025, .05,
                                               .1,    .25,  .5,    1,    2.5, 10};

void metrics_count(struct metrics *metrics, unsigned route, unsigned status, double seconds,
                   uint64_t bytes)
{
    unsigned code = 0, bucket = 0;
    while (code < METRICS_CODES - 1 && CODES[code] != status)
        code++;
    while (bucket < METRICS_BUCKETS && seconds > BOUNDS[bucket])
        bucket++;
    atomic_fetch_add(&metrics->requests[route][code], 1);
    atomic_fetch_add(&metrics->durations[route][bucket], 1);
    atomic_fetch_add(&metrics->microseconds[route], (uint_fast64_t)(seconds * 1e6));
    atomic_fetch_add(&metrics->bytes_sent, bytes);
}

/* --- the text form ---------------------------------------------------------------------------- */

static void append_label_value(struct buffer *out, const char *value)
{
    for (; *value; value++) {
        if (*value == '\\' || *value == '"')
            buffer_append_byte(out, '\\');
        if (*value == '\n')
            buffer_append_string(out, "\\n");
        else
            buffer_append_byte(out, (unsigned char)*value);
    }
}

void metrics_head(struct buffer *out, const char *name, const char *type, const char *help)
{
    buffer_append_format(out, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

void metrics_sample(struct buffer *out, const char *name, const char *label, const char *value,
                    double number)
{
    buffer_append_string(out, name);
    if (label) {
        buffer_append_format(out, "{%s=\"", label);
        append_label_value(out, value);
        buffer_append_string(out, "\"}");
    }
    buffer_append_format(out, " %.17g\n", number);
}

static void write_single(struct buffer *out, const char *name, const char *type, const char *help,
                         double number)
{
    metrics_head(out, name, type, help);
    metrics_sample(out, name, NULL, NULL, number);
}

static void write_requests(struct metrics *metrics, const char *const *routes, unsigned count,
                           struct buffer *out)
{
    metrics_head(out, "herald_http_requests_total", "counter", "Requests answered.");
    for (unsigned route = 0; route < count; route++)
        for (unsigned code = 0; code < METRICS_CODES; code++) {
            uint64_t number = atomic_load(&metrics->requests[route][code]);
            if (number > 0)
                buffer_append_format(out,
                                     "herald_http_requests_total{code=\"%u\",route=\"%s\"} %llu\n",
                                     CODES[code], routes[route], (unsigned long long)number);
        }
}

static void write_histogram(struct metrics *metrics, unsigned route, const char *name,
                            struct buffer *out)
{
    uint64_t total = 0;
    for (unsigned bucket = 0; bucket <= METRICS_BUCKETS; bucket++) {
        total += atomic_load(&metrics->durations[route][bucket]);
        buffer_append_format(out, "herald_http_request_duration_seconds_bucket{route=\"%s\",le=\"",
                             name);
        if (bucket < METRICS_BUCKETS)
            buffer_append_format(out, "%g", BOUNDS[bucket]);
        else
            buffer_append_string(out, "+Inf");
        buffer_append_format(out, "\"} %llu\n", (unsigned long long)total);
    }
    buffer_append_format(out, "herald_http_request_duration_seconds_sum{route=\"%s\"} %.6f\n", name,
                         (double)atomic_load(&metrics->microseconds[route]) / 1e6);
    buffer_append_format(out, "herald_http_request_duration_seconds_count{route=\"%s\"} %llu\n",
                         name, (unsigned long long)total);
}

static bool was_used(struct metrics *metrics, unsigned route)
{
    for (unsigned bucket = 0; bucket <= METRICS_BUCKETS; bucket++)
        if (atomic_load(&metrics->durations[route][bucket]) > 0)
            return true;
    return false;
}

void metrics_write(struct metrics *metrics, const char *const *routes, unsigned count,
                   struct buffer *out)
{
    write_requests(metrics, routes, count, out);
    metrics_head(out, "herald_http_request_duration_seconds", "histogram",
                 "Time from the first byte of a request's headers to the last of its answer.");
    for (unsigned route = 0; route < count; route++)
        if (was_used(metrics, route))
            write_histogram(metrics, route, routes[route], out);
    write_single(out, "herald_http_response_bytes_total", "counter", "Bytes of bodies sent.",
                 (double)atomic_load(&metrics->bytes_sent));
    write_single(out, "herald_http_requests_open", "gauge", "Requests being answered.",
                 atomic_load(&metrics->requests_open));
    write_single(out, "herald_http_connections", "gauge", "Connections open.",
                 atomic_load(&metrics->connections));
    write_single(out, "herald_http_connections_total", "counter", "Connections taken.",
                 (double)atomic_load(&metrics->connections_total));
    write_single(out, "herald_http_connections_cut_total", "counter",
                 "Connections closed for being too slow, or to make room.",
                 (double)atomic_load(&metrics->connections_cut));
    write_single(out, "herald_searches_queued", "gauge", "Requests that wait for a worker.",
                 atomic_load(&metrics->searches_queued));
    write_single(out, "herald_searches_running", "gauge", "Workers that are busy.",
                 atomic_load(&metrics->searches_running));
    write_single(out, "herald_searches_cut_short_total", "counter",
                 "Searches that the time limit ended.",
                 (double)atomic_load(&metrics->searches_cut_short));
    write_single(out, "herald_access_log_lines_lost_total", "counter",
                 "Lines of the access log that nobody took in time.",
                 (double)atomic_load(&metrics->log_lines_lost));
}

/* --- the process ------------------------------------------------------------------------------ */

static double count_files(void)
{
    double count = 0;
    DIR *folder = opendir("/proc/self/fd");
    if (!folder)
        return 0;
    while (readdir(folder))
        count++;
    closedir(folder);
    return count - 3; /* ".", ".." and the folder itself */
}

/* When the process began, in seconds from 1970: its age in ticks, and when the machine began. */
static double start_time(void)
{
    unsigned long long ticks = 0, boot = 0;
    char line[1024];
    FILE *file = fopen("/proc/self/stat", "re");
    if (file) {
        const char *rest = fgets(line, sizeof(line), file) ? strrchr(line, ')') : NULL;
        if (rest)
            sscanf(rest + 2,
                   "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %*u %*u %*d %*d %*d %*d %*d %*d "
                   "%llu",
                   &ticks);
        fclose(file);
    }
    file = fopen("/proc/stat", "re");
    while (file && fgets(line, sizeof(line), file))
        if (sscanf(line, "btime %llu", &boot) == 1)
            break;
    if (file)
        fclose(file);
    return (double)boot + (double)ticks / (double)sysconf(_SC_CLK_TCK);
}

static void write_memory(struct buffer *out)
{
    unsigned long long virtual_pages = 0, resident_pages = 0;
    double page = (double)sysconf(_SC_PAGESIZE);
    FILE *file = fopen("/proc/self/statm", "re");
    if (!file)
        return;
    if (fscanf(file, "%llu %llu", &virtual_pages, &resident_pages) == 2) {
        write_single(out, "process_virtual_memory_bytes", "gauge", "Virtual memory.",
                     (double)virtual_pages * page);
        write_single(out, "process_resident_memory_bytes", "gauge", "Resident memory.",
                     (double)resident_pages * page);
    }
    fclose(file);
}

void metrics_write_process(struct buffer *out)
{
    struct rusage usage;
    struct rlimit files;
    if (getrusage(RUSAGE_SELF, &usage) == 0)
        write_single(out, "process_cpu_seconds_total", "counter", "Processor time used.",
                     (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
                         1e-6 * (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec));
    write_memory(out);
    write_single(out, "process_open_fds", "gauge", "Open files.", count_files());
    if (getrlimit(RLIMIT_NOFILE, &files) == 0)
        write_single(out, "process_max_fds", "gauge", "Files that may be open.",
                     (double)files.rlim_cur);
    write_single(out, "process_start_time_seconds", "gauge", "When the process began.",
                 start_time());
}
