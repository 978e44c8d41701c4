/* Its header needs FILE and encodings from elsewhere. */
#include <cstdio>
#include <cstring>
#include <new>
#include <string>

#include <cld2/public/encodings.h>

#include <cld2/public/compact_lang_det.h>

/* The headers of C have what C++ only lends. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wpedantic"
extern "C" {
#include "indexer/language/detection/detector.h"
}
#pragma GCC diagnostic pop

/* CLD2 reads ahead of what it scans. */
static constexpr size_t PADDING = 32;

/* The longest tag that is passed on as a hint. */
static constexpr size_t TAG_MAX = 35;

struct detector {
    std::string sample;
    std::string tag;
};

/* CLD2's codes are of 2006: those that BCP 47 has replaced since. */
static const struct {
    const char *old_code, *code;
} RENAMED[] = {{"iw", "he"}, {"jw", "jv"}, {"in", "id"}, {"ji", "yi"}, {"mo", "ro"}, {"nn", "no"}};

extern "C" enum herald_status detector_open(struct detector **out, struct herald_error *err)
{
    *out = new (std::nothrow) detector;
    return *out ? HERALD_OK : herald_fail(err, HERALD_E_NO_MEMORY, "out of memory");
}

extern "C" void detector_free(struct detector *detector)
{
    delete detector;
}

namespace
{

bool is_continuation(char byte)
{
    return (static_cast<unsigned char>(byte) & 0xC0) == 0x80;
}

/* The length of the code point at `at`, and whether CLD2 may see it: neither control characters nor
 * noncharacters, nor what is no UTF-8. */
size_t code_point(const char *at, const char *end, bool *seen)
{
    const auto first = static_cast<unsigned char>(*at);
    *seen = false;
    if (first < 0x80) {
        *seen = first >= 0x20 && first != 0x7F;
        return 1;
    }
    const size_t length = first < 0xC2 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    if (length == 1 || first > 0xF4 || static_cast<size_t>(end - at) < length)
        return 1;
    unsigned value = first & (0xFFu >> (length + 1));
    for (size_t i = 1; i < length; i++) {
        if (!is_continuation(at[i]))
            return 1;
        value = value << 6 | (static_cast<unsigned char>(at[i]) & 0x3F);
    }
    static const unsigned LEAST[] = {0, 0, 0x80, 0x800, 0x10000};
    if (value < LEAST[length] || value > 0x10FFFF || (value >= 0xD800 && value < 0xE000))
        return 1;
    *seen = value >= 0xA0 && (value & 0xFFFE) != 0xFFFE && !(value >= 0xFDD0 && value <= 0xFDEF);
    return length;
}

/* Append a piece, white space and what is not text as one space. */
void append_piece(std::string &sample, const char *at, const char *end)
{
    while (at < end) {
        bool seen;
        const size_t length = code_point(at, end, &seen);
        if (seen && *at != ' ')
            sample.append(at, length);
        else if (!sample.empty() && sample.back() != ' ')
            sample.push_back(' ');
        at += length;
    }
    sample.push_back(' ');
}

/* Begin and end of a piece are put where words end, if that is near. */
const char *to_space(const char *at, const char *end)
{
    constexpr size_t NEAR = 32;
    for (size_t i = 0; i < NEAR && at + i < end; i++)
        if (at[i] == ' ' || at[i] == '\n')
            return at + i;
    while (at < end && is_continuation(*at))
        at++;
    return at;
}

void take_sample(std::string &sample, struct slice text)
{
    const char *const end = text.bytes + text.length;
    sample.clear();
    if (text.length <= DETECTOR_SAMPLE) {
        append_piece(sample, text.bytes, end);
    } else {
        const size_t step = text.length / DETECTOR_PIECES;
        for (size_t i = 0; i < DETECTOR_PIECES; i++) {
            const char *begin = text.bytes + i * step;
            const char *stop = begin + DETECTOR_SAMPLE / DETECTOR_PIECES;
            append_piece(sample, i ? to_space(begin, end) : begin, to_space(stop, end));
        }
    }
}

void copy_language(struct detected *out, CLD2::Language language, int percent, double score)
{
    const char *code = CLD2::LanguageCode(language);
    const char *dash = strchr(code, '-');
    size_t length = dash ? static_cast<size_t>(dash - code) : strlen(code);
    if (language == CLD2::UNKNOWN_LANGUAGE || length >= DETECTED_CODE || percent <= 0)
        return;
    memcpy(out->code, code, length);
    for (const auto &renamed : RENAMED)
        if (strcmp(out->code, renamed.old_code) == 0)
            memcpy(out->code, renamed.code, 3);
    out->percent = static_cast<unsigned>(percent);
    out->score = score;
}

/* Whether there are kana, U+3040 to U+30FF, without which a text is not Japanese. */
bool has_kana(const std::string &sample)
{
    for (size_t at = 0; (at = sample.find('\xE3', at)) != std::string::npos; at++)
        if (at + 1 < sample.size() && static_cast<unsigned char>(sample[at + 1]) >= 0x81 &&
            static_cast<unsigned char>(sample[at + 1]) <= 0x83)
            return true;
    return false;
}

/* CLD2 takes traditional characters for Japanese where there are few. */
void correct_japanese(const std::string &sample, struct detection *out)
{
    for (auto &language : out->languages)
        if (strcmp(language.code, "ja") == 0 && !has_kana(sample))
            memcpy(language.code, "zh", 3);
}

void find(struct detector *detector, struct slice text, struct slice expected, bool guess,
          struct detection *out)
{
    CLD2::Language languages[DETECTED_LANGUAGES];
    int percents[DETECTED_LANGUAGES], bytes = 0;
    double scores[DETECTED_LANGUAGES];
    bool reliable = false;
    take_sample(detector->sample, text);
    const size_t length = detector->sample.size();
    detector->sample.append(PADDING, ' ');
    CLD2::CLDHints hints = {nullptr, nullptr, CLD2::UNKNOWN_ENCODING, CLD2::UNKNOWN_LANGUAGE};
    if (expected.length > 0 && expected.length <= TAG_MAX) {
        detector->tag.assign(expected.bytes, expected.length);
        hints.content_language_hint = detector->tag.c_str();
    }
    CLD2::ExtDetectLanguageSummary(detector->sample.data(), static_cast<int>(length), true, &hints,
                                   guess ? CLD2::kCLDFlagBestEffort : 0, languages, percents,
                                   scores, nullptr, &bytes, &reliable);
    size_t count = 0;
    for (size_t i = 0; i < DETECTED_LANGUAGES; i++) {
        copy_language(&out->languages[count], languages[i], percents[i], scores[i]);
        count += out->languages[count].code[0] != '\0';
    }
    correct_japanese(detector->sample, out);
    out->reliable = reliable && count > 0;
    out->bytes = bytes > 0 ? static_cast<size_t>(bytes) : 0;
}

} // namespace

extern "C" enum herald_status detector_find(struct detector *detector, struct slice text,
                                            struct slice expected, bool guess,
                                            struct detection *out, struct herald_error *err)
{
    *out = detection();
    if (text.length == 0)
        return HERALD_OK;
    try {
        find(detector, text, expected, guess, out);
        return HERALD_OK;
    } catch (const std::bad_alloc &) {
        *out = detection();
        return herald_fail(err, HERALD_E_NO_MEMORY, "out of memory");
    } catch (...) {
        *out = detection();
        return herald_fail(err, HERALD_E_INTERNAL, "the language detector failed");
    }
}

extern "C" bool detector_knows(struct slice tag)
{
    size_t length = 0;
    char code[DETECTED_CODE] = "";
    while (length < tag.length && tag.bytes[length] != '-' && tag.bytes[length] != '_')
        length++;
    if (length < 2 || length >= DETECTED_CODE)
        return false;
    for (size_t i = 0; i < length; i++)
        code[i] = static_cast<char>(tag.bytes[i] | 0x20);
    for (const auto &renamed : RENAMED)
        if (strcmp(code, renamed.code) == 0)
            return true;
    const CLD2::Language language = CLD2::GetLanguageFromName(code);
    return language != CLD2::UNKNOWN_LANGUAGE && language < CLD2::NUM_LANGUAGES;
}
