#include "corpus/error.h"

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "corpus/utf8.h"

/* Make what vsnprintf left one line of valid UTF-8: file names may hold any byte. */
static void clean_message(char *message, bool cut)
{
    size_t length = strlen(message);
    for (size_t at = 0; at < length;) {
        uint32_t code_point;
        size_t taken = utf8_decode(message + at, length - at, &code_point);
        if (taken == 0 && cut && length - at < UTF8_MAX) {
            message[at] = '\0';
            return;
        }
        if (taken == 0 || code_point < 0x20 || code_point == 0x7F)
            message[at] = '?';
        else if (code_point >= 0x80 && code_point < 0xA0) /* controls of two bytes */
            message[at] = message[at + 1] = '?';
        at += taken ? taken : 1;
    }
}

static void fill_message(struct herald_error *err, const char *format, va_list arguments)
{
    int wanted = vsnprintf(err->message, sizeof(err->message), format, arguments);
    if (wanted < 0)
        err->message[0] = '\0';
    clean_message(err->message, wanted >= (int)sizeof(err->message));
}

enum herald_status herald_fail(struct herald_error *err, enum herald_status status,
                               const char *format, ...)
{
    if (err) {
        va_list arguments;
        va_start(arguments, format);
        err->status = status;
        fill_message(err, format, arguments);
        va_end(arguments);
    }
    return status;
}

static enum herald_status status_of_errno(int error_number)
{
    switch (error_number) {
    case ENOSPC:
    case EDQUOT:
        return HERALD_E_NO_SPACE;
    case EACCES:
    case EPERM:
    case EROFS:
        return HERALD_E_PERMISSION;
    case ENOENT:
    case ENOTDIR:
        return HERALD_E_NOT_FOUND;
    case ENOMEM:
        return HERALD_E_NO_MEMORY;
    default:
        return HERALD_E_IO;
    }
}

/* The system's words for an error, in our style: "permission denied", not "Permission denied". */
static void append_errno(char *message, size_t size, int error_number)
{
    char words[128];
    const char *text = strerror_r(error_number, words, sizeof(words));
    size_t length = strlen(message);
    snprintf(message + length, size - length, ": %s", text);
    size_t first = length + 2;
    bool acronym = text[0] && text[1] >= 'A' && text[1] <= 'Z';
    if (first < size && message[first] >= 'A' && message[first] <= 'Z' && !acronym)
        message[first] = (char)(message[first] - 'A' + 'a');
}

enum herald_status herald_fail_errno(struct herald_error *err, int error_number, const char *format,
                                     ...)
{
    enum herald_status status = status_of_errno(error_number);
    if (err) {
        va_list arguments;
        va_start(arguments, format);
        err->status = status;
        fill_message(err, format, arguments);
        va_end(arguments);
        append_errno(err->message, sizeof(err->message), error_number);
    }
    return status;
}

const char *herald_status_name(enum herald_status status)
{
    static const char *const names[] = {
        [HERALD_OK] = "ok",
        [HERALD_DONE] = "done",
        [HERALD_E_ARGUMENT] = "argument",
        [HERALD_E_NOT_FOUND] = "not-found",
        [HERALD_E_NO_INDEX] = "no-index",
        [HERALD_E_VERSION] = "version",
        [HERALD_E_LOCKED] = "locked",
        [HERALD_E_BUSY] = "busy",
        [HERALD_E_QUERY] = "query",
        [HERALD_E_FORMAT] = "format",
        [HERALD_E_LIMIT] = "limit",
        [HERALD_E_CORRUPT] = "corrupt",
        [HERALD_E_IO] = "io",
        [HERALD_E_NO_SPACE] = "no-space",
        [HERALD_E_PERMISSION] = "permission",
        [HERALD_E_TIMEOUT] = "timeout",
        [HERALD_E_INTERRUPTED] = "interrupted",
        [HERALD_E_NO_MEMORY] = "no-memory",
        [HERALD_E_INTERNAL] = "internal",
    };
    const bool known = (size_t)status < sizeof(names) / sizeof(names[0]) && names[status];
    return known ? names[status] : "unknown";
}
