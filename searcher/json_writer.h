#ifndef HERALD_SEARCHER_JSON_WRITER_H
#define HERALD_SEARCHER_JSON_WRITER_H

#include "corpus/buffer.h"

/*
 * Writes JSON into a buffer, piece by piece, in the order of the calls: commas, line breaks and
 * indents come by themselves. The caller opens and closes what belongs together; keys are not
 * looked at twice. On no memory out->failed is set, to be checked once at the end.
 */
struct json_writer {
    struct buffer *out;
    bool pretty;       /* line breaks and indents; else everything on one line */
    unsigned depth;    /* open objects and arrays */
    unsigned one_line; /* the depth from which on everything stays on one line; 0: none */
    bool filled;       /* the innermost one has something in it */
    bool after_key;    /* a value must come next */
};

/* Open and close an object or an array. _inline: it stays on one line even when pretty. */
void json_write_object(struct json_writer *writer);
void json_write_object_inline(struct json_writer *writer);
void json_write_array(struct json_writer *writer);
void json_write_array_inline(struct json_writer *writer);
void json_write_end_object(struct json_writer *writer);
void json_write_end_array(struct json_writer *writer);

/* The key of the next value; a string literal or other valid UTF-8. */
void json_write_key(struct json_writer *writer, const char *key);
void json_write_key_slice(struct json_writer *writer, struct slice key);

/* Values. Strings are UTF-8 and may hold U+0000; what is not UTF-8 becomes U+FFFD. */
void json_write_string(struct json_writer *writer, struct slice text);
void json_write_integer(struct json_writer *writer, int64_t number);
void json_write_decimal(struct json_writer *writer, double number, int digits);
void json_write_boolean(struct json_writer *writer, bool value);
void json_write_null(struct json_writer *writer);

/* A value that is JSON already; kept byte for byte but for blanks between its tokens. */
void json_write_raw(struct json_writer *writer, struct slice json);

/* A key and its string, or null where the string is empty. */
void json_write_pair(struct json_writer *writer, const char *key, struct slice text);

/* A key and a number of things; a key and true or false. */
void json_write_count(struct json_writer *writer, const char *key, uint64_t count);
void json_write_flag(struct json_writer *writer, const char *key, bool value);

#endif
