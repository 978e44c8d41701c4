#include "searcher/json_writer.h"

#include <math.h>

#include "corpus/json_text.h"
#include "corpus/utf8.h"

static bool on_one_line(const struct json_writer *writer)
{
    return !writer->pretty || (writer->one_line > 0 && writer->depth >= writer->one_line);
}

static void new_line(struct json_writer *writer)
{
    buffer_append_byte(writer->out, '\n');
    for (unsigned level = 0; level < writer->depth; level++)
        buffer_append_string(writer->out, "  ");
}

/* What stands before an item: nothing, a comma, a line break. */
static void begin_item(struct json_writer *writer)
{
    if (writer->after_key) {
        writer->after_key = false;
        return;
    }
    if (writer->filled)
        buffer_append_byte(writer->out, ',');
    if (writer->depth > 0 && !on_one_line(writer))
        new_line(writer);
    else if (writer->filled && writer->pretty)
        buffer_append_byte(writer->out, ' ');
    writer->filled = true;
}

static void open_with(struct json_writer *writer, char bracket)
{
    begin_item(writer);
    buffer_append_byte(writer->out, (unsigned char)bracket);
    writer->depth++;
    writer->filled = false;
}

static void close_with(struct json_writer *writer, char bracket)
{
    bool line = writer->filled && !on_one_line(writer);
    if (writer->one_line == writer->depth)
        writer->one_line = 0;
    writer->depth--;
    if (line)
        new_line(writer);
    buffer_append_byte(writer->out, (unsigned char)bracket);
    writer->filled = true;
}

void json_write_object(struct json_writer *writer)
{
    open_with(writer, '{');
}

void json_write_object_inline(struct json_writer *writer)
{
    open_with(writer, '{');
    if (writer->one_line == 0)
        writer->one_line = writer->depth;
}

void json_write_array(struct json_writer *writer)
{
    open_with(writer, '[');
}

void json_write_array_inline(struct json_writer *writer)
{
    open_with(writer, '[');
    if (writer->one_line == 0)
        writer->one_line = writer->depth;
}

void json_write_end_object(struct json_writer *writer)
{
    close_with(writer, '}');
}

void json_write_end_array(struct json_writer *writer)
{
    close_with(writer, ']');
}

static void append_text(struct buffer *out, struct slice text)
{
    if (utf8_is_valid(text)) {
        json_append_string(out, text);
        return;
    }
    struct buffer repaired = BUFFER_INIT;
    utf8_repair(text, &repaired);
    json_append_string(out, buffer_slice(&repaired));
    out->failed = out->failed || repaired.failed;
    buffer_dispose(&repaired);
}

void json_write_key_slice(struct json_writer *writer, struct slice key)
{
    begin_item(writer);
    append_text(writer->out, key);
    buffer_append_string(writer->out, writer->pretty ? ": " : ":");
    writer->after_key = true;
}

void json_write_key(struct json_writer *writer, const char *key)
{
    json_write_key_slice(writer, slice_of(key));
}

void json_write_string(struct json_writer *writer, struct slice text)
{
    begin_item(writer);
    append_text(writer->out, text);
}

/* By hand: a result holds hundreds of offsets. */
void json_write_integer(struct json_writer *writer, int64_t number)
{
    char digits[20], *at = digits + sizeof(digits);
    uint64_t left = number < 0 ? -(uint64_t)number : (uint64_t)number;
    begin_item(writer);
    do
        *--at = (char)('0' + left % 10);
    while (left /= 10);
    if (number < 0)
        *--at = '-';
    buffer_append(writer->out, at, (size_t)(digits + sizeof(digits) - at));
}

void json_write_decimal(struct json_writer *writer, double number, int digits)
{
    begin_item(writer);
    if (isfinite(number))
        buffer_append_format(writer->out, "%.*f", digits, number);
    else
        buffer_append_string(writer->out, "null");
}

void json_write_boolean(struct json_writer *writer, bool value)
{
    begin_item(writer);
    buffer_append_string(writer->out, value ? "true" : "false");
}

void json_write_null(struct json_writer *writer)
{
    begin_item(writer);
    buffer_append_string(writer->out, "null");
}

void json_write_raw(struct json_writer *writer, struct slice json)
{
    begin_item(writer);
    json_append_compact(writer->out, json);
}

void json_write_pair(struct json_writer *writer, const char *key, struct slice text)
{
    json_write_key(writer, key);
    if (text.length > 0)
        json_write_string(writer, text);
    else
        json_write_null(writer);
}

void json_write_count(struct json_writer *writer, const char *key, uint64_t count)
{
    json_write_key(writer, key);
    json_write_integer(writer, (int64_t)count);
}

void json_write_flag(struct json_writer *writer, const char *key, bool value)
{
    json_write_key(writer, key);
    json_write_boolean(writer, value);
}
