#ifndef HERALD_SEARCHER_TEXT_MARKS_H
#define HERALD_SEARCHER_TEXT_MARKS_H

#include "searcher/query.h"
#include "searcher/stretch.h"

/* Where the parts of an indexed article's text begin: fields, paragraphs and sentences. */

/* A part of the text in which words are looked for. */
enum text_scope_kind { SCOPE_WHOLE, SCOPE_TITLE, SCOPE_BODY, SCOPE_LEAD, SCOPE_OPENING };

struct text_scope {
    enum text_scope_kind kind;
    uint32_t count; /* SCOPE_OPENING: words of the body */
};

/* Words that the lead has at least; and at most where the body has one paragraph only. */
#define LEAD_WORDS 60u

/* Which marks are wanted. */
enum { MARKS_FIELDS = 1, MARKS_SENTENCES = 2, MARKS_PARAGRAPHS = 4, MARKS_BODY = 8 };

/* The marks of one document, by position; starts belong to this structure. */
struct text_marks {
    struct text_parts fields, sentences, paragraphs; /* title and subtitle are one of each */
    uint32_t body; /* where the body begins; UINT32_MAX for an article without */
    uint32_t *room[3];
    size_t capacity[3];
};

/* Read marks of a document out of its table of positions. False on no memory. */
bool text_marks_read(struct text_marks *marks, struct slice table, unsigned wanted);

/* The positions that a scope covers; false where it covers none. The marks need to hold what
 * text_marks_of_scope says. */
bool text_marks_range(const struct text_marks *marks, struct text_scope scope, uint32_t *first,
                      uint32_t *last);
unsigned text_marks_of_scope(struct text_scope scope);

void text_marks_dispose(struct text_marks *marks);

#endif
