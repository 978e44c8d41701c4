#include "searcher/query_operator.h"

#include <stdio.h>

#include "searcher/query_spelling.h"

/* What a name can be followed by. */
struct operator_name {
    const char *name;
    enum query_operator_kind kind;
    bool ordered;
    bool slash;         /* name/5 */
    bool slash_is_ours; /* and that is Herald's spelling */
    bool digits;        /* name5 */
    bool units;         /* name/s, name/p */
    bool units_are_ours;
    bool needs_number; /* name/ and name/x are mistakes */
};

static const struct operator_name names[] = {
    {"near", QUERY_OPERATOR_NEAR, false, true, true, true, true, false, true},
    {"pre", QUERY_OPERATOR_NEAR, true, true, true, true, true, true, false},
    {"atleast", QUERY_OPERATOR_ATLEAST, false, true, true, true, false, false, true},
    {"first", QUERY_OPERATOR_FIRST, false, true, true, false, false, false, false},
    {"w", QUERY_OPERATOR_NEAR, false, true, false, false, true, true, false},
    {"adj", QUERY_OPERATOR_NEAR, true, true, false, true, false, false, false},
    {"onear", QUERY_OPERATOR_NEAR, true, true, false, false, false, false, false},
    {"", QUERY_OPERATOR_NEAR, false, true, false, false, true, false, false},
};

#define NAMES          (sizeof(names) / sizeof(*names))
#define DEFAULT_NUMBER 5u

static uint32_t most_of(enum query_operator_kind kind)
{
    switch (kind) {
    case QUERY_OPERATOR_ATLEAST:
    case QUERY_OPERATOR_QUOTED_REPEAT:
        return QUERY_COUNT_MAX;
    case QUERY_OPERATOR_FIRST:
    case QUERY_OPERATOR_OPENING:
        return QUERY_OPENING_MAX;
    default:
        return QUERY_DISTANCE_MAX;
    }
}

/* Write the operator in Herald's spelling. */
static void spell(struct query_operator *op)
{
    static const char *const units[] = {"", "s", "p"};
    const char *name = op->ordered ? "pre" : "near";
    if (op->kind == QUERY_OPERATOR_ATLEAST || op->kind == QUERY_OPERATOR_QUOTED_REPEAT)
        name = "atleast";
    else if (op->kind == QUERY_OPERATOR_FIRST || op->kind == QUERY_OPERATOR_OPENING)
        name = "first";
    if (op->unit == QUERY_UNIT_WORDS)
        snprintf(op->ours, sizeof(op->ours), "%s/%u", name, op->number);
    else
        snprintf(op->ours, sizeof(op->ours), "%s/%s", op->ordered ? "pre" : "w", units[op->unit]);
}

/* Take the number of an operator, or the nearest that it can have. */
static void take_number(struct query_operator *op, struct slice digits)
{
    uint32_t most = most_of(op->kind);
    op->number = DEFAULT_NUMBER;
    if (digits.length == 0) {
        op->problem = QUERY_ERROR_MISSING_NUMBER;
    } else if (!spelling_number(digits, most, &op->number)) {
        op->problem = QUERY_ERROR_NUMBER;
        if (spelling_digits(digits, 0) == digits.length)
            op->number = most;
    } else if (op->number == 0) {
        op->problem = QUERY_ERROR_NUMBER;
        op->number = 1;
    }
}

static enum query_unit unit_of(struct slice rest)
{
    if (spelling_equal(rest, "s") || spelling_equal(rest, "sent"))
        return QUERY_UNIT_SENTENCE;
    if (spelling_equal(rest, "p") || spelling_equal(rest, "para"))
        return QUERY_UNIT_PARAGRAPH;
    return QUERY_UNIT_WORDS;
}

/* --- the spellings ---------------------------------------------------------------------------- */

/* A name, a slash and something. */
static bool read_slashed(const struct operator_name *name, struct slice rest,
                         struct query_operator *op)
{
    *op = (struct query_operator){
        .kind = name->kind, .ordered = name->ordered, .other = !name->slash_is_ours};
    op->unit = name->units ? unit_of(rest) : QUERY_UNIT_WORDS;
    if (op->unit != QUERY_UNIT_WORDS) {
        op->other = !name->units_are_ours || rest.length > 1;
        return true;
    }
    bool digit = rest.length > 0 && spelling_is_digit(rest.bytes[0]);
    bool number = digit && spelling_digits(rest, 0) == rest.length;
    if (!number && !name->needs_number)
        return false;
    take_number(op, digit ? rest : (struct slice){NULL, 0});
    return true;
}

/* A name with digits right behind it; with a colon at the end, one of GDELT's. */
static bool read_glued(struct slice word, size_t letters, struct query_operator *op)
{
    struct slice name = {word.bytes, letters};
    struct slice digits = {word.bytes + letters, spelling_digits(word, letters)};
    bool colon = letters + digits.length + 1 == word.length && word.bytes[word.length - 1] == ':';
    *op = (struct query_operator){.other = true};
    if (digits.length == 0 || (!colon && letters + digits.length != word.length))
        return false;
    if (colon) {
        if (spelling_equal(name, "near"))
            op->kind = QUERY_OPERATOR_QUOTED_NEAR;
        else if (spelling_equal(name, "repeat"))
            op->kind = QUERY_OPERATOR_QUOTED_REPEAT;
    }
    for (size_t at = 0; !colon && at < NAMES; at++) {
        if (names[at].digits && spelling_equal(name, names[at].name)) {
            op->kind = names[at].kind;
            op->ordered = names[at].ordered;
        }
    }
    take_number(op, digits);
    return op->kind != QUERY_OPERATOR_NONE;
}

/* The length of "/n5/" or "/f50/" at a byte of a word; 0 where there is none. */
static size_t enclosed_length(struct slice word, size_t at)
{
    if (at + 4 > word.length || word.bytes[at] != '/')
        return 0;
    char letter = spelling_lower(word.bytes[at + 1]);
    size_t digits = spelling_digits(word, at + 2);
    size_t end = at + 2 + digits;
    bool found = (letter == 'n' || letter == 'f') && digits > 0 && end < word.length &&
                 word.bytes[end] == '/';
    return found ? end + 1 - at : 0;
}

static bool read_enclosed(struct slice word, struct query_operator *op)
{
    size_t length = enclosed_length(word, 0);
    if (length == 0)
        return false;
    bool opening = spelling_lower(word.bytes[1]) == 'f';
    *op = (struct query_operator){.kind = opening ? QUERY_OPERATOR_OPENING : QUERY_OPERATOR_NEAR,
                                  .other = true,
                                  .length = length};
    take_number(op, (struct slice){word.bytes + 2, length - 3});
    return true;
}

/* Words in capitals that are operators elsewhere. */
static bool read_capitals(struct slice word, struct query_operator *op)
{
    *op = (struct query_operator){.kind = QUERY_OPERATOR_NEAR, .other = true, .number = 1};
    if (slice_equal(word, SLICE("SAME"))) {
        op->unit = QUERY_UNIT_PARAGRAPH;
        return true;
    }
    if (slice_equal(word, SLICE("ADJ"))) {
        op->ordered = true;
        return true;
    }
    take_number(op, (struct slice){NULL, 0});
    return slice_equal(word, SLICE("NEAR"));
}

/* Nearly an operator: "naer/5", "within/5", "near:5". */
static bool read_misspelt(struct slice word, size_t letters, struct query_operator *op)
{
    struct slice name = {word.bytes, letters};
    char sign = letters < word.length ? word.bytes[letters] : '\0';
    struct slice digits = {word.bytes + letters + 1, 0};
    if (letters < 3 || (sign != '/' && sign != ':'))
        return false;
    digits.length = word.length - letters - 1;
    if (digits.length == 0 || spelling_digits(digits, 0) != digits.length)
        return false;
    const struct operator_name *meant = spelling_equal(name, "within") ? &names[0] : NULL;
    for (size_t at = 0; at < 4 && !meant; at++) /* Herald's own names come first */
        if (sign == ':' ? spelling_equal(name, names[at].name)
                        : spelling_near(name, names[at].name))
            meant = &names[at];
    if (!meant)
        return false;
    *op = (struct query_operator){.kind = meant->kind, .ordered = meant->ordered};
    take_number(op, digits);
    op->problem = QUERY_ERROR_UNKNOWN_OPERATOR;
    return true;
}

static bool read_any(struct slice word, struct query_operator *op)
{
    size_t letters = spelling_letters(word);
    struct slice name = {word.bytes, letters};
    if (read_enclosed(word, op) || read_capitals(word, op) || read_glued(word, letters, op))
        return true;
    for (size_t at = 0; letters < word.length && word.bytes[letters] == '/' && at < NAMES; at++) {
        struct slice rest = {word.bytes + letters + 1, word.length - letters - 1};
        if (spelling_equal(name, names[at].name) && read_slashed(&names[at], rest, op))
            return true;
    }
    return read_misspelt(word, letters, op);
}

bool query_operator_read(struct slice word, struct query_operator *op)
{
    if (word.length == 0 || !read_any(word, op)) {
        *op = (struct query_operator){.kind = QUERY_OPERATOR_NONE};
        return false;
    }
    if (op->length == 0)
        op->length = word.length;
    spell(op);
    return true;
}

size_t query_operator_within(struct slice word)
{
    for (size_t at = 1; at < word.length; at++)
        if (word.bytes[at] == '/' && enclosed_length(word, at))
            return at;
    return word.length;
}
