#ifndef HERALD_SEARCHER_EXPORT_H
#define HERALD_SEARCHER_EXPORT_H

#include "searcher/result.h"

/*
 * Hits, one after the other, in the forms that other programs read. The whole of a form is what
 * begin, hits and end append. On no memory out->failed is set.
 */
enum export_form {
    EXPORT_JSON_LINES, /* each hit as an object on a line of its own */
    EXPORT_CSV,        /* RFC 4180, UTF-8, with a header; lists are joined by "; " */
    EXPORT_TREC,       /* lines of a TREC run */
    EXPORT_RIS,        /* citations: RIS, type NEWS */
    EXPORT_BIBTEX,     /* BibTeX, @article, UTF-8 */
    EXPORT_CSL         /* CSL-JSON, type article-newspaper */
};

/* An export on its way. Fill the first members, zero the rest. */
struct export
{
    enum export_form form;
    struct hit_fields fields; /* JSON Lines, CSV: what each hit has; none: what is usual */
    bool full;                /* JSON Lines: with the whole articles */
    struct slice qid, run;    /* TREC: names of the query and of the run */
    struct date accessed;     /* citations: the day of access */
    size_t written;           /* hits so far */
    double last_score;        /* TREC: as printed last */
};

/* Fields of a CSV where none are asked for. */
#define EXPORT_CSV_FIELDS "rank,score,id,date,source,language,title,url"

void export_begin(struct export *export, struct buffer *out);
void export_hit(struct export *export, const struct result_hit *hit, struct buffer *out);
void export_end(struct export *export, struct buffer *out);

/* All three, for the hits of a result. */
void export_result(struct export *export, const struct result *result, struct buffer *out);

/* --- forms, for export_hit -------------------------------------------------------------------- */

void export_json_line(const struct export *export, const struct result_hit *hit,
                      struct buffer *out);
void export_csv_header(const struct export *export, struct buffer *out);
void export_csv_row(const struct export *export, const struct result_hit *hit, struct buffer *out);
void export_trec_line(struct export *export, const struct result_hit *hit, struct buffer *out);
void export_ris(const struct export *export, const struct result_hit *hit, struct buffer *out);
void export_bibtex(const struct export *export, const struct result_hit *hit, struct buffer *out);
void export_csl(const struct export *export, const struct result_hit *hit, struct buffer *out);

#endif
