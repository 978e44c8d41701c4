#include "searcher/query_lexer.h"

#include "corpus/utf8.h"

/* --- characters ------------------------------------------------------------------------------- */

/* Blanks, control characters, and the invisible marks of direction that editors leave behind. */
static bool is_blank(uint32_t c)
{
    return c <= 0x20 || (c >= 0x7F && c <= 0xA0) || c == 0x61C || c == 0x1680 ||
           (c >= 0x2000 && c <= 0x200A) || c == 0x200E || c == 0x200F ||
           (c >= 0x2028 && c <= 0x202F) || c == 0x205F || (c >= 0x2066 && c <= 0x2069) ||
           c == 0x3000 || c == 0xFEFF;
}

/* Quotes that open and close in any combination: " “ ” „ ‟ and the full-width one. */
static bool is_common_quote(uint32_t c)
{
    return c == '"' || (c >= 0x201C && c <= 0x201F) || c == 0xFF02;
}

/* What closes a quote of the other kinds; 0 for a character that is no such quote. */
static uint32_t partner_quote(uint32_t c)
{
    switch (c) {
    case 0xAB:
        return 0xBB;
    case 0xBB:
        return 0xAB;
    case 0x300C:
        return 0x300D;
    case 0x300D:
        return 0x300C;
    case 0x300E:
        return 0x300F;
    case 0x300F:
        return 0x300E;
    default:
        return 0;
    }
}

static bool is_quote(uint32_t c)
{
    return is_common_quote(c) || partner_quote(c);
}

static bool is_left(uint32_t c)
{
    return c == '(' || c == 0xFF08;
}

static bool is_right(uint32_t c)
{
    return c == ')' || c == 0xFF09;
}

static bool is_hebrew(uint32_t c)
{
    return c >= 0x5D0 && c <= 0x5EA;
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* The code point at a byte of the text, and how long it is; a blank of length 0 at the end. */
static uint32_t character_at(struct slice text, size_t at, size_t *length)
{
    uint32_t c = ' ';
    *length = at < text.length ? utf8_decode(text.bytes + at, text.length - at, &c) : 0;
    return c;
}

/* Whether the quote at a byte is the sign of a Hebrew abbreviation, between two of its letters. */
static bool is_gershayim(struct slice text, size_t at)
{
    if (at < 2 || text.bytes[at] != '"')
        return false;
    size_t length;
    uint32_t before = character_at(text, utf8_previous(text, at), &length);
    return is_hebrew(before) && is_hebrew(character_at(text, at + 1, &length));
}

/* --- parts of words --------------------------------------------------------------------------- */

/* The length of a field's name and its colon at the start of a word; 0 where there is none. */
static size_t field_length(struct slice word)
{
    size_t length = 0;
    while (length < word.length && (is_letter(word.bytes[length]) || word.bytes[length] == '-'))
        length++;
    bool found = length > 0 && length < word.length && word.bytes[length] == ':';
    return found && is_letter(word.bytes[0]) ? length + 1 : 0;
}

static bool same_letters(struct slice a, const char *lower)
{
    for (size_t at = 0; at < a.length; at++)
        if ((a.bytes[at] | 0x20) != lower[at] || lower[at] == '\0')
            return false;
    return lower[a.length] == '\0';
}

static bool find_field(struct slice name, enum query_field *field)
{
    static const enum query_field fields[] = {QUERY_FIELD_TITLE};
    for (size_t at = 0; at < sizeof(fields) / sizeof(*fields); at++) {
        if (same_letters(name, query_field_name(fields[at]))) {
            *field = fields[at];
            return true;
        }
    }
    return false;
}

static enum query_token_kind operator_of(struct slice word)
{
    if (slice_equal(word, SLICE("AND")))
        return TOKEN_AND;
    if (slice_equal(word, SLICE("OR")))
        return TOKEN_OR;
    if (slice_equal(word, SLICE("NOT")))
        return TOKEN_NOT;
    return TOKEN_WORD;
}

bool query_word_needs_escape(struct slice word)
{
    return word.length > 0 && (strchr("-+\\", word.bytes[0]) || slice_equal(word, SLICE("*")) ||
                               operator_of(word) != TOKEN_WORD || field_length(word) > 0);
}

void query_phrase_normalise(struct slice phrase, struct buffer *out)
{
    size_t start = out->length, end = start, length;
    for (size_t at = 0; at < phrase.length; at += length) {
        uint32_t c = character_at(phrase, at, &length);
        bool blank = is_blank(c) || (is_common_quote(c) && !is_gershayim(phrase, at));
        if (blank && out->length == start)
            continue;
        if (is_common_quote(c) && blank)
            buffer_append_byte(out, ' ');
        else
            buffer_append(out, phrase.bytes + at, length);
        if (!blank)
            end = out->length;
    }
    if (!out->failed)
        out->length = end;
}

/* --- tokens ----------------------------------------------------------------------------------- */

/* Step over one character. */
static void step(struct query_lexer *lexer, size_t length)
{
    lexer->at += length;
    lexer->index++;
}

/* Step over blanks, and over all that only operators need where there are none. */
static void skip_blanks(struct query_lexer *lexer)
{
    size_t length;
    uint32_t c;
    while (c = character_at(lexer->text, lexer->at, &length), length > 0) {
        bool sign = lexer->plain && (is_left(c) || is_right(c) || is_quote(c));
        if (!is_blank(c) && !sign)
            return;
        step(lexer, length);
    }
}

static void finish_token(const struct query_lexer *lexer, struct query_token *token)
{
    token->place.length = lexer->index - token->place.offset;
}

/* A phrase, of which the lexer stands before the opening quote. */
static void lex_phrase(struct query_lexer *lexer, struct query_token *token)
{
    size_t length;
    uint32_t opening = character_at(lexer->text, lexer->at, &length);
    uint32_t partner = partner_quote(opening);
    step(lexer, length);
    struct query_lexer start = *lexer;
    uint32_t c;
    while (c = character_at(lexer->text, lexer->at, &length), length > 0) {
        bool closes = partner ? c == partner : is_common_quote(c);
        if (closes && !is_gershayim(lexer->text, lexer->at)) {
            token->kind = TOKEN_PHRASE;
            token->text = (struct slice){start.text.bytes + start.at, lexer->at - start.at};
            step(lexer, length);
            finish_token(lexer, token);
            return;
        }
        step(lexer, length);
    }
    token->kind = TOKEN_UNCLOSED;
    token->place.length = 1;
}

/* Move to the end of the word that the lexer stands in, and return the word. */
static struct slice take_word(struct query_lexer *lexer)
{
    size_t start = lexer->at, length;
    uint32_t c;
    while (c = character_at(lexer->text, lexer->at, &length), length > 0) {
        if (is_blank(c) || is_left(c) || is_right(c) ||
            (is_quote(c) && !is_gershayim(lexer->text, lexer->at)))
            break;
        step(lexer, length);
    }
    return (struct slice){lexer->text.bytes + start, lexer->at - start};
}

/* Whether something can belong to a sign that ends where the lexer stands. */
static bool has_operand(const struct query_lexer *lexer)
{
    size_t length;
    uint32_t c = character_at(lexer->text, lexer->at, &length);
    return !is_blank(c) && !is_right(c);
}

/* Signs before a word: '-' negates; a '+' or a lone sign means nothing and is passed over. */
static bool lex_sign(struct query_lexer *lexer, struct query *query, struct query_token *token)
{
    char sign = lexer->text.bytes[lexer->at];
    struct query_place place = {lexer->index, 1};
    step(lexer, 1);
    if (sign == '-' && has_operand(lexer)) {
        token->kind = TOKEN_MINUS;
        finish_token(lexer, token);
        return true;
    }
    const char *why = has_operand(lexer) ? "words are required without it" : "it stands alone";
    token->kind = TOKEN_SKIPPED;
    return query_warn(query, "sign-ignored", place, "'%c' is ignored: %s", sign, why);
}

/* Whether a word looks like an operator of nearness elsewhere: NEAR; near/5, W/5. */
static bool is_nearness(struct slice word)
{
    const char *slash = memchr(word.bytes, '/', word.length);
    if (!slash)
        return slice_equal(word, SLICE("NEAR"));
    struct slice name = {word.bytes, (size_t)(slash - word.bytes)};
    size_t digits = name.length + 1;
    if (digits == word.length)
        return false;
    for (size_t at = digits; at < word.length; at++)
        if (word.bytes[at] < '0' || word.bytes[at] > '9')
            return false;
    return same_letters(name, "near") || slice_equal(name, SLICE("W"));
}

/* Words that are operators of other programs, and not of this one. */
static bool warn_of_foreign(struct query *query, const struct query_token *token)
{
    struct slice word = token->text;
    int length = word.length < 80 ? (int)word.length : 80;
    if (is_nearness(word))
        return query_warn(query, "nearness-as-word", token->place,
                          "'%.*s' is taken as a word; there is no operator of nearness", length,
                          word.bytes);
    if (word.length > 1 && memchr(word.bytes, '*', word.length))
        return query_warn(query, "no-wildcards", token->place,
                          "no wildcards yet: '*' is taken as a sign between words in '%.*s'",
                          length, word.bytes);
    return true;
}

static bool warn_of_word(const struct query_lexer *lexer, struct query *query,
                         const struct query_token *token)
{
    static const char *const operators[] = {"and", "or", "not"};
    for (size_t at = 0; at < sizeof(operators) / sizeof(*operators); at++)
        if (same_letters(token->text, operators[at]))
            return query_warn(query, "operator-as-word", token->place,
                              "'%.*s' is taken as a word; operators are written in capitals",
                              (int)token->text.length, token->text.bytes);
    size_t length = field_length(token->text);
    bool has_value = length < token->text.length || has_operand(lexer);
    bool is_address = token->text.length - length >= 2 && token->text.bytes[length] == '/' &&
                      token->text.bytes[length + 1] == '/';
    if (length == 0 || !has_value || is_address)
        return warn_of_foreign(query, token);
    return query_warn(query, "unknown-field", token->place,
                      "no field '%.*s', so it is taken as a word; fields are: title",
                      (int)(length - 1 > 80 ? 80 : length - 1), token->text.bytes);
}

/* A word, or what looks like one: an operator, a field. */
static bool lex_word(struct query_lexer *lexer, struct query *query, struct query_token *token)
{
    struct query_lexer start = *lexer;
    bool escaped = !lexer->plain && lexer->text.bytes[lexer->at] == '\\';
    if (escaped)
        step(lexer, 1);
    token->kind = TOKEN_WORD;
    token->text = take_word(lexer);
    finish_token(lexer, token);
    if (escaped && token->text.length == 0) {
        token->kind = TOKEN_SKIPPED;
        return query_warn(query, "sign-ignored", token->place, "'\\' is ignored: it stands alone");
    }
    if (escaped || lexer->plain)
        return true;
    if (slice_equal(token->text, SLICE("*")))
        token->kind = TOKEN_ALL;
    if (start.in_field)
        return token->kind != TOKEN_WORD || warn_of_foreign(query, token);
    size_t length = field_length(token->text);
    if (length > 0 && find_field((struct slice){token->text.bytes, length - 1}, &token->field)) {
        token->kind = TOKEN_FIELD;
        lexer->at = start.at + length;
        lexer->index = start.index + length;
        lexer->in_field = has_operand(lexer);
        finish_token(lexer, token);
        return true;
    }
    if (token->kind == TOKEN_WORD)
        token->kind = operator_of(token->text);
    return token->kind != TOKEN_WORD || warn_of_word(lexer, query, token);
}

/* One step: a token, or something that is passed over. */
static bool lex(struct query_lexer *lexer, struct query *query, struct query_token *token)
{
    size_t length;
    uint32_t c = character_at(lexer->text, lexer->at, &length);
    if (length == 0) {
        token->kind = TOKEN_END;
        return true;
    }
    if (is_left(c) || is_right(c)) {
        token->kind = is_left(c) ? TOKEN_LEFT : TOKEN_RIGHT;
        step(lexer, length);
        finish_token(lexer, token);
        return true;
    }
    if (is_quote(c) && !is_gershayim(lexer->text, lexer->at)) {
        lex_phrase(lexer, token);
        return true;
    }
    if (!lexer->plain && !lexer->in_field && (c == '-' || c == '+'))
        return lex_sign(lexer, query, token);
    return lex_word(lexer, query, token);
}

bool query_lexer_next(struct query_lexer *lexer, struct query *query, struct query_token *token)
{
    do {
        size_t before = lexer->at;
        skip_blanks(lexer);
        *token = (struct query_token){.glued = lexer->at == before, .place = {lexer->index, 0}};
        if (!lex(lexer, query, token))
            return false;
        if (token->kind != TOKEN_FIELD)
            lexer->in_field = false;
    } while (token->kind == TOKEN_SKIPPED);
    return true;
}
