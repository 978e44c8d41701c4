#include "indexer/language/detection/blocks.h"

/* Columns that a line is set in by. */
#define INDENTATION_MIN 2u

/* A line: where its text begins and ends, and where the next line begins. */
struct line {
    size_t begin, text, end, next;
};

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\v' || byte == '\f';
}

static struct line line_at(struct slice text, size_t begin)
{
    const char *newline = memchr(text.bytes + begin, '\n', text.length - begin);
    struct line line = {.begin = begin, .text = begin};
    line.end = newline ? (size_t)(newline - text.bytes) : text.length;
    line.next = newline ? line.end + 1 : text.length;
    while (line.text < line.end && is_blank(text.bytes[line.text]))
        line.text++;
    return line;
}

static bool is_long(struct slice text, const struct line *line)
{
    size_t width = 0;
    if (line->end - line->text <= BLOCK_LINE_MAX)
        return false;
    for (size_t at = line->text; at < line->end && width <= BLOCK_LINE_MAX; at++)
        width += ((unsigned char)text.bytes[at] & 0xC0) != 0x80;
    return width > BLOCK_LINE_MAX;
}

size_t block_end(struct slice text, size_t begin)
{
    struct line line = line_at(text, begin);
    while (line.text == line.end && line.next < text.length) /* blank lines before the first */
        line = line_at(text, line.next);
    while (line.next < text.length) {
        const struct line next = line_at(text, line.next);
        const bool blank = next.text == next.end;
        if (blank || is_long(text, &line) || is_long(text, &next) ||
            next.text - next.begin >= line.text - line.begin + INDENTATION_MIN) {
            size_t end = line.next;
            for (struct line after = next; after.text == after.end; after = line_at(text, end)) {
                end = after.next;
                if (end >= text.length)
                    break;
            }
            return end;
        }
        line = next;
    }
    return text.length;
}
