#include "searcher/cursor.h"

#include <stdlib.h>
#include <xap/iterate.h>
#include <xxhash.h>

#include "indexer/schema.h"

/* The bytes of a cursor: a version, the request, the identities, a checksum of all before it. */
#define VERSION       1u
#define REQUEST_SIZE  8u
#define IDENTITY_SIZE (CURSOR_IDENTITY_BITS / 8u)
#define CHECK_SIZE    4u
#define FRAME_SIZE    (1 + REQUEST_SIZE + CHECK_SIZE)

/* --- identities ------------------------------------------------------------------------------- */

static uint64_t hash_term(struct slice term)
{
    return XXH3_64bits(term.bytes, term.length) >> (64 - CURSOR_IDENTITY_BITS);
}

static xap_status hash_identity(xap_document *document, uint64_t *identity, xap_error *error)
{
    static const struct slice prefix = {SCHEMA_IDENTITY, sizeof(SCHEMA_IDENTITY) - 1};
    xap_terms *terms = NULL;
    xap_view term;
    xap_status status = xap_terms_open_document(document, &terms, error);
    if (status == XAP_OK)
        status = xap_terms_skip_to(terms, prefix.bytes, prefix.length, error);
    if (status == XAP_OK)
        status = xap_terms_next(terms, &term, NULL, error);
    if (status == XAP_OK)
        *identity = hash_term((struct slice){term.bytes, term.length});
    xap_terms_free(terms);
    return status;
}

uint64_t cursor_identity(const xap_database *database, uint32_t docid, xap_error *error)
{
    xap_document *document = NULL;
    uint64_t identity = 0;
    xap_status status = xap_document_new(&document, error);
    if (status == XAP_OK)
        status = xap_database_document(database, docid, document, error);
    if (status == XAP_OK)
        status = hash_identity(document, &identity, error);
    xap_document_free(document);
    return status == XAP_OK ? identity : 0;
}

uint64_t cursor_identity_of(const struct article *article)
{
    struct buffer identity = BUFFER_INIT, term = BUFFER_INIT;
    if (article->id.length == 0 && article->url.length == 0)
        return 0;
    article_identity(article, &identity);
    schema_term(&term, SCHEMA_IDENTITY, buffer_slice(&identity));
    uint64_t hash = identity.failed || term.failed ? 0 : hash_term(buffer_slice(&term));
    buffer_dispose(&identity);
    buffer_dispose(&term);
    return hash;
}

/* --- the set ---------------------------------------------------------------------------------- */

void cursor_dispose(struct cursor *cursor)
{
    free(cursor->identities);
    *cursor = (struct cursor){0};
}

static int compare(const void *left, const void *right)
{
    uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;
    return (a > b) - (a < b);
}

bool cursor_add(struct cursor *cursor, const uint64_t *identities, size_t count)
{
    size_t all = cursor->count + count;
    uint64_t *grown = realloc(cursor->identities, (all + 1) * sizeof(*grown));
    if (!grown)
        return false;
    cursor->identities = grown;
    if (count > 0)
        memcpy(grown + cursor->count, identities, count * sizeof(*grown));
    cursor->count = all;
    qsort(grown, all, sizeof(*grown), compare);
    return true;
}

bool cursor_has(const struct cursor *cursor, uint64_t identity)
{
    return cursor->count > 0 &&
           bsearch(&identity, cursor->identities, cursor->count, sizeof(identity), compare) != NULL;
}

/* --- text ------------------------------------------------------------------------------------- */

/* Base 64 for URLs (RFC 4648, 5), without padding. */
static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

static void append_base64(struct buffer *out, struct slice bytes)
{
    uint32_t bits = 0;
    unsigned held = 0;
    for (size_t at = 0; at < bytes.length; at++) {
        bits = bits << 8 | (unsigned char)bytes.bytes[at];
        for (held += 8; held >= 6; held -= 6)
            buffer_append_byte(out, (unsigned char)alphabet[bits >> (held - 6) & 63]);
    }
    if (held > 0)
        buffer_append_byte(out, (unsigned char)alphabet[bits << (6 - held) & 63]);
}

static bool read_base64(struct slice text, struct buffer *out)
{
    uint32_t bits = 0;
    unsigned held = 0;
    for (size_t at = 0; at < text.length; at++) {
        const char *place = text.bytes[at] ? strchr(alphabet, text.bytes[at]) : NULL;
        if (!place)
            return false;
        bits = bits << 6 | (uint32_t)(place - alphabet);
        held += 6;
        if (held >= 8) {
            held -= 8;
            buffer_append_byte(out, (unsigned char)(bits >> held & 0xFF));
        }
    }
    return !out->failed;
}

static void append_number(struct buffer *out, uint64_t number, size_t size)
{
    for (size_t at = size; at-- > 0;)
        buffer_append_byte(out, (unsigned char)(number >> (8 * at) & 0xFF));
}

static uint64_t read_number(const char *bytes, size_t size)
{
    uint64_t number = 0;
    for (size_t at = 0; at < size; at++)
        number = number << 8 | (unsigned char)bytes[at];
    return number;
}

static uint32_t checksum(const char *bytes, size_t length)
{
    return (uint32_t)XXH3_64bits(bytes, length);
}

void cursor_write(const struct cursor *cursor, struct buffer *out)
{
    struct buffer bytes = BUFFER_INIT;
    buffer_append_byte(&bytes, VERSION);
    append_number(&bytes, cursor->request, REQUEST_SIZE);
    for (size_t at = 0; at < cursor->count; at++)
        append_number(&bytes, cursor->identities[at], IDENTITY_SIZE);
    append_number(&bytes, checksum(bytes.bytes, bytes.length), CHECK_SIZE);
    append_base64(out, buffer_slice(&bytes));
    out->failed = out->failed || bytes.failed;
    buffer_dispose(&bytes);
}

static bool is_whole(const struct buffer *bytes)
{
    size_t room = bytes->length < FRAME_SIZE ? 1 : bytes->length - FRAME_SIZE;
    return room % IDENTITY_SIZE == 0 && bytes->bytes[0] == VERSION &&
           checksum(bytes->bytes, bytes->length - CHECK_SIZE) ==
               read_number(bytes->bytes + bytes->length - CHECK_SIZE, CHECK_SIZE);
}

static bool take_identities(struct cursor *cursor, const char *bytes, size_t count)
{
    cursor->identities = malloc((count + 1) * sizeof(*cursor->identities));
    if (!cursor->identities)
        return false;
    for (size_t at = 0; at < count; at++)
        cursor->identities[at] = read_number(bytes + at * IDENTITY_SIZE, IDENTITY_SIZE);
    cursor->count = count;
    return cursor_add(cursor, NULL, 0);
}

enum herald_status cursor_read(struct cursor *cursor, struct slice text, struct herald_error *err)
{
    struct buffer bytes = BUFFER_INIT;
    enum herald_status status = HERALD_OK;
    *cursor = (struct cursor){0};
    if (text.length == 0 || slice_equal(text, SLICE(CURSOR_START)))
        return HERALD_OK;
    if (!read_base64(text, &bytes) || !is_whole(&bytes))
        status = herald_fail(err, HERALD_E_ARGUMENT,
                             "this is no cursor, or part of it was lost: begin again with "
                             "--cursor=" CURSOR_START);
    else if (!take_identities(cursor, bytes.bytes + 1 + REQUEST_SIZE,
                              (bytes.length - FRAME_SIZE) / IDENTITY_SIZE))
        status = herald_fail(err, HERALD_E_NO_MEMORY, "no memory for the cursor");
    if (status == HERALD_OK)
        cursor->request = read_number(bytes.bytes + 1, REQUEST_SIZE);
    else
        cursor_dispose(cursor);
    buffer_dispose(&bytes);
    return status;
}
