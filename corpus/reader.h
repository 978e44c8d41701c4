#ifndef HERALD_CORPUS_READER_H
#define HERALD_CORPUS_READER_H

/*
 * Files, directories and standard input in, one article at a time out.
 *
 * The format of each file is found by its content; gzip is undone on the way. What cannot be read
 * is reported through a callback, once for each record or file, and never ends the reading. No file
 * is held in memory: a reader needs about as much as its largest record.
 */

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "corpus/article.h"
#include "corpus/encoding.h"
#include "corpus/error.h"

/* The most bytes that one record (a JSON object, a text file, an SGML element) may have. */
#define READER_RECORD_LIMIT ((size_t)64 << 20)

/* How deeply JSON values may be nested. */
#define READER_DEPTH_LIMIT 512

/* How deeply directories may be nested. */
#define READER_DIRECTORY_LIMIT 256

/* What became of the input that an event is about. */
enum reader_severity {
    READER_WARNING, /* the article was read, with a change or a field that was not understood */
    READER_RECORD_SKIPPED, /* one record is not among the articles */
    READER_FILE_SKIPPED    /* a file or directory, or the rest of one, is not among the articles */
};

/* Something that the user should know of; valid during the callback only. */
struct reader_event {
    enum reader_severity severity;
    const char *file;    /* as named by the user and the directory; "-" for standard input */
    uint64_t offset;     /* where in the file, in bytes after gunzip; of the fault where known */
    uint64_t line;       /* the line of the record, from 1; 0 where it is about the whole file */
    uint64_t record;     /* the record in the file, from 1; 0 where it is about the whole file */
    const char *message; /* what is wrong, in the style of herald_error, without the place */
};

typedef void reader_report(void *context, const struct reader_event *event);

/* Write an event as one line: "x.jsonl:12: record skipped: ... (byte 3456)". Returns the length
 * that was written to `out` of `size` (above 0) bytes; a longer line is cut. */
size_t reader_event_format(const struct reader_event *event, char *out, size_t size);

/* A field of the input that is to be read as one of Herald's: --map title=headline. */
struct field_mapping {
    const char *field; /* the name of Herald's field ("title"), or "extra" to keep it unread */
    const char *name;  /* the name in the input ("headline"), compared exactly */
};

/* How to read. A zeroed structure is the usual way. */
struct reader_options {
    const char *format;              /* "jsonl", "text", "reuters", "smart"; NULL: by content */
    const struct field_mapping *map; /* of names in JSON and in front matter */
    size_t map_count;
    size_t record_limit;                   /* bytes; 0: READER_RECORD_LIMIT */
    const char *source;                    /* for articles that name none; NULL: none */
    const char *language;                  /* the same; in any form that language_tag takes */
    struct language_judge judge;           /* by whom text that is not UTF-8 may be converted */
    bool (*leave_out)(const char *folder); /* whether no file below a folder is read; or NULL */
    const volatile sig_atomic_t *stop; /* reading ends with INTERRUPTED once it is not 0; or NULL */
    reader_report *report;             /* called for each event; NULL: events are dropped */
    void *report_context;
};

/* Articles from a list of paths. */
struct reader;

/*
 * Begin to read `count` paths, in their order: files, directories (all files below them, in the
 * order of their names' bytes, without names that begin with '.'), or "-" for standard input. The
 * strings of paths and options are lent until reader_free. The directories are walked now; what is
 * missing or unreadable is reported, and the rest is read.
 *
 * HERALD_E_ARGUMENT (unknown format, field name or language), HERALD_E_INTERRUPTED, HERALD_E_NO_MEMORY.
 */
enum herald_status reader_open(const char *const *paths, size_t count,
                               const struct reader_options *options, struct reader **out,
                               struct herald_error *err);

/*
 * Read the next article into `article`, which is cleared first and owns its bytes afterwards. Its
 * language is a BCP 47 tag (language_tag), or as it was given where it is none: of the same text in
 * articles that follow each other, the first is reported.
 *
 * HERALD_OK, HERALD_DONE after the last, or what ends the reading: HERALD_E_INTERRUPTED,
 * HERALD_E_NO_MEMORY. After anything but OK the article is empty.
 */
enum herald_status reader_next(struct reader *reader, struct article *article,
                               struct herald_error *err);

/* How far a reader is. */
struct reader_progress {
    uint64_t bytes;      /* read so far, as they are on disk */
    uint64_t total;      /* the bytes of all files; 0 when standard input is among them */
    uint64_t text_bytes; /* read so far, after gunzip */
    uint64_t articles;   /* given out so far */
    size_t file_index;   /* of the current file, from 0 */
    size_t file_count;
    const char *file; /* the current or last file; "" before the first; valid until reader_free */
    uint64_t file_offset; /* where in it the last article began, after gunzip */
    uint64_t file_line;   /* and on which line, from 1 */
    uint64_t warnings;    /* events so far, by severity */
    uint64_t skipped;     /* records */
    uint64_t skipped_files;
    uint64_t envelopes; /* JSON objects of which an array was read as articles */
};
void reader_progress(const struct reader *reader, struct reader_progress *out);

/* End a reader; takes NULL. Articles read from it stay valid. */
void reader_free(struct reader *reader);

/* The names of the formats, NULL after the last, and of the fields that --map accepts. Static. */
const char *const *reader_format_names(void);
const char *const *reader_field_names(void);

/* Whether a format has this name; HERALD_E_ARGUMENT, with the names of all, where none has. */
enum herald_status reader_format_check(const char *name, struct herald_error *err);

#endif
