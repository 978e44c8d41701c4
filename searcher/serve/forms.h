#ifndef HERALD_SERVE_FORMS_H
#define HERALD_SERVE_FORMS_H

#include "corpus/buffer.h"

/* The forms that an answer can have, and how clients ask for them. */

enum reply_form {
    REPLY_JSON,
    REPLY_HTML,
    REPLY_JSON_LINES,
    REPLY_ATOM,
    REPLY_RSS,
    REPLY_JSON_FEED,
    REPLY_CSV,
    REPLY_RIS,
    REPLY_BIBTEX,
    REPLY_CSL_JSON,
    REPLY_TEXT,
    REPLY_TREC,
    REPLY_SUGGESTIONS,
    REPLY_FORM_COUNT,
    REPLY_FORM_NONE = REPLY_FORM_COUNT
};

/* A set of forms. */
#define FORM_BIT(form) (1u << (form))

struct form_description {
    const char *name;      /* as the parameter `format` gives it, and as an option is called */
    const char *type;      /* its media type, bare */
    const char *full_type; /* the same with its charset */
    const char *suffix;    /* of a file that is saved; NULL: it is shown, not saved */
};

const struct form_description *form_describe(enum reply_form form);

/* The form of a name, REPLY_FORM_NONE for another word. */
enum reply_form form_find(struct slice name);

/* The form among `offered` that an Accept header likes best, the first of equals in the order
 * above; REPLY_FORM_NONE when none is acceptable. */
enum reply_form form_negotiate(unsigned offered, struct slice accept);

/* The media type under which a form is sent to who sent this Accept header: its own, or another of
 * its names where the client likes that better. */
const char *form_media_type(enum reply_form form, struct slice accept);

#endif
