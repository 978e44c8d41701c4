#include "searcher/export.h"

void export_begin(struct export *export, struct buffer *out)
{
    export->written = 0;
    if (export->form == EXPORT_CSV && export->fields.count == 0)
        hit_fields_read(&export->fields, SLICE(EXPORT_CSV_FIELDS), NULL);
    if (export->form == EXPORT_CSV)
        export_csv_header(export, out);
    if (export->form == EXPORT_CSL)
        buffer_append_byte(out, '[');
}

void export_hit(struct export *export, const struct result_hit *hit, struct buffer *out)
{
    switch (export->form) {
    case EXPORT_JSON_LINES:
        export_json_line(export, hit, out);
        break;
    case EXPORT_CSV:
        export_csv_row(export, hit, out);
        break;
    case EXPORT_TREC:
        export_trec_line(export, hit, out);
        break;
    case EXPORT_RIS:
        export_ris(export, hit, out);
        break;
    case EXPORT_BIBTEX:
        export_bibtex(export, hit, out);
        break;
    case EXPORT_CSL:
        export_csl(export, hit, out);
        break;
    }
    export->written++;
}

void export_end(struct export *export, struct buffer *out)
{
    if (export->form == EXPORT_CSL)
        buffer_append_string(out, export->written ? "\n]\n" : "]\n");
}

void export_result(struct export *export, const struct result *result, struct buffer *out)
{
    export_begin(export, out);
    for (size_t at = 0; at < result->hit_count; at++)
        export_hit(export, &result->hits[at], out);
    export_end(export, out);
}

void result_write_json_lines(const struct result *result, bool full, struct buffer *out)
{
    struct export export = {
        .form = EXPORT_JSON_LINES, .fields = result->request->fields, .full = full};
    export_result(&export, result, out);
}

void result_write_trec(const struct result *result, struct slice qid, struct slice run,
                       struct buffer *out)
{
    struct export export = {.form = EXPORT_TREC, .qid = qid, .run = run};
    export_result(&export, result, out);
}
