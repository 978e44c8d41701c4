#ifndef HERALD_CORPUS_ARTICLE_H
#define HERALD_CORPUS_ARTICLE_H

#include "corpus/buffer.h"
#include "corpus/date.h"
#include "corpus/error.h"

/* Strings that an article has any number of. */
struct slice_list {
    struct slice *items;
    size_t count;
    size_t capacity; /* room in items; 0 for an array that article_list_add did not make */
};

/* A field that Herald has no name for, as the input gave it. */
struct extra_field {
    struct slice name;
    struct slice json; /* the value as valid JSON text: its tokens byte for byte (numbers keep every
                          digit), the blanks between them left out, so that it is one line */
};

/*
 * One article. All text is valid UTF-8, as read (U+0000 may occur), and lives in `arena`; an absent
 * field is an empty slice or list. A zeroed structure is an empty article.
 *
 * Identity is (source, id). An article without id is identified by its url, one with neither by a
 * hash of its content: see article_identity.
 */
struct article {
    struct slice id;
    struct slice url;
    struct slice source;
    struct slice title;
    struct slice subtitle;
    struct slice_list authors;
    struct slice body;
    struct date published;
    struct date updated;
    struct slice language; /* BCP 47: "en", "pt-BR"; as given where it is none */
    struct slice section;
    struct slice_list countries;
    struct slice_list people;
    struct slice_list organisations;
    struct slice_list topics;
    struct slice place; /* place of writing */
    struct slice rights;
    struct extra_field *extra;
    size_t extra_count;
    size_t extra_capacity; /* as of a slice_list */
    struct arena arena;    /* owns every byte above */

    /* What an index found out; no part of what was read, so neither hashed nor stored with it. */
    struct slice detected; /* its language's code, where it declares none or a wrong one */
    bool mixed;            /* some of its text is in another language than the rest */
};

/* Empty an article for the next one; its memory is kept for reuse. */
void article_clear(struct article *article);

/* Free what an article holds; it is empty and usable afterwards. */
void article_dispose(struct article *article);

/* Copy an article into another, empty or not, that then owns its own bytes. HERALD_E_NO_MEMORY. */
enum herald_status article_copy(struct article *to, const struct article *from,
                                struct herald_error *err);

/* Append a copy of a string to one of the article's lists. HERALD_E_NO_MEMORY. */
enum herald_status article_list_add(struct article *article, struct slice_list *list,
                                    struct slice item, struct herald_error *err);

/* Append an extra field; name and json are copied. HERALD_E_NO_MEMORY. */
enum herald_status article_extra_add(struct article *article, struct slice name, struct slice json,
                                     struct herald_error *err);

/* What identifies an article. */
enum identity_kind { IDENTITY_ID, IDENTITY_URL, IDENTITY_CONTENT };

/*
 * The identity of an article as bytes that are equal for the same article and no other: appended to
 * `out` as kind letter ('I', 'U', 'C'), then for I the source, U+001F and the id, for U the url,
 * for C the hexadecimal content hash. (U+001F and U+001E in a source are written as U+001E and '1'
 * or '0'.) Returns which it is; on no memory out->failed is set.
 */
enum identity_kind article_identity(const struct article *article, struct buffer *out);

/* The order of articles by what they are called, their ids, or where they have none their URLs:
 * byte by byte, as slice_compare. */
int article_compare_names(const struct article *a, const struct article *b);

/* A 128-bit hash (XXH3) over every field, by which a changed article is known from an unchanged. */
struct article_hash {
    uint64_t low, high;
};
struct article_hash article_content_hash(const struct article *article);

#endif
