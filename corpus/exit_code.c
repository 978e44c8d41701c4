#include "corpus/exit_code.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum herald_exit herald_exit_code(enum herald_status status)
{
    switch (status) {
    case HERALD_OK:
    case HERALD_DONE:
        return HERALD_EXIT_OK;
    case HERALD_E_NOT_FOUND:
        return HERALD_EXIT_NOTHING;
    case HERALD_E_ARGUMENT:
    case HERALD_E_QUERY:
    case HERALD_E_LIMIT:
        return HERALD_EXIT_USAGE;
    case HERALD_E_FORMAT:
    case HERALD_E_TIMEOUT:
        return HERALD_EXIT_PARTIAL;
    case HERALD_E_NO_INDEX:
        return HERALD_EXIT_NO_INDEX;
    case HERALD_E_VERSION:
        return HERALD_EXIT_VERSION;
    case HERALD_E_LOCKED:
    case HERALD_E_BUSY:
        return HERALD_EXIT_LOCKED;
    case HERALD_E_CORRUPT:
        return HERALD_EXIT_DAMAGED;
    case HERALD_E_IO:
    case HERALD_E_NO_SPACE:
    case HERALD_E_PERMISSION:
        return HERALD_EXIT_IO;
    case HERALD_E_INTERRUPTED:
        return HERALD_EXIT_INTERRUPTED;
    case HERALD_E_NO_MEMORY:
    case HERALD_E_INTERNAL:
        return HERALD_EXIT_INTERNAL;
    }
    return HERALD_EXIT_INTERNAL;
}

const char *herald_hint(enum herald_status status)
{
    switch (status) {
    case HERALD_E_BUSY:
        return "try again when less is being written";
    case HERALD_E_CORRUPT:
        return "the index is damaged: restore it from a copy, or index the articles again in "
               "another "
               "folder";
    case HERALD_E_NO_SPACE:
        return "make room and run the same command again";
    case HERALD_E_PERMISSION:
        return "searching needs the right to read the index, index and compact to write to it too";
    case HERALD_E_NO_MEMORY:
        return "allow more memory (ulimit -v), or ask for less (--memory, --jobs, --limit)";
    default:
        return NULL;
    }
}

void herald_tell(const char *command, const struct herald_error *error)
{
    const char *hint = herald_hint(error->status);
    fprintf(stderr, "herald %s: %s\n", command, error->message);
    bool commits = error->status == HERALD_E_NO_SPACE && strcmp(command, "index") == 0;
    if (hint)
        fprintf(stderr, "  %s%s\n", hint, commits ? "; what was committed is kept" : "");
}
