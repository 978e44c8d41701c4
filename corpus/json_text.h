#ifndef HERALD_CORPUS_JSON_TEXT_H
#define HERALD_CORPUS_JSON_TEXT_H

/*
 * JSON (RFC 8259) as text: values are found and checked where they stand, and only what is wanted
 * is turned into something else, so that numbers keep every digit.
 */

#include "corpus/buffer.h"

/* What was found in a value that JSON or UTF-8 does not allow and that was mended all the same. */
enum json_note {
    JSON_NOTE_INVALID_UTF8 = 1,   /* replaced by U+FFFD */
    JSON_NOTE_LONE_SURROGATE = 2, /* "\ud800" without its other half: replaced by U+FFFD */
    JSON_NOTE_CONTROL = 4         /* a control character that should have been escaped: kept */
};

/* A place in JSON text. The bytes belong to the caller. */
struct json_cursor {
    const char *at, *end;
    const char *error; /* what is wrong at `at`, static; NULL while all is well */
    unsigned notes;    /* enum json_note, of all that was passed */
};

/* A string in JSON text, without its quotes. */
struct json_string {
    struct slice raw;
    bool escaped; /* holds a backslash */
    bool high;    /* holds a byte above 0x7F */
};

/* Pass blanks. */
static inline void json_skip_blanks(struct json_cursor *c)
{
    while (c->at < c->end && (*c->at == ' ' || *c->at == '\n' || *c->at == '\r' || *c->at == '\t'))
        c->at++;
}

/*
 * Pass a string, its opening quote being at the cursor, and check it: escapes are right, and no
 * newline is in it. False (and c->error) if not.
 */
bool json_skip_string(struct json_cursor *c, struct json_string *out);

/*
 * Pass a value of any kind at the cursor, and check it; objects and arrays may be nested
 * `depth_limit` deep. False (and c->error) if it is none; c->error is JSON_TOO_DEEP or JSON_CUT_OFF
 * itself for these two cases.
 */
bool json_skip_value(struct json_cursor *c, size_t depth_limit);
extern const char JSON_TOO_DEEP[];
extern const char JSON_CUT_OFF[];

/*
 * The text that a string stands for: escapes undone, valid UTF-8, U+0000 among it. It lies in the
 * arena; {NULL, 0} when memory runs out. What was mended is added to *notes.
 */
struct slice json_string_text(const struct json_string *string, struct arena *arena,
                              unsigned *notes);

/*
 * Append a checked value to `out` without the blanks between its tokens, all else byte for byte,
 * except that what is not UTF-8 becomes U+FFFD and control characters are escaped.
 */
void json_append_compact(struct buffer *out, struct slice value);

/* Append text (valid UTF-8) as a JSON string, quotes included. */
void json_append_string(struct buffer *out, struct slice text);

/* Whether the text is a number as JSON writes it. */
bool json_is_number(struct slice text);

#endif
