#include "indexer/schema.h"

#include <string.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>
#include <unicode/utf8.h>
#include <xxhash.h>

/* Seconds from 0001-01-01 to 1970-01-01, and from there to the end of year 9999. */
#define SECONDS_BEFORE_1970 INT64_C(62135596800)
#define SECONDS_LAST        INT64_C(253402300799)

static size_t zero_bytes(const char *bytes, size_t length)
{
    size_t zeros = 0;
    const char *at = bytes;
    const char *end = length > 0 ? bytes + length : bytes; /* no bytes may be NULL */
    while (at < end && (at = memchr(at, 0, (size_t)(end - at))) != NULL) {
        zeros++;
        at++;
    }
    return zeros;
}

void schema_term(struct buffer *out, const char *prefix, struct slice value)
{
    buffer_append_string(out, prefix);
    if (strlen(prefix) + value.length <= SCHEMA_TERM_MAX &&
        strlen(prefix) + value.length + zero_bytes(value.bytes, value.length) <= SCHEMA_TERM_MAX) {
        buffer_append_slice(out, value);
        return;
    }
    XXH128_hash_t hash = XXH3_128bits(value.bytes, value.length);
    buffer_append_format(out, "#%016llx%016llx", (unsigned long long)hash.high64,
                         (unsigned long long)hash.low64);
}

bool schema_has_stem(struct slice folded)
{
    for (size_t i = 0; i < folded.length; i++)
        if (folded.bytes[i] >= '0' && folded.bytes[i] <= '9')
            return false;
    return true;
}

void schema_stem_term(struct buffer *out, const char *prefix, language_id language,
                      struct slice stem)
{
    size_t head = strlen(prefix) + 2;
    size_t length = stem.length;
    if (length > SCHEMA_TERM_MAX - head) {
        length = SCHEMA_TERM_MAX - head;
        while (length > 0 && ((unsigned char)stem.bytes[length] & 0xC0) == 0x80)
            length--;
    }
    buffer_append_string(out, prefix);
    buffer_append_string(out,
                         language == LANGUAGE_NONE ? SCHEMA_NO_LANGUAGE : language_code(language));
    buffer_append(out, stem.bytes, length);
}

void schema_phrase_term(struct buffer *out, language_id language, struct slice stems)
{
    schema_stem_term(out, SCHEMA_PHRASE, language, stems);
}

/* Append text folded by NFKC_Casefold; text that ICU refuses is appended as it is. */
static void append_casefolded(struct buffer *out, struct slice text)
{
    UErrorCode status = U_ZERO_ERROR;
    const UNormalizer2 *fold = unorm2_getNFKCCasefoldInstance(&status);
    UChar source[512], folded[1024];
    char utf8[3072];
    int32_t length = 0;
    u_strFromUTF8WithSub(source, 512, &length, text.bytes, (int32_t)text.length, 0xFFFD, NULL,
                         &status);
    length = unorm2_normalize(fold, source, length, folded, 1024, &status);
    int32_t written = 0;
    u_strToUTF8(utf8, (int32_t)sizeof utf8, &written, folded, length, &status);
    if (U_FAILURE(status))
        buffer_append_slice(out, text);
    else
        buffer_append(out, utf8, (size_t)written);
}

static void append_ascii_lower(struct buffer *out, struct slice text)
{
    for (size_t i = 0; i < text.length; i++) {
        char c = text.bytes[i];
        buffer_append_byte(out, (unsigned char)(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c));
    }
}

static bool is_ascii(struct slice text)
{
    for (size_t i = 0; i < text.length; i++)
        if ((unsigned char)text.bytes[i] >= 0x80)
            return false;
    return true;
}

/* Turn runs of blanks from `start` on into one space, none at the ends. */
static void squeeze_blanks(struct buffer *out, size_t start)
{
    if (out->failed)
        return;
    size_t to = start;
    bool pending = false;
    for (size_t i = start; i < out->length; i++) {
        char c = out->bytes[i];
        if (c == ' ' || (c >= '\t' && c <= '\r')) {
            pending = to > start;
            continue;
        }
        if (pending)
            out->bytes[to++] = ' ';
        pending = false;
        out->bytes[to++] = c;
    }
    out->length = to;
    if (out->bytes)
        out->bytes[to] = '\0';
}

void schema_entity_term(struct buffer *out, entity_id entity)
{
    buffer_append_string(out, SCHEMA_ENTITY);
    buffer_append_byte(out, (unsigned char)"copr"[entity_kind_of(entity)]);
    buffer_append_string(out, entity_code(entity));
}

void schema_scope_term(struct buffer *out, entity_id entity, enum mention_scope scope)
{
    buffer_append_string(out, scope == SCOPE_GOVERNMENT ? SCHEMA_GOVERNMENT
                              : scope == SCOPE_PEOPLE   ? SCHEMA_PEOPLE
                                                        : SCHEMA_ENTITY "c");
    buffer_append_string(out, entity_code(entity));
}

void schema_office_term(struct buffer *out, entity_id body, enum gazetteer_office office)
{
    buffer_append_string(out, SCHEMA_OFFICE);
    buffer_append_string(out, entity_code(body));
    buffer_append_string(out, "-");
    buffer_append_string(out, office_name(office));
}

void schema_fold_name(struct buffer *out, struct slice name)
{
    size_t start = out->length;
    if (is_ascii(name) || name.length > 500)
        append_ascii_lower(out, name);
    else
        append_casefolded(out, name);
    squeeze_blanks(out, start);
}

void schema_language_value(struct buffer *out, struct slice tag)
{
    size_t length = 0;
    while (length < tag.length && tag.bytes[length] != '-' && tag.bytes[length] != '_')
        length++;
    if (length == 0)
        buffer_append_string(out, "und");
    else
        append_ascii_lower(out, (struct slice){tag.bytes, length});
}

void schema_encode_words(uint64_t words, char out[static SCHEMA_WORDS_SIZE])
{
    uint64_t left = words < SCHEMA_WORDS_MAX ? words : SCHEMA_WORDS_MAX;
    for (size_t i = SCHEMA_WORDS_SIZE; i-- > 0; left >>= 8)
        out[i] = (char)(left & 0xff);
}

bool schema_decode_words(struct slice bytes, uint32_t *words)
{
    *words = 0;
    for (size_t i = 0; i < bytes.length && bytes.length == SCHEMA_WORDS_SIZE; i++)
        *words = *words << 8 | (unsigned char)bytes.bytes[i];
    return bytes.length == SCHEMA_WORDS_SIZE;
}

void schema_encode_time(int64_t seconds, char out[static SCHEMA_TIME_SIZE])
{
    if (seconds < -SECONDS_BEFORE_1970)
        seconds = -SECONDS_BEFORE_1970;
    if (seconds > SECONDS_LAST)
        seconds = SECONDS_LAST;
    uint64_t value = (uint64_t)(seconds + SECONDS_BEFORE_1970);
    for (size_t i = SCHEMA_TIME_SIZE; i-- > 0; value >>= 8)
        out[i] = (char)(value & 0xFF);
}

bool schema_decode_time(struct slice bytes, int64_t *seconds)
{
    if (bytes.length != SCHEMA_TIME_SIZE)
        return false;
    uint64_t value = 0;
    for (size_t i = 0; i < SCHEMA_TIME_SIZE; i++)
        value = value << 8 | (unsigned char)bytes.bytes[i];
    *seconds = (int64_t)value - SECONDS_BEFORE_1970;
    return true;
}

static void put_u64(uint64_t value, char *out)
{
    for (int i = 0; i < 8; i++)
        out[i] = (char)(value >> (8 * i) & 0xFF);
}

static uint64_t get_u64(const char *bytes)
{
    uint64_t value = 0;
    for (int i = 8; i-- > 0;)
        value = value << 8 | (unsigned char)bytes[i];
    return value;
}

/* A byte: 1 where texts are in several languages, and twice the length of the code; then that. */
static size_t encode_languages(const struct schema_entry *entry, char *out)
{
    const size_t length = strlen(entry->language);
    out[0] = (char)(2 * length + entry->mixed);
    memcpy(out + 1, entry->language, length);
    return 1 + length;
}

static bool decode_languages(struct slice bytes, struct schema_entry *out)
{
    memset(out->language, 0, sizeof out->language);
    const size_t length = bytes.length > 0 ? (unsigned char)bytes.bytes[0] / 2u : DETECTED_CODE;
    if (length >= DETECTED_CODE || bytes.length != 1 + length)
        return false;
    out->mixed = bytes.bytes[0] & 1;
    memcpy(out->language, bytes.bytes + 1, length);
    return true;
}

size_t schema_encode_entry(const struct schema_entry *entry, char out[static SCHEMA_ENTRY_MAX])
{
    out[0] = SCHEMA_FORMAT_VERSION[0];
    put_u64(entry->hash.low, out + 1);
    put_u64(entry->hash.high, out + 9);
    size_t length = 17 + store_reference_encode(entry->reference, out + 17);
    char positions[STORE_REFERENCE_MAX];
    size_t more = store_reference_encode(entry->positions, positions);
    memcpy(out + length, positions, more);
    return length + more + encode_languages(entry, out + length + more);
}

bool schema_decode_entry(struct slice bytes, struct schema_entry *out)
{
    if (bytes.length <= 17 || bytes.bytes[0] != SCHEMA_FORMAT_VERSION[0])
        return false;
    out->hash.low = get_u64(bytes.bytes + 1);
    out->hash.high = get_u64(bytes.bytes + 9);
    struct slice rest = {bytes.bytes + 17, bytes.length - 17};
    size_t taken = store_reference_decode(rest, &out->reference);
    rest = (struct slice){rest.bytes + taken, rest.length - taken};
    if (taken == 0 || rest.length == 0)
        return false;
    taken = store_reference_decode(rest, &out->positions);
    rest = (struct slice){rest.bytes + taken, rest.length - taken};
    return taken > 0 && decode_languages(rest, out);
}
