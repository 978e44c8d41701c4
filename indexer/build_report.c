#include "indexer/build.h"
#include "indexer/clock.h"

/* Seconds between two calls of the progress callback. */
#define PROGRESS_SECONDS 0.2

void build_report_line(struct build *build, const char *line)
{
    pthread_mutex_lock(&build->report_mutex);
    if (build->options->report)
        build->options->report(build->options->context, line);
    pthread_mutex_unlock(&build->report_mutex);
}

void build_report_event(void *context, const struct reader_event *event)
{
    char line[HERALD_ERROR_MESSAGE_SIZE + 256];
    reader_event_format(event, line, sizeof line);
    build_report_line(context, line);
}

void build_report_article(struct build *build, const struct article *article, const char *what)
{
    struct herald_error line;
    struct slice name = article->id.length ? article->id : article->url;
    if (name.length == 0)
        name = article->title;
    if (article->source.length == 0)
        herald_fail(&line, HERALD_E_FORMAT, "article '%.*s': %s", (int)name.length,
                    name.length ? name.bytes : "", what);
    else
        herald_fail(&line, HERALD_E_FORMAT, "article '%.*s' of '%.*s': %s", (int)name.length,
                    name.length ? name.bytes : "", (int)article->source.length,
                    article->source.bytes, what);
    build_report_line(build, line.message);
}

void build_report_refused(void *context, const struct article *article, const char *message)
{
    build_report_article(context, article, message);
}

/* What is wrong with one is often wrong with all. */
void build_report_override(void *context, const struct article *article, const char *message)
{
    struct build *build = context;
    pthread_mutex_lock(&build->report_mutex);
    unsigned told = build->overrides_told++;
    pthread_mutex_unlock(&build->report_mutex);
    if (told < BUILD_OVERRIDES_TOLD)
        build_report_article(build, article, message);
    if (told == BUILD_OVERRIDES_TOLD)
        build_report_line(build,
                          "more articles declare languages that they are not in: they are counted "
                          "in the summary");
}

void build_count_up(struct build *build)
{
    struct part_totals parts = {0};
    struct build_totals *totals = build->totals;
    struct reader_progress reader = {0};
    if (build->pipeline)
        pipeline_totals(build->pipeline, &parts);
    totals->text_bytes = build->finished.text_bytes + parts.text_bytes;
    totals->stored_bytes = build->finished.packed_bytes + parts.packed_bytes;
    totals->commits = build->finished.commits + parts.commits;
    if (build->reader)
        reader_progress(build->reader, &reader);
    totals->skipped = reader.skipped + build->finished.refused + parts.refused;
    totals->skipped_files = reader.skipped_files;
    totals->envelopes = reader.envelopes;
    totals->overridden_languages = build->finished.overridden + parts.overridden;
    totals->warnings =
        reader.warnings + build->empty + totals->overridden_languages + totals->repaired;
    totals->seconds = now_seconds() - build->began;
}

void build_tell_progress(struct build *build, bool now)
{
    double seconds = now_seconds();
    if (!build->options->progress || (!now && seconds - build->told < PROGRESS_SECONDS))
        return;
    struct build_progress progress = {.phase = build->phase};
    build->told = seconds;
    build_count_up(build);
    reader_progress(build->reader, &progress.reader);
    progress.totals = *build->totals;
    progress.seconds = seconds - build->began;
    build->options->progress(build->options->context, &progress);
}
