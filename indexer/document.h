#ifndef HERALD_INDEXER_DOCUMENT_H
#define HERALD_INDEXER_DOCUMENT_H

#include <xap/document.h>
#include <xap/writable.h>

#include "corpus/article.h"
#include "indexer/schema.h"

/*
 * An article becomes a document of the database: the terms, values and data that indexer/schema.h
 * describes.
 */
struct document_builder;

/* Make a builder; one per thread. HERALD_E_NO_MEMORY, HERALD_E_INTERNAL. */
enum herald_status document_builder_open(struct document_builder **out, struct herald_error *err);
void document_builder_free(struct document_builder *builder);

/* What an article came to; all of it is the builder's until its next document_build. */
struct built_document {
    xap_document *document; /* without data */
    struct slice identity;  /* its identity term */
    struct slice positions; /* of its terms, a table of indexer/positions.h; may be empty */
    size_t postings;        /* distinct terms */
    bool overridden;        /* it declares a language that it is not in; taken for `language` */
    const char *language;   /* code of its language; "" for none */
};

/*
 * Build the document of an article. `origin` is the folded boolean term value of the path that it
 * came from, empty for none. HERALD_E_NO_MEMORY, HERALD_E_LIMIT, HERALD_E_INTERNAL.
 */
enum herald_status document_build(struct document_builder *builder, const struct article *article,
                                  struct slice origin, struct built_document *out,
                                  struct herald_error *err);

/* Give the document that was built its data: the entry, of which the languages are filled in here.
 * HERALD_E_NO_MEMORY, HERALD_E_INTERNAL. */
enum herald_status document_set_entry(struct document_builder *builder,
                                      const struct schema_entry *entry, struct herald_error *err);

/* Write the words of the stems that documents were built with since the last time to a database, as
 * forms.h says: before the commit of these documents. As forms_write. */
enum herald_status document_builder_write_forms(struct document_builder *builder,
                                                xap_writable *database, struct herald_error *err);

/* What was written may be lost, or another database comes: forget that it was. */
void document_builder_forget_forms(struct document_builder *builder);

#endif
