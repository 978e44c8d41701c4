#include "indexer/progress.h"

#include <inttypes.h>
#include <stdlib.h>

#include "corpus/utf8.h"

const char *human_bytes(uint64_t bytes, char out[static 16])
{
    static const char *const UNITS[] = {"B", "kB", "MB", "GB", "TB"};
    double value = (double)bytes;
    size_t unit = 0;
    for (; value >= 1000 && unit < 4; unit++)
        value /= 1000;
    snprintf(out, 16, unit == 0 || value >= 100 ? "%.0f %s" : "%.1f %s", value, UNITS[unit]);
    return out;
}

static double rate_mb(uint64_t bytes, double seconds)
{
    return seconds > 0 ? (double)bytes / seconds / 1e6 : 0;
}

void progress_line(FILE *out, const struct build_progress *progress)
{
    const struct reader_progress *reader = &progress->reader;
    fprintf(out, "\r%s: %" PRIu64 " articles, %.1f MB/s", progress->phase, reader->articles,
            rate_mb(reader->text_bytes, progress->seconds));
    if (reader->total > 0 && reader->bytes > 0) {
        double share = (double)reader->bytes / (double)reader->total;
        long left = (long)(progress->seconds * (1 - share) / share + 0.5);
        fprintf(out, ", %.0f %%, %ld:%02ld left", 100 * share, left / 60, left % 60);
    }
    fputs("\033[K", out);
    fflush(out);
}

void progress_clear(FILE *out)
{
    fputs("\r\033[K", out);
    fflush(out);
}

static void line_if(FILE *out, const char *name, uint64_t count, const char *remark)
{
    if (count > 0)
        fprintf(out, "  %-10s %10" PRIu64 "%s%s\n", name, count, *remark ? "  " : "", remark);
}

void summary_text(FILE *out, const char *directory, const struct build_totals *totals)
{
    char text[16], stored[16];
    uint64_t written = totals->added + totals->replaced;
    fprintf(out, "%s: %" PRIu64 " article%s\n", directory, totals->articles,
            totals->articles == 1 ? "" : "s");
    line_if(out, "added", totals->added, "");
    line_if(out, "replaced", totals->replaced, "");
    line_if(out, "unchanged", totals->unchanged, "");
    line_if(out, "repeated", totals->repeated, "read more than once with the same content");
    line_if(out, "clashes", totals->clashes,
            "same source and id, other content: the last one kept");
    line_if(out, "deleted", totals->deleted, "no longer in PATH");
    line_if(out, "skipped", totals->skipped, "records; see the messages above");
    line_if(out, "files", totals->skipped_files,
            "not read, or not to the end; see the messages above");
    line_if(out, "envelopes", totals->envelopes,
            "JSON objects around an array of articles, which was read");
    line_if(out, "repaired", totals->repaired, "garbled text; see the messages above");
    line_if(out, "languages", totals->overridden_languages,
            "declared wrong; the detected one counts");
    line_if(out, "warnings", totals->warnings, "see the messages above");
    if (written > 0)
        fprintf(out,
                "  %s of text, stored with the places of its words in %s\n"
                "  %.1f s, %.0f articles/s, %.1f MB/s\n",
                human_bytes(totals->text_bytes, text), human_bytes(totals->stored_bytes, stored),
                totals->seconds, totals->seconds > 0 ? (double)written / totals->seconds : 0,
                rate_mb(totals->text_bytes, totals->seconds));
    if (totals->interrupted)
        fputs("  interrupted: run the same command again to go on\n", out);
    if (totals->deletion_refused)
        fputs("  nothing was deleted, because not everything could be read\n", out);
}

void summary_add_path(cJSON *object, const char *name, const char *path)
{
    struct buffer text = BUFFER_INIT;
    utf8_repair(slice_of(path), &text);
    cJSON_AddStringToObject(object, name, text.bytes ? text.bytes : "");
    buffer_dispose(&text);
}

static void add_error(cJSON *object, const struct herald_error *error)
{
    cJSON *member = cJSON_AddObjectToObject(object, "error");
    cJSON_AddStringToObject(member, "code", herald_status_name(error->status));
    cJSON_AddStringToObject(member, "message", error->message);
}

void summary_json(FILE *out, const char *directory, const struct build_totals *totals,
                  const struct herald_error *error)
{
    cJSON *object = cJSON_CreateObject();
    cJSON_AddStringToObject(object, "herald", HERALD_VERSION);
    summary_add_path(object, "index", directory);
    cJSON_AddNumberToObject(object, "articles", (double)totals->articles);
    cJSON_AddNumberToObject(object, "added", (double)totals->added);
    cJSON_AddNumberToObject(object, "replaced", (double)totals->replaced);
    cJSON_AddNumberToObject(object, "unchanged", (double)totals->unchanged);
    cJSON_AddNumberToObject(object, "repeated", (double)totals->repeated);
    cJSON_AddNumberToObject(object, "clashes", (double)totals->clashes);
    cJSON_AddNumberToObject(object, "deleted", (double)totals->deleted);
    cJSON_AddNumberToObject(object, "skipped", (double)totals->skipped);
    cJSON_AddNumberToObject(object, "skipped_files", (double)totals->skipped_files);
    cJSON_AddNumberToObject(object, "envelopes", (double)totals->envelopes);
    cJSON_AddNumberToObject(object, "repaired", (double)totals->repaired);
    cJSON_AddNumberToObject(object, "overridden_languages", (double)totals->overridden_languages);
    cJSON_AddNumberToObject(object, "warnings", (double)totals->warnings);
    cJSON_AddNumberToObject(object, "text_bytes", (double)totals->text_bytes);
    cJSON_AddNumberToObject(object, "stored_bytes", (double)totals->stored_bytes);
    cJSON_AddNumberToObject(object, "seconds", (double)(int64_t)(totals->seconds * 1000) / 1000);
    cJSON_AddBoolToObject(object, "interrupted", totals->interrupted);
    if (error)
        add_error(object, error);
    char *text = cJSON_PrintUnformatted(object);
    fprintf(out, "%s\n", text ? text : "{}");
    cJSON_free(text);
    cJSON_Delete(object);
}
