#include "indexer/language/scanner.h"

#include <unicode/utf16.h>

/* The most UTF-16 units of text without kana that may as well be Japanese. */
#define SHORT_RUN 6

/* A window of text without spaces in UTF-16, with the byte that each unit came from. */
struct window {
    UChar units[RUN_WINDOW];
    uint16_t bytes[RUN_WINDOW + 1];
    int32_t count;
    bool kana; /* there is some: it is Japanese */
    bool more; /* the run goes on after it */
};

/* Where a window is divided: before which units, its end being one of them. */
struct division {
    bool cut[RUN_WINDOW + 1];
    uint16_t joined[RUN_WINDOW + 1]; /* where what begins at a cut ends, if several words are also
                                        one; else 0 */
};

static void read_window(struct scanner *scanner, struct window *window)
{
    const char *at = scanner->at;
    window->count = 0;
    window->kana = window->more = false;
    for (;;) {
        const struct glyph glyph = scanner_glyph(scanner, at);
        window->bytes[window->count] = (uint16_t)(at - scanner->at);
        if (glyph.kind != CHARACTER_DICTIONARY && !glyph_clings(glyph))
            return;
        if (window->count + U16_LENGTH((UChar32)glyph.code) > RUN_WINDOW) {
            window->more = true;
            return;
        }
        window->kana |= glyph.script == SCRIPT_KANA;
        const int32_t from = window->count;
        U16_APPEND_UNSAFE(window->units, window->count, (UChar32)glyph.code);
        for (int32_t i = from; i < window->count; i++)
            window->bytes[i] = (uint16_t)(at - scanner->at);
        at += glyph.length;
    }
}

static bool has_traditional(const struct window *window)
{
    for (int32_t i = 0; i < window->count; i++)
        if (fold_han(window->units[i]) != window->units[i])
            return true;
    return false;
}

static void simplify(struct window *window)
{
    for (int32_t i = 0; i < window->count; i++)
        window->units[i] = (UChar)fold_han(window->units[i]);
}

static bool is_katakana(UChar unit)
{
    return (unit >= 0x30A1 && unit <= 0x30FF && unit != 0x30FB) ||
           (unit >= 0x31F0 && unit <= 0x31FF) || (unit >= 0xFF66 && unit <= 0xFF9F);
}

/* ICU's dictionary divides foreign names in katakana, which are one word. */
static bool in_katakana(const struct window *window, int32_t cut)
{
    return is_katakana(window->units[cut - 1]) && is_katakana(window->units[cut]);
}

static void divide(struct scanner *scanner, const struct window *window, struct division *division)
{
    UBreakIterator *words = scanner->unicode->words;
    UErrorCode status = U_ZERO_ERROR;
    const size_t room = (size_t)window->count + 1;
    memset(division->cut, 0, room * sizeof *division->cut);
    memset(division->joined, 0, room * sizeof *division->joined);
    ubrk_setText(words, window->units, window->count, &status);
    int32_t cut = 0, last = 0;
    while (U_SUCCESS(status) && (cut = ubrk_next(words)) > last && cut < window->count) {
        last = cut;
        division->cut[cut] = !in_katakana(window, cut);
    }
    scanner->unicode->failed |= U_FAILURE(status);
    division->cut[window->count] = true;
}

/*
 * Bring two divisions together, cut by cut that both have. Where several words are one as the text
 * was written they are that, too; where words overlap, the division of fewer words is taken, as
 * written if they are as many.
 */
static void merge(struct division *division, const struct division *written, int32_t count)
{
    int32_t begin = 0, words = 0, words_written = 0;
    for (int32_t at = 1; at <= count; at++) {
        words += division->cut[at];
        words_written += written->cut[at];
        if (!division->cut[at] || !written->cut[at])
            continue;
        if (words_written == 1 && words > 1)
            division->joined[begin] = (uint16_t)at;
        else if (words_written <= words)
            memcpy(&division->cut[begin], &written->cut[begin], (size_t)(at - begin));
        begin = at;
        words = words_written = 0;
    }
}

/*
 * Traditional characters stand in Chinese and in Japanese, and the dictionary has other words of
 * them than of simplified ones. They are divided as simplified ones are, which finds Chinese in
 * either; where it is Japanese, or so short that nothing tells, as they were written, too, so that
 * a name is divided alike in a text with kana and in a query of some characters.
 */
static void divide_window(struct scanner *scanner, struct window *window, struct division *division)
{
    struct division written;
    const bool traditional = has_traditional(window);
    const bool both = traditional && (window->kana || window->count <= SHORT_RUN);
    if (both)
        divide(scanner, window, &written);
    if (traditional)
        simplify(window);
    divide(scanner, window, division);
    if (both)
        merge(division, &written, window->count);
}

static void keep_cuts(struct scanner *scanner, const struct window *window,
                      const struct division *division)
{
    size_t first = 0, count = 0;
    int32_t end = 0; /* of what is joined from the first on */
    for (int32_t at = 0; at <= window->count; at++) {
        if (at > 0 && !division->cut[at])
            continue;
        if (at > 0 && at == end)
            scanner->spans[first] = (uint16_t)(count - first);
        if (division->joined[at] > 0) {
            first = count;
            end = division->joined[at];
        }
        scanner->spans[count] = 1;
        scanner->cuts[count++] = window->bytes[at];
    }
    scanner->cut_next = 0;
    scanner->cut_count = count;
}

/*
 * The words at the end of a window that is not the run's last are left to the next one, which sees
 * what follows them.
 */
void scan_run(struct scanner *scanner)
{
    struct window window;
    struct division division;
    read_window(scanner, &window);
    divide_window(scanner, &window, &division);
    keep_cuts(scanner, &window, &division);
    if (window.more && scanner->cut_count > 4)
        scanner->cut_count -= 2;
    scanner->run = scanner->at;
    scanner->at += scanner->cuts[scanner->cut_count - 1];
}
