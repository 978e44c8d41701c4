#ifndef HERALD_CORPUS_READERS_FORMAT_H
#define HERALD_CORPUS_READERS_FORMAT_H

/*
 * What a format offers and what it is given. A new format is one file in this directory and one
 * line in the table of readers.c.
 */

#include "corpus/article.h"
#include "corpus/encoding.h"
#include "corpus/field.h"
#include "corpus/input.h"
#include "corpus/reader.h"

/* One file that is being read. */
struct reading {
    struct input *input;
    const struct reader_options *options; /* record_limit is set */
    const struct field_table *fields;
    const char *path, *relative, *tree; /* as in struct walked_file */
    reader_report *report;              /* counts and passes on; never NULL */
    void *report_context;
    uint64_t *envelopes;      /* counts objects of which an array was read instead */
    struct encoding encoding; /* of the last text that was not UTF-8 and was converted, or zeroed */

    /* The record at hand, set by reading_begin_record. */
    uint64_t record, offset, line;
};

struct format {
    const char *name;

    /* Whether the format knows a file by its beginning: up to FORMAT_PROBE_SIZE bytes after gunzip
     * and a byte order mark. The formats are asked in the order of the table. */
    bool (*probe)(struct slice start);

    /* Begin to read; *state is what the other two get. HERALD_E_NO_MEMORY. */
    enum herald_status (*open)(struct reading *reading, void **state, struct herald_error *err);

    /*
     * The next article, into an empty one. HERALD_OK; HERALD_DONE at the end of the file; and what
     * ends all reading, HERALD_E_INTERRUPTED and HERALD_E_NO_MEMORY. Bad records are reported and
     * passed over.
     */
    enum herald_status (*next)(void *state, struct article *article, struct herald_error *err);

    void (*close)(void *state);
};

#define FORMAT_PROBE_SIZE ((size_t)16 << 10)

/* All formats, and how many they are. */
extern const struct format *const formats[];
extern const size_t format_count;

/* The format of that name, or NULL. */
const struct format *format_by_name(const char *name);

/* The format of a file that begins so and is called so; NULL, and *why says what it seems to be,
 * when none can read it. The name tells only tables from text. */
const struct format *format_by_content(struct slice start, const char *path, const char **why);

/* A record begins at the start of the window. */
void reading_begin_record(struct reading *reading);

/* Report about the record at hand: a fault at its start, or `at` bytes into it. */
void reading_warn(const struct reading *reading, size_t at, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void reading_skip(const struct reading *reading, size_t at, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/*
 * Deal with a failure of input_more: HERALD_DONE is given back as it is; damage is reported as the
 * loss of the rest of the file and becomes HERALD_DONE; what ends all reading is given back.
 */
enum herald_status reading_input_failed(const struct reading *reading, enum herald_status status,
                                        const struct herald_error *err);

/*
 * Convert the record at hand, or its text, which is not valid UTF-8, where its encoding is certain:
 * append it to `out`, report it, and set *converted; else leave `out` as it is. What encoding_find
 * and encoding_decode return.
 */
enum herald_status reading_convert(struct reading *reading, struct slice raw, struct buffer *out,
                                   bool *converted, struct herald_error *err);

/*
 * The text of the record at hand as valid UTF-8 in the article's arena: as it is, converted, or
 * with U+FFFD in the place of each fault, which is reported. As reading_convert.
 */
enum herald_status reading_text(struct reading *reading, struct article *article, struct slice raw,
                                struct slice *text, struct herald_error *err);

/* Add an extra field whose value is a JSON string of the text (valid UTF-8). */
enum herald_status reading_add_string(struct article *article, const char *name, struct slice text,
                                      struct herald_error *err);

/* Text without blanks (space, tab, newline, return) around it. */
struct slice reading_trim(struct slice text);

#endif
