#ifndef HERALD_SERVE_PARAMETERS_H
#define HERALD_SERVE_PARAMETERS_H

#include "corpus/buffer.h"
#include "corpus/error.h"

/*
 * What a client writes after the '?' of an address, or in the body of a form:
 * application/x-www-form-urlencoded (URL Standard, section 5), read strictly. A '%' without two
 * hexadecimal digits and text that is not UTF-8 are failures, not guesses.
 */

/* Parameters of one request, at the most. */
#define PARAMETERS_MAX 256u

/* Both parts are valid UTF-8 and terminated by a NUL that is not counted; a value may hold U+0000.
 */
struct parameter {
    struct slice name, value;
};

/* Zeroed memory is none; the items lie in the arena that they were read into. */
struct parameters {
    struct parameter *items;
    size_t count;
};

/*
 * Read "a=b&c=d" and append what it holds, in order. Empty pieces ("a=1&&b=2") are passed over; a
 * name without '=' has the empty value. HERALD_E_FORMAT for a wrong escape or text that is not
 * UTF-8, HERALD_E_LIMIT beyond PARAMETERS_MAX, HERALD_E_NO_MEMORY.
 */
enum herald_status parameters_read(struct slice raw, struct arena *arena, struct parameters *out,
                                   struct herald_error *err);

/* The value of the first parameter of a name; {NULL, 0} where there is none. */
struct slice parameters_find(const struct parameters *parameters, const char *name);

/* Undo percent-encoding (RFC 3986, section 2.1), into the arena; with `form`, '+' is a blank. The
 * same failures as parameters_read. */
enum herald_status url_decode(struct slice raw, bool form, struct arena *arena, struct slice *out,
                              struct herald_error *err);

/* Append text so that it can stand for itself anywhere in an address: all but the unreserved
 * characters of RFC 3986 as %XX. */
void url_encode(struct buffer *out, struct slice text);

#endif
