#include "indexer/document.h"

#include <stdlib.h>
#include <string.h>

#include "indexer/article_language.h"
#include "indexer/entity_terms.h"
#include "indexer/forms.h"
#include "indexer/index_database.h"
#include "indexer/near_duplicate.h"
#include "indexer/positions.h"
#include "indexer/text_languages.h"
#include "indexer/url_domain.h"

/* A term that waits in the builder: its bytes stand in `text` at an offset, since the buffer moves
 * as it grows. */
struct waiting {
    size_t offset;
    size_t length;
    uint32_t wdf;
};

/* Positions that wait for the document to be complete. */
struct marks {
    uint32_t *positions;
    size_t count;
    size_t capacity;
};

struct document_builder {
    struct analyser *analyser;
    struct language_finder *finder;
    struct found_languages languages; /* of the article at hand */
    xap_document *document;
    struct buffer text; /* bytes of the waiting terms */
    struct waiting *waiting;
    size_t waiting_count;
    size_t waiting_capacity;
    xap_posting *postings;
    size_t posting_capacity;
    struct buffer identity;
    struct buffer value;
    struct shingler shingler;
    struct entity_terms *entities;
    struct forms forms;
    struct positions_builder positions;
    struct marks sentences;
    struct marks paragraphs;
    uint32_t body_words;
    size_t total; /* postings given to the document so far */
    bool failed;  /* out of memory */
};

enum herald_status document_builder_open(struct document_builder **out, struct herald_error *err)
{
    xap_error error = XAP_ERROR_INIT;
    struct document_builder *builder = calloc(1, sizeof *builder);
    *out = NULL;
    if (!builder)
        return herald_fail(err, HERALD_E_NO_MEMORY, "out of memory");
    enum herald_status status = analyser_open(&builder->analyser, err);
    if (status == HERALD_OK)
        status = language_finder_open(&builder->finder, err);
    if (status == HERALD_OK)
        status = entity_terms_open(builder->analyser, &builder->entities, err);
    if (status == HERALD_OK && xap_document_new(&builder->document, &error) != XAP_OK)
        status = index_fail_xap(err, "make a document", &error);
    if (status != HERALD_OK) {
        document_builder_free(builder);
        return status;
    }
    *out = builder;
    return HERALD_OK;
}

void document_builder_free(struct document_builder *builder)
{
    if (!builder)
        return;
    entity_terms_free(builder->entities);
    language_finder_free(builder->finder);
    analyser_free(builder->analyser);
    xap_document_free(builder->document);
    buffer_dispose(&builder->text);
    buffer_dispose(&builder->identity);
    buffer_dispose(&builder->value);
    forms_dispose(&builder->forms);
    positions_dispose(&builder->positions);
    free(builder->waiting);
    free(builder->postings);
    free(builder->sentences.positions);
    free(builder->paragraphs.positions);
    free(builder);
}

/* --- waiting terms ------------------------------------------------------------------------- */

/* Room for one more waiting term, or NULL and `failed`. */
static struct waiting *wait_more(struct document_builder *builder)
{
    if (builder->waiting_count == builder->waiting_capacity) {
        size_t capacity = builder->waiting_capacity ? 2 * builder->waiting_capacity : 1024;
        struct waiting *grown = realloc(builder->waiting, capacity * sizeof *grown);
        if (!grown) {
            builder->failed = true;
            return NULL;
        }
        builder->waiting = grown;
        builder->waiting_capacity = capacity;
    }
    return &builder->waiting[builder->waiting_count++];
}

/* The bytes appended to `text` since `start` become a waiting term. */
static void wait_term(struct document_builder *builder, size_t start, uint32_t wdf)
{
    struct waiting *term = wait_more(builder);
    if (term)
        *term = (struct waiting){start, builder->text.length - start, wdf};
}

/* The same for a term of which the positions are kept. */
static void wait_placed(struct document_builder *builder, size_t start, uint32_t wdf,
                        const uint32_t *positions, size_t count)
{
    struct slice term = {builder->text.bytes + start, builder->text.length - start};
    wait_term(builder, start, wdf);
    if (!builder->text.failed)
        positions_add(&builder->positions, term, positions, count);
}

/* Give the waiting terms to the document in one call and forget them. */
static enum herald_status flush_terms(struct document_builder *builder, struct herald_error *err)
{
    size_t count = builder->waiting_count;
    if (count > builder->posting_capacity && !builder->failed) {
        xap_posting *grown = realloc(builder->postings, builder->waiting_capacity * sizeof *grown);
        builder->failed = grown == NULL;
        builder->postings = grown ? grown : builder->postings;
        builder->posting_capacity = grown ? builder->waiting_capacity : builder->posting_capacity;
    }
    if (builder->failed || builder->text.failed)
        return herald_fail(err, HERALD_E_NO_MEMORY, "out of memory");
    for (size_t i = 0; i < count; i++) {
        const struct waiting *term = &builder->waiting[i];
        builder->postings[i] =
            (xap_posting){builder->text.bytes + term->offset, term->length, term->wdf, NULL, 0};
    }
    xap_error error = XAP_ERROR_INIT;
    if (xap_document_add_postings(builder->document, builder->postings, count, &error) != XAP_OK)
        return index_fail_xap(err, "add terms to a document", &error);
    builder->total += count;
    builder->waiting_count = 0;
    buffer_clear(&builder->text);
    return HERALD_OK;
}

/* --- words --------------------------------------------------------------------------------- */

/* What a text adds to the document. */
struct field {
    const char *word_prefix; /* of words with positions; NULL: none */
    const char *stem_prefix;
    uint32_t stem_weight;
};

static const struct field ALL_OF_TITLE = {"", SCHEMA_STEM, SCHEMA_TITLE_WEIGHT};
static const struct field TITLE_ALONE = {SCHEMA_TITLE, SCHEMA_TITLE_STEM, 1};
static const struct field SUBTITLE = {"", SCHEMA_STEM, 1};
static const struct field BODY = {"", SCHEMA_STEM, 1};

static void wait_stem(struct document_builder *builder, const struct field *field,
                      language_id language, struct slice stem, uint32_t count)
{
    size_t start = builder->text.length;
    if (!schema_has_stem(stem))
        return;
    schema_stem_term(&builder->text, field->stem_prefix, language, stem);
    wait_term(builder, start, count * field->stem_weight);
}

static void wait_field(struct document_builder *builder, const struct text_terms *terms,
                       const struct field *field)
{
    for (size_t i = 0; i < terms->word_count; i++) {
        const struct text_word *word = &terms->words[i];
        size_t start = builder->text.length;
        buffer_append_string(&builder->text, field->word_prefix);
        buffer_append_slice(&builder->text, word->folded);
        bool counted = field->stem_weight > 1 && !schema_has_stem(word->folded);
        uint32_t weight = counted ? field->stem_weight : 1;
        wait_placed(builder, start, word->count * weight, word->positions, word->count);
        if (terms->stem_count == 0)
            wait_stem(builder, field, LANGUAGE_NONE, word->folded, word->count);
    }
    for (size_t i = 0; i < terms->stem_count; i++)
        wait_stem(builder, field, terms->stems[i].language, terms->stems[i].stem,
                  terms->stems[i].count);
}

/* Note which words the stems have, where that is new. */
static void note_forms(struct document_builder *builder, const struct text_terms *terms)
{
    for (size_t i = 0; i < terms->form_count; i++) {
        const struct text_stem *stem = &terms->stems[terms->forms[i].stem];
        buffer_clear(&builder->value);
        schema_stem_term(&builder->value, SCHEMA_STEM, stem->language, stem->stem);
        forms_add(&builder->forms, buffer_slice(&builder->value),
                  terms->words[terms->forms[i].word].folded);
    }
}

enum herald_status document_builder_write_forms(struct document_builder *builder,
                                                xap_writable *database, struct herald_error *err)
{
    return forms_write(&builder->forms, database, err);
}

void document_builder_forget_forms(struct document_builder *builder)
{
    forms_clear(&builder->forms);
    analyser_forget_forms(builder->analyser);
}

/* --- sentences and paragraphs --------------------------------------------------------------- */

static void add_marks(struct document_builder *builder, struct marks *marks,
                      const uint32_t *positions, size_t count)
{
    size_t needed = marks->count + count;
    if (needed > marks->capacity) {
        uint32_t *grown = realloc(marks->positions, 2 * needed * sizeof *grown);
        if (!grown) {
            builder->failed = true;
            return;
        }
        marks->positions = grown;
        marks->capacity = 2 * needed;
    }
    for (size_t i = 0; i < count; i++)
        marks->positions[marks->count++] = positions[i];
}

/* Note where the parts of a text begin. */
static void mark_text(struct document_builder *builder, const struct text_terms *terms, bool body)
{
    if (!body) {
        size_t first = terms->sentence_count > 0;
        add_marks(builder, &builder->sentences, terms->sentences, first);
        return;
    }
    add_marks(builder, &builder->sentences, terms->sentences, terms->sentence_count);
    add_marks(builder, &builder->paragraphs, terms->paragraphs, terms->paragraph_count);
    builder->body_words = terms->length;
}

/* --- texts ----------------------------------------------------------------------------------- */

/* Add a text to the document as one or two fields; *position is moved past it. */
static enum herald_status add_text(struct document_builder *builder, struct slice text,
                                   struct text_languages languages, const struct field *first,
                                   const struct field *second, uint32_t *position,
                                   struct herald_error *err)
{
    struct text_terms terms;
    if (text.length == 0)
        return HERALD_OK;
    enum herald_status status =
        analyser_mixed_terms(builder->analyser, text, languages, *position, &terms, err);
    if (status != HERALD_OK)
        return status;
    shingler_add(&builder->shingler, &terms, *position);
    mark_text(builder, &terms, first == &BODY);
    note_forms(builder, &terms);
    wait_field(builder, &terms, first);
    if (second)
        wait_field(builder, &terms, second);
    status = entity_terms_add(builder->entities, &terms, *position, err);
    *position = terms.end + SCHEMA_FIELD_GAP;
    return status == HERALD_OK ? flush_terms(builder, err) : status;
}

/* --- countries, organisations, people -------------------------------------------------------- */

static enum herald_status wait_entities(struct document_builder *builder,
                                        const struct article *article, struct herald_error *err)
{
    const struct entity_term *terms;
    size_t count;
    enum herald_status status =
        entity_terms_finish(builder->entities, article, &terms, &count, err);
    for (size_t i = 0; status == HERALD_OK && i < count; i++) {
        size_t start = builder->text.length;
        buffer_append_slice(&builder->text, terms[i].bytes);
        wait_placed(builder, start, terms[i].count, terms[i].positions, terms[i].position_count);
    }
    return status;
}

/* --- boolean terms ------------------------------------------------------------------------- */

static void wait_plain(struct document_builder *builder, const char *prefix, struct slice value)
{
    size_t start = builder->text.length;
    if (value.length == 0)
        return;
    schema_term(&builder->text, prefix, value);
    wait_term(builder, start, 0);
}

static void wait_name(struct document_builder *builder, const char *prefix, struct slice name)
{
    buffer_clear(&builder->value);
    schema_fold_name(&builder->value, name);
    wait_plain(builder, prefix, buffer_slice(&builder->value));
}

static void wait_names(struct document_builder *builder, const char *prefix,
                       struct slice_list names)
{
    for (size_t i = 0; i < names.count; i++)
        wait_name(builder, prefix, names.items[i]);
}

/* Add the domain of a URL and its parents. */
static void wait_domains(struct document_builder *builder, struct slice url)
{
    buffer_clear(&builder->value);
    url_domain(&builder->value, url);
    struct slice domain = buffer_slice(&builder->value);
    wait_plain(builder, SCHEMA_DOMAIN, domain);
    for (unsigned i = 0; i < URL_PARENTS_MAX && url_parent_domain(&domain); i++)
        wait_plain(builder, SCHEMA_DOMAIN, domain);
}

static void wait_booleans(struct document_builder *builder, const struct article *article,
                          struct slice origin)
{
    wait_plain(builder, SCHEMA_ID, article->id);
    wait_plain(builder, SCHEMA_URL, article->url);
    wait_domains(builder, article->url);
    wait_plain(builder, SCHEMA_ORIGIN, origin);
    wait_name(builder, SCHEMA_SOURCE, article->source);
    wait_names(builder, SCHEMA_COUNTRY, article->countries);
    wait_names(builder, SCHEMA_ORGANISATION, article->organisations);
    wait_names(builder, SCHEMA_PERSON, article->people);
    wait_names(builder, SCHEMA_TOPIC, article->topics);
    wait_names(builder, SCHEMA_AUTHOR, article->authors);
    wait_name(builder, SCHEMA_SECTION, article->section);
    buffer_clear(&builder->value);
    schema_language_value(&builder->value, article_language_tag(article));
    wait_plain(builder, SCHEMA_LANGUAGE, buffer_slice(&builder->value));
    size_t start = builder->text.length;
    buffer_append_slice(&builder->text, buffer_slice(&builder->identity));
    wait_term(builder, start, 0);
}

/* --- values and data ----------------------------------------------------------------------- */

static xap_status set_time(xap_document *document, uint32_t slot, int64_t seconds, xap_error *error)
{
    char value[SCHEMA_TIME_SIZE];
    schema_encode_time(seconds, value);
    return xap_document_set_value(document, slot, value, sizeof value, error);
}

static xap_status set_words(struct document_builder *builder, xap_error *error)
{
    char value[SCHEMA_WORDS_SIZE];
    schema_encode_words(builder->body_words, value);
    return xap_document_set_value(builder->document, SCHEMA_SLOT_WORDS, value, sizeof value, error);
}

/* Keep what tells near-duplicates apart; an article without words has none. */
static xap_status set_signature(struct document_builder *builder, const struct article *article,
                                xap_error *error)
{
    struct signature signature;
    char value[SIGNATURE_SIZE];
    shingler_finish(&builder->shingler, article, &signature);
    if (signature.shingles == 0)
        return XAP_OK;
    signature_encode(&signature, value);
    return xap_document_set_value(builder->document, SCHEMA_SLOT_SIGNATURE, value, sizeof value,
                                  error);
}

static enum herald_status set_values(struct document_builder *builder,
                                     const struct article *article, struct herald_error *err)
{
    xap_error error = XAP_ERROR_INIT;
    struct date date = article->published;
    xap_status status = XAP_OK;
    if (date.precision != DATE_NONE)
        status = set_time(builder->document, SCHEMA_SLOT_PUBLISHED, date.seconds, &error);
    if (status == XAP_OK && date.precision != DATE_NONE && date.precision != DATE_SECOND)
        status =
            set_time(builder->document, SCHEMA_SLOT_PUBLISHED_LAST, date_last_second(date), &error);
    if (status == XAP_OK)
        status = set_signature(builder, article, &error);
    if (status == XAP_OK)
        status = set_words(builder, &error);
    return status == XAP_OK ? HERALD_OK : index_fail_xap(err, "fill a document", &error);
}

enum herald_status document_set_entry(struct document_builder *builder,
                                      const struct schema_entry *entry, struct herald_error *err)
{
    char data[SCHEMA_ENTRY_MAX];
    xap_error error = XAP_ERROR_INIT;
    struct schema_entry complete = *entry;
    if (!builder->languages.declared)
        memcpy(complete.language, builder->languages.code, sizeof complete.language);
    complete.mixed = builder->languages.mixed;
    size_t length = schema_encode_entry(&complete, data);
    if (xap_document_set_data(builder->document, data, length, &error) == XAP_OK)
        return HERALD_OK;
    return index_fail_xap(err, "fill a document", &error);
}

/* --- all together -------------------------------------------------------------------------- */

static enum herald_status start_document(struct document_builder *builder,
                                         const struct article *article, struct herald_error *err)
{
    xap_error error = XAP_ERROR_INIT;
    builder->waiting_count = 0;
    builder->total = 0;
    builder->failed = false;
    builder->sentences.count = builder->paragraphs.count = 0;
    builder->body_words = 0;
    positions_start(&builder->positions);
    shingler_start(&builder->shingler);
    entity_terms_start(builder->entities, article);
    buffer_clear(&builder->text);
    buffer_clear(&builder->value);
    article_identity(article, &builder->value);
    buffer_clear(&builder->identity);
    schema_term(&builder->identity, SCHEMA_IDENTITY, buffer_slice(&builder->value));
    if (builder->value.failed || builder->identity.failed)
        return herald_fail(err, HERALD_E_NO_MEMORY, "out of memory");
    if (xap_document_clear(builder->document, &error) != XAP_OK)
        return index_fail_xap(err, "clear a document", &error);
    return HERALD_OK;
}

/* The positions of all terms, and of the begins of sentences and paragraphs; and the languages. */
static enum herald_status finish_positions(struct document_builder *builder, struct slice *out,
                                           struct herald_error *err)
{
    positions_add(&builder->positions, SLICE(SCHEMA_SENTENCES), builder->sentences.positions,
                  builder->sentences.count);
    positions_add(&builder->positions, SLICE(SCHEMA_PARAGRAPHS), builder->paragraphs.positions,
                  builder->paragraphs.count);
    text_languages_note(&builder->languages, &builder->positions);
    return positions_finish(&builder->positions, out, err);
}

/* Add all texts. */
static enum herald_status add_texts(struct document_builder *builder,
                                    const struct article *article, struct herald_error *err)
{
    const struct found_languages *found = &builder->languages;
    const struct language_span title = {article->title.length, found->title},
                               subtitle = {article->subtitle.length, found->subtitle};
    uint32_t position = SCHEMA_FIRST_POSITION;
    enum herald_status status =
        add_text(builder, article->title, (struct text_languages){&title, 1}, &ALL_OF_TITLE,
                 &TITLE_ALONE, &position, err);
    if (status == HERALD_OK)
        status = add_text(builder, article->subtitle, (struct text_languages){&subtitle, 1},
                          &SUBTITLE, NULL, &position, err);
    if (status == HERALD_OK)
        status = add_text(builder, article->body, found->body, &BODY, NULL, &position, err);
    return status;
}

enum herald_status document_build(struct document_builder *builder, const struct article *article,
                                  struct slice origin, struct built_document *out,
                                  struct herald_error *err)
{
    struct article known = *article; /* with its language */
    enum herald_status status =
        language_finder_find(builder->finder, article->language, article->title,
                             article->subtitle, article->body, &builder->languages, err);
    const struct found_languages *found = &builder->languages;
    known.detected = found->declared ? (struct slice){NULL, 0} : slice_of(found->code);
    if (status == HERALD_OK)
        status = start_document(builder, &known, err);
    if (status == HERALD_OK)
        status = add_texts(builder, &known, err);
    if (status == HERALD_OK)
        status = wait_entities(builder, &known, err);
    if (status == HERALD_OK) {
        wait_booleans(builder, &known, origin);
        status = flush_terms(builder, err);
    }
    if (status == HERALD_OK)
        status = set_values(builder, &known, err);
    if (status == HERALD_OK)
        status = finish_positions(builder, &out->positions, err);
    out->document = builder->document;
    out->identity = buffer_slice(&builder->identity);
    out->postings = builder->total;
    out->overridden = found->overridden;
    out->language = found->code;
    return status;
}
