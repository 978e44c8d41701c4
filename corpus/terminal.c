#include "corpus/terminal.h"

#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "corpus/utf8.h"

bool terminal_wants_colour(void)
{
    const char *refused = getenv("NO_COLOR"), *terminal = getenv("TERM");
    bool dumb = terminal && strcmp(terminal, "dumb") == 0;
    return isatty(STDOUT_FILENO) && !(refused && *refused) && !dumb;
}

/* Append text without control characters but those that are `kept`. */
static void append_printable(struct buffer *out, struct slice text, const char *kept)
{
    for (size_t at = 0; at < text.length;) {
        uint32_t c;
        size_t length = utf8_decode(text.bytes + at, text.length - at, &c);
        const bool control = c < 0x20 ? c == 0 || !strchr(kept, (int)c) : c >= 0x7F && c < 0xA0;
        if (control || length == 0)
            buffer_append_string(out, UTF8_REPLACEMENT_TEXT);
        else
            buffer_append(out, text.bytes + at, length);
        at += length ? length : 1;
    }
}

void terminal_append(struct buffer *out, struct slice text)
{
    append_printable(out, text, "\n\t");
}

void terminal_tell(const char *format, ...)
{
    struct buffer line = BUFFER_INIT;
    char *text = NULL;
    va_list arguments;
    va_start(arguments, format);
    const int length = vasprintf(&text, format, arguments);
    va_end(arguments);
    if (length < 0)
        return;
    append_printable(&line, (struct slice){text, (size_t)length}, "");
    buffer_append_byte(&line, '\n');
    if (!line.failed)
        fwrite(line.bytes, 1, line.length, stderr);
    buffer_dispose(&line);
    free(text);
}

/* Write to a descriptor; a reader that has gone is no failure. */
static enum herald_status write_all(int descriptor, struct slice text, struct herald_error *err)
{
    void (*handler)(int) = signal(SIGPIPE, SIG_IGN);
    enum herald_status status = HERALD_OK;
    while (text.length > 0 && status == HERALD_OK) {
        ssize_t written = write(descriptor, text.bytes, text.length);
        if (written < 0 && errno == EPIPE)
            break;
        if (written < 0 && errno != EINTR)
            status = herald_fail_errno(err, errno, "cannot write the result");
        size_t passed = written > 0 ? (size_t)written : 0;
        text = (struct slice){text.bytes + passed, text.length - passed};
    }
    signal(SIGPIPE, handler);
    return status;
}

enum herald_status terminal_write(struct slice text, struct herald_error *err)
{
    fflush(stdout);
    enum herald_status status = write_all(STDOUT_FILENO, text, err);
    return status == HERALD_E_NOT_FOUND ? HERALD_E_IO : status;
}

enum herald_status terminal_page(struct slice text, struct herald_error *err)
{
    const char *pager = getenv("PAGER");
    if (!isatty(STDOUT_FILENO))
        return terminal_write(text, err);
    /* As git does: colours pass, a result that fits on the screen stays there. */
    setenv("LESS", "FRX", 0);
    FILE *pipe = popen(pager && *pager ? pager : "less", "w");
    if (!pipe)
        return terminal_write(text, err);
    enum herald_status status = write_all(fileno(pipe), text, err);
    if (pclose(pipe) == 127 << 8)
        return terminal_write(text, err);
    return status;
}
