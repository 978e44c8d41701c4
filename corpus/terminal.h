#ifndef HERALD_CORPUS_TERMINAL_H
#define HERALD_CORPUS_TERMINAL_H

#include "corpus/buffer.h"
#include "corpus/error.h"

/* Output for people. */

/* Whether standard output is a terminal that wants colours: not with $NO_COLOR (no-color.org), nor
 * with a $TERM of "dumb". */
bool terminal_wants_colour(void);

/* Append text so that it can do nothing to a terminal: control characters become U+FFFD, line
 * breaks and tabs stay. */
void terminal_append(struct buffer *out, struct slice text);

/* Print a line to standard error that may hold text of articles or queries: every control character
 * becomes U+FFFD, line breaks and tabs too. */
void terminal_tell(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Write everything to standard output. HERALD_E_IO, NO_SPACE; a reader that has gone (EPIPE) is
 * HERALD_OK, since it has seen enough. */
enum herald_status terminal_write(struct slice text, struct herald_error *err);

/* The same through $PAGER (less where it is unset or empty) if standard output is a terminal. */
enum herald_status terminal_page(struct slice text, struct herald_error *err);

#endif
