#include "searcher/word_filter.h"

#include <unicode/uchar.h>

#include "corpus/utf8.h"

/* What is known of a code point, in the two highest bits. */
enum { CODE_UNKNOWN, CODE_BREAK, CODE_LETTER, CODE_OTHER };
#define CODE_SHIFT 30u

/* A letter folds to one code point or two, of 11 bits each. */
#define FOLDED_BITS 11u
#define FOLDED_MASK ((1u << FOLDED_BITS) - 1)

/* Code points of a run that are looked at. */
#define KEY_MAX 3u

/* --- sets ------------------------------------------------------------------------------------- */

static uint32_t hash_key(const uint32_t *key, size_t length)
{
    uint32_t hash = 0;
    for (size_t at = 0; at < length; at++)
        hash = hash * 31 + key[at];
    return hash % 4096;
}

static bool has(const uint64_t *set, uint32_t member)
{
    return set[member / 64] >> (member % 64) & 1;
}

static void put(uint64_t *set, uint32_t member)
{
    set[member / 64] |= UINT64_C(1) << (member % 64);
}

void word_filter_add(struct word_filter *filter, struct slice folded, bool prefix)
{
    uint32_t key[KEY_MAX] = {0}, code;
    size_t length = 0;
    for (size_t at = 0; at < folded.length && length < KEY_MAX;) {
        at += utf8_decode(folded.bytes + at, folded.length - at, &code);
        if (code != '.' && code != '\'') /* u.s is written US, too */
            key[length++] = code;
    }
    if (length == 0 || key[0] >= WORD_FILTER_CODES)
        return; /* it is in stretches that are always given */
    filter->ready = false;
    put(filter->firsts, key[0]);
    if (prefix && length == 1)
        put(filter->prefixes, key[0]);
    if (prefix && length == 2)
        put(filter->open, hash_key(key, 2));
    if (length >= 2)
        put(filter->pairs, hash_key(key, 2));
    if (length == 3)
        put(filter->triples, hash_key(key, 3));
    else
        put(filter->wholes, hash_key(key, length));
}

/* --- letters ---------------------------------------------------------------------------------- */

/* What bytes are. */
enum { BYTE_BREAK, BYTE_LETTER, BYTE_SPACE, BYTE_HIGH };
#define B   BYTE_BREAK
#define L   BYTE_LETTER
#define S   BYTE_SPACE
#define H   BYTE_HIGH
#define H16 H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, H
static const unsigned char bytes_are[256] = {
    B, B, B, B, B, B, B, B, B, S, S, B, B, S,   B,   B,   B,   B,   B,   B,   B,  B, B,
    B, B, B, B, B, B, B, B, B, S, B, B, B, B,   B,   B,   B,   B,   B,   B,   B,  B, B,
    B, B, L, L, L, L, L, L, L, L, L, L, B, B,   B,   B,   B,   B,   B,   L,   L,  L, L,
    L, L, L, L, L, L, L, L, L, L, L, L, L, L,   L,   L,   L,   L,   L,   L,   L,  L, B,
    B, B, B, B, B, L, L, L, L, L, L, L, L, L,   L,   L,   L,   L,   L,   L,   L,  L, L,
    L, L, L, L, L, L, L, L, B, B, B, B, B, H16, H16, H16, H16, H16, H16, H16, H16};
#undef B
#undef L
#undef S
#undef H
#undef H16

/* Ask the analyser what a letter alone is folded to. */
static uint32_t fold_letter(struct analyser *analyser, struct slice letter)
{
    struct word word;
    uint32_t folded[2] = {0, 0};
    analyser_start(analyser, letter);
    if (analyser_next(analyser, &word, NULL) != HERALD_OK || word.text.length != letter.length)
        return (uint32_t)CODE_OTHER << CODE_SHIFT;
    size_t at = utf8_decode(word.folded.bytes, word.folded.length, &folded[0]);
    if (at < word.folded.length)
        at += utf8_decode(word.folded.bytes + at, word.folded.length - at, &folded[1]);
    if (at < word.folded.length || folded[0] > FOLDED_MASK || folded[1] > FOLDED_MASK)
        return (uint32_t)CODE_OTHER << CODE_SHIFT;
    return (uint32_t)CODE_LETTER << CODE_SHIFT | folded[1] << FOLDED_BITS | folded[0];
}

/* What stands between words, and neither joins their letters nor belongs to them. */
static bool is_break(uint32_t code)
{
    int8_t type = u_charType((UChar32)code);
    return type != U_FORMAT_CHAR && type != U_NON_SPACING_MARK && type != U_ENCLOSING_MARK &&
           type != U_COMBINING_SPACING_MARK && !u_isalnum((UChar32)code);
}

static uint32_t find_letter(struct word_filter *filter, struct analyser *analyser, uint32_t code)
{
    char bytes[UTF8_MAX];
    uint32_t *known = &filter->letters[code];
    if (*known)
        return *known;
    if (code < 0x80 && bytes_are[code] == BYTE_LETTER)
        *known = (uint32_t)CODE_LETTER << CODE_SHIFT | (uint32_t)u_tolower((UChar32)code);
    else if (is_break(code))
        *known = (uint32_t)CODE_BREAK << CODE_SHIFT;
    else
        *known = fold_letter(analyser, (struct slice){bytes, utf8_encode(code, bytes)});
    return *known;
}

/* --- chunks of a text between white space ----------------------------------------------------- */

/* A text on its way through the filter. */
struct walk {
    struct word_filter *filter;
    struct analyser *analyser;
    const char *at, *end;
    bool words; /* the present chunk has any */
};

static unsigned byte_at(const struct walk *walk)
{
    return walk->at < walk->end ? bytes_are[(unsigned char)*walk->at] : BYTE_SPACE;
}

/* What the next code point is, and its length in bytes; not at the end. */
static inline uint32_t look(const struct walk *walk, size_t *length)
{
    uint32_t code = (unsigned char)*walk->at;
    *length = 1;
    if (code < 0x80 && walk->filter->letters[code])
        return walk->filter->letters[code];
    *length = utf8_decode(walk->at, (size_t)(walk->end - walk->at), &code);
    if (code < WORD_FILTER_CODES)
        return find_letter(walk->filter, walk->analyser, code);
    bool punctuation = code >= 0x2010 && code <= 0x2022; /* dashes and quotation marks */
    return (uint32_t)(punctuation ? CODE_BREAK : CODE_OTHER) << CODE_SHIFT;
}

/* Whether a word surely ends here: what may follow within the chunk is no part of it. */
static bool is_end(const struct walk *walk)
{
    const char *at = walk->at;
    while (at < walk->end && (*at == '.' || *at == ',' || *at == ';' || *at == ':' || *at == ')' ||
                              *at == '"' || *at == '?' || *at == '!'))
        at++;
    return at == walk->end || bytes_are[(unsigned char)*at] == BYTE_SPACE;
}

/* Whether a run of letters may begin one of the words, of which one begins with its first. */
static bool may_begin(const struct walk *walk, const uint32_t *key, size_t length)
{
    const struct word_filter *filter = walk->filter;
    if (has(filter->prefixes, key[0]))
        return true;
    if (length == KEY_MAX)
        return has(filter->triples, hash_key(key, 3)) || has(filter->open, hash_key(key, 2));
    if (length == 2 && has(filter->open, hash_key(key, 2)))
        return true;
    if (is_end(walk))
        return has(filter->wholes, hash_key(key, length));
    return length == 1 || has(filter->pairs, hash_key(key, 2));
}

/* Pass over letters. */
static void skip_letters(struct walk *walk)
{
    size_t bytes;
    for (;;) {
        const char *at = walk->at, *end = walk->end;
        while (at < end && bytes_are[(unsigned char)*at] == BYTE_LETTER)
            at++;
        walk->at = at;
        if (byte_at(walk) != BYTE_HIGH || look(walk, &bytes) >> CODE_SHIFT != CODE_LETTER)
            return;
        walk->at += bytes;
    }
}

/* Pass over the run of letters that begins here; whether it may begin one of the words. */
static bool take_run(struct walk *walk, uint32_t letter, size_t bytes)
{
    uint32_t key[KEY_MAX + 1];
    size_t length = 0;
    bool other = false;
    walk->words = true;
    if (!has(walk->filter->firsts, letter & FOLDED_MASK)) {
        walk->at += bytes;
        skip_letters(walk);
        return false;
    }
    for (;;) {
        key[length++] = letter & FOLDED_MASK;
        if (length < KEY_MAX && letter >> FOLDED_BITS & FOLDED_MASK)
            key[length++] = letter >> FOLDED_BITS & FOLDED_MASK;
        walk->at += bytes;
        if (length >= KEY_MAX || byte_at(walk) == BYTE_SPACE)
            break;
        letter = look(walk, &bytes);
        other = letter >> CODE_SHIFT == CODE_OTHER;
        if (letter >> CODE_SHIFT != CODE_LETTER)
            break;
    }
    if (other || may_begin(walk, key, length))
        return true;
    skip_letters(walk);
    return false;
}

/* Whether the chunk that begins here may hold one of the words. Stands at its end afterwards. */
static bool may_hold(struct walk *walk)
{
    size_t bytes;
    bool may = false;
    walk->words = false;
    for (unsigned byte; !may && (byte = byte_at(walk)) != BYTE_SPACE;) {
        if (byte == BYTE_BREAK) {
            walk->at++;
            continue;
        }
        uint32_t letter = look(walk, &bytes);
        if (letter >> CODE_SHIFT == CODE_LETTER)
            may = take_run(walk, letter, bytes);
        else if (letter >> CODE_SHIFT == CODE_BREAK)
            walk->at += bytes;
        else
            may = true;
    }
    while (may && byte_at(walk) != BYTE_SPACE)
        walk->at++;
    return may;
}

/* The length of the letter that is known and stands here, 0 for none; *folded is what it begins
 * with once it is folded. */
static inline size_t known_letter(const struct word_filter *filter, const char *at, const char *end,
                                  uint32_t *folded)
{
    const unsigned char first = (unsigned char)*at;
    if (first < 0x80) {
        *folded = first >= 'A' ? first | 0x20u : first;
        return bytes_are[first] == BYTE_LETTER;
    }
    if (first > 0xDB || end - at < 2) /* two bytes, below WORD_FILTER_CODES */
        return 0;
    uint32_t letter = filter->letters[(first & 0x1Fu) << 6 | ((unsigned char)at[1] & 0x3Fu)];
    *folded = letter & FOLDED_MASK;
    return letter >> CODE_SHIFT == CODE_LETTER ? 2 : 0;
}

/* Whether a chunk ends here, but for one sign. */
static inline bool is_chunk_end(const char *at, const char *end)
{
    if (at < end && bytes_are[(unsigned char)*at] == BYTE_BREAK)
        at++;
    return at == end || bytes_are[(unsigned char)*at] == BYTE_SPACE;
}

/* Pass over a chunk of known letters and no more that begins with none of the first letters; where
 * it is another, stay at its beginning. */
static const char *pass_chunk(const struct word_filter *filter, const char *at, const char *end)
{
    const char *begin = at;
    uint32_t folded, others;
    size_t length = known_letter(filter, at, end, &folded);
    if (length == 0 || has(filter->firsts, folded))
        return begin;
    do {
        at += length;
        while (at < end && bytes_are[(unsigned char)*at] == BYTE_LETTER)
            at++;
    } while (at < end && (unsigned char)*at >= 0x80 &&
             (length = known_letter(filter, at, end, &others)) > 0);
    if (!is_chunk_end(at, end))
        return begin;
    return at + (at < end);
}

/* --- most of a text --------------------------------------------------------------------------- */

/* Bits of what a byte is: a letter hides that the next one is a first letter. */
enum { IS_LETTER = 1, IS_FIRST = 2, IS_HIGH = 4 };

static void make_ready(struct word_filter *filter)
{
    for (unsigned byte = 0; byte < 256; byte++) {
        bool letter = bytes_are[byte] == BYTE_LETTER;
        uint32_t folded = byte >= 'A' ? byte | 0x20u : byte;
        filter->bytes[byte] = letter && has(filter->firsts, folded) ? IS_LETTER | IS_FIRST
                              : letter                              ? IS_LETTER
                              : bytes_are[byte] == BYTE_HIGH        ? IS_HIGH
                                                                    : 0;
    }
    filter->ready = true;
}

/* Whether a run that begins with a first letter may begin a word, as far as its first two tell. */
static inline bool may_begin_pair(const struct word_filter *filter, const char *at, const char *end)
{
    uint32_t key[2];
    if (end - at < 2 || !(filter->bytes[(unsigned char)at[1]] & IS_LETTER))
        return true;
    for (size_t i = 0; i < 2; i++)
        key[i] = (unsigned char)at[i] >= 'A' ? (unsigned char)at[i] | 0x20u : (unsigned char)at[i];
    return has(filter->pairs, hash_key(key, 2)) || has(filter->prefixes, key[0]);
}

/* The first byte that may begin a word of the filter, or is beyond ASCII. */
static const char *find_begin(const struct word_filter *filter, const char *at, const char *end)
{
    for (unsigned before = 0, is; at < end; at++, before = is) {
        is = filter->bytes[(unsigned char)*at];
        if ((is & ~(before << 1) & (IS_FIRST | IS_HIGH)) &&
            (is & IS_HIGH || may_begin_pair(filter, at, end)))
            break;
    }
    return at;
}

/* Pass over chunks in which no word begins as one of the filter: most of a text. Stands between
 * chunks before and after. */
static const char *skip_plain(const struct word_filter *filter, const char *at, const char *end)
{
    for (const char *begin = at; at < end; begin = at) {
        at = find_begin(filter, at, end);
        if (at == end)
            return end;
        bool high = (unsigned char)*at >= 0x80;
        while (at > begin && bytes_are[(unsigned char)at[-1]] != BYTE_SPACE)
            at--;
        begin = at;
        if (!high || (at = pass_chunk(filter, begin, end)) == begin)
            return begin;
    }
    return at;
}

bool word_filter_next(struct word_filter *filter, struct analyser *analyser, struct slice text,
                      size_t from, size_t *start, size_t *end)
{
    if (from >= text.length)
        return false;
    struct walk walk = {filter, analyser, text.bytes + from, text.bytes + text.length, false};
    bool found = false;
    if (!filter->ready)
        make_ready(filter);
    for (;;) {
        if (!found)
            walk.at = skip_plain(filter, walk.at, walk.end);
        while (walk.at < walk.end && byte_at(&walk) == BYTE_SPACE)
            walk.at++;
        const char *begin = walk.at;
        if (begin == walk.end)
            return found;
        if (may_hold(&walk)) {
            *start = found ? *start : (size_t)(begin - text.bytes);
            *end = (size_t)(walk.at - text.bytes);
            found = true;
        } else if (found && walk.words) {
            return true;
        }
    }
}
