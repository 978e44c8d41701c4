#include "indexer/language/scanner.h"

#include <unicode/utf16.h>

/* A window of text without spaces in UTF-16, with the byte that each unit came from. */
struct window {
    UChar units[RUN_WINDOW];
    uint16_t bytes[RUN_WINDOW + 1];
    int32_t count;
    bool kana; /* there is some: it is Japanese */
    bool more; /* the run goes on after it */
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

/* Chinese in traditional characters is divided as it is in simplified ones. */
static void simplify(struct window *window)
{
    for (int32_t i = 0; i < window->count && !window->kana; i++)
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

/*
 * The words at the end of a window that is not the run's last are left to the next one, which sees
 * what follows them.
 */
void scan_run(struct scanner *scanner)
{
    struct window window;
    read_window(scanner, &window);
    simplify(&window);
    UBreakIterator *words = scanner->unicode->words;
    UErrorCode status = U_ZERO_ERROR;
    ubrk_setText(words, window.units, window.count, &status);
    scanner->cut_count = scanner->cut_next = 0;
    scanner->cuts[scanner->cut_count++] = 0;
    int32_t cut = 0, last = 0;
    while (U_SUCCESS(status) && (cut = ubrk_next(words)) > last && cut < window.count) {
        last = cut;
        if (!in_katakana(&window, cut))
            scanner->cuts[scanner->cut_count++] = window.bytes[cut];
    }
    scanner->unicode->failed |= U_FAILURE(status);
    scanner->cuts[scanner->cut_count++] = window.bytes[window.count];
    if (window.more && scanner->cut_count > 4)
        scanner->cut_count -= 2;
    scanner->run = scanner->at;
    scanner->at += scanner->cuts[scanner->cut_count - 1];
}
