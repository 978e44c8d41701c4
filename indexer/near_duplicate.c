#include "indexer/near_duplicate.h"

#include <string.h>
#include <xxhash.h>

#include "indexer/schema.h"

/* Odd multipliers of 64 bits, the fractions of the golden ratio and of square roots of primes. */
#define FIRST_FACTOR  0x9E3779B97F4A7C15u
#define SECOND_FACTOR 0x6A09E667F3BCC909u
#define THIRD_FACTOR  0xBB67AE8584CAA73Bu

#define NO_MINIMUM UINT64_MAX

#define SECONDS_PER_HOUR      3600
#define SECONDS_FROM_YEAR_ONE 62135596800 /* to 1970 */

void shingler_start(struct shingler *shingler)
{
    for (size_t bin = 0; bin < SIGNATURE_BINS; bin++)
        shingler->minima[bin] = NO_MINIMUM;
    shingler->numbers = 0;
    shingler->shingles = 0;
}

/* Let every bit of the result depend on every bit of a hash (the finish of MurmurHash3). */
static uint64_t mix(uint64_t hash)
{
    hash ^= hash >> 33;
    hash *= 0xFF51AFD7ED558CCDu;
    hash ^= hash >> 33;
    hash *= 0xC4CEB9FE1A85EC53u;
    return hash ^ hash >> 33;
}

/* The first of a word's positions from `from` on. */
static uint32_t find_position(const struct text_word *word, uint32_t from)
{
    uint32_t low = 0, high = word->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (word->positions[middle] < from)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Put the hashes of the words from position `from` to before `to` at their places. Of variants at
 * one position the least counts, whatever order they come in. */
static void place_words(struct shingler *shingler, const struct text_terms *terms, uint32_t from,
                        uint32_t to)
{
    memset(shingler->words, 0xFF, (to - from) * sizeof *shingler->words);
    for (size_t i = 0; i < terms->word_count; i++) {
        const struct text_word *word = &terms->words[i];
        uint64_t hash = XXH3_64bits(word->folded.bytes, word->folded.length);
        if (!schema_has_stem(word->folded))
            shingler->numbers |= (uint64_t)1 << (mix(hash) & 63);
        for (uint32_t at = find_position(word, from); at < word->count && word->positions[at] < to;
             at++) {
            uint64_t *place = &shingler->words[word->positions[at] - from];
            *place = hash < *place ? hash : *place;
        }
    }
}

static void take_shingle(struct shingler *shingler, uint64_t hash)
{
    uint64_t *minimum = &shingler->minima[hash % SIGNATURE_BINS];
    *minimum = hash < *minimum ? hash : *minimum;
}

void shingler_add(struct shingler *shingler, const struct text_terms *terms,
                  uint32_t first_position)
{
    const uint64_t *words = shingler->words;
    uint32_t count;
    for (uint32_t from = first_position; from < terms->end; from += count) {
        uint32_t left = terms->end - from;
        count = left < SHINGLER_WINDOW ? left : SHINGLER_WINDOW;
        place_words(shingler, terms, from, from + count);
        for (uint32_t i = 0; i + SIGNATURE_SHINGLE <= count; i++, shingler->shingles++)
            take_shingle(shingler, mix(words[i] * FIRST_FACTOR + words[i + 1] * SECOND_FACTOR +
                                       words[i + 2] * THIRD_FACTOR));
        if (count < left) /* the next window begins with the next shingle */
            count -= SIGNATURE_SHINGLE - 1;
    }
}

/* --- finishing ------------------------------------------------------------------------------- */

/* Eight bits of each minimum. The lowest seven chose the bin, the highest made it the least. */
static void keep_minima(const struct shingler *shingler, struct signature *out)
{
    for (size_t bin = 0; bin < SIGNATURE_BINS; bin++) {
        size_t from = bin;
        for (uint64_t attempt = 1; shingler->minima[from] == NO_MINIMUM; attempt++)
            from = mix(bin * FIRST_FACTOR + attempt) % SIGNATURE_BINS;
        out->minima[bin] = (uint8_t)(shingler->minima[from] / SIGNATURE_BINS);
    }
}

static void keep_date(struct date date, struct signature *out)
{
    if (date.precision != DATE_DAY && date.precision != DATE_SECOND)
        return;
    int64_t first = (date.seconds + SECONDS_FROM_YEAR_ONE) / SECONDS_PER_HOUR;
    int64_t last = (date_last_second(date) + SECONDS_FROM_YEAR_ONE) / SECONDS_PER_HOUR;
    out->hour = (uint32_t)(first + 1);
    out->hours = (uint16_t)(last - first);
}

/* A word of a title in lower case, as far as ASCII goes; cut, which makes it no marker. */
struct title_word {
    char text[16];
    size_t length;
};

/* The next run of ASCII letters and digits; false at the end. */
static bool next_word(struct slice title, size_t *at, struct title_word *word)
{
    word->length = 0;
    for (; *at < title.length; (*at)++) {
        unsigned char c = (unsigned char)title.bytes[*at];
        bool letter = (c | 32) >= 'a' && (c | 32) <= 'z';
        if (!letter && !(c >= '0' && c <= '9') && c < 0x80) {
            if (word->length > 0)
                break;
            continue;
        }
        if (word->length < sizeof word->text - 1)
            word->text[word->length++] = (char)(letter ? c | 32 : c);
    }
    word->text[word->length] = '\0';
    return word->length > 0;
}

static bool is_one_of(const char *word, const char *const *words)
{
    while (*words && strcmp(word, *words) != 0)
        words++;
    return *words != NULL;
}

static bool starts_with_digit(const struct title_word *word)
{
    return word->text[0] >= '0' && word->text[0] <= '9';
}

/* Whether a title says that the article takes the place of another, as news agencies write it:
 * "CORRECTED - ...", "UPDATE 2-...", "... (1st lead)". */
static bool is_revision(struct slice title)
{
    static const char *const anywhere[] = {"corrected", "refile", "writethru", NULL};
    static const char *const first[] = {"correction", "rpt",     "repeating",
                                        "recasts",    "updated", NULL};
    static const char *const leads[] = {"lead", "ld", "take", NULL};
    struct title_word word, before = {.length = 0};
    size_t at = 0, number = 0;
    for (; next_word(title, &at, &word); before = word, number++) {
        bool counted = starts_with_digit(&before) && is_one_of(word.text, leads);
        bool update = number == 1 && strcmp(before.text, "update") == 0 && starts_with_digit(&word);
        if (counted || update || is_one_of(word.text, anywhere) ||
            (number == 0 && is_one_of(word.text, first)))
            return true;
    }
    return is_one_of(before.text, first);
}

void shingler_finish(const struct shingler *shingler, const struct article *article,
                     struct signature *out)
{
    *out = (struct signature){0};
    if (shingler->shingles == 0)
        return;
    out->shingles = shingler->shingles < UINT16_MAX ? (uint16_t)shingler->shingles : UINT16_MAX;
    out->numbers = shingler->numbers;
    out->revision = is_revision(article->title);
    if (article->source.length > 0)
        out->source =
            (uint16_t)(XXH3_64bits(article->source.bytes, article->source.length) % UINT16_MAX + 1);
    keep_date(article->published, out);
    keep_minima(shingler, out);
}

/* --- bytes ----------------------------------------------------------------------------------- */

static char *put_number(char *at, uint64_t number, unsigned size)
{
    for (unsigned i = size; i-- > 0;)
        *at++ = (char)(number >> (8 * i));
    return at;
}

static uint64_t get_number(const char **at, unsigned size)
{
    uint64_t number = 0;
    for (unsigned i = 0; i < size; i++)
        number = number << 8 | (unsigned char)*(*at)++;
    return number;
}

void signature_encode(const struct signature *signature, char out[static SIGNATURE_SIZE])
{
    char *at = put_number(out, signature->hour, 4);
    at = put_number(at, signature->hours, 2);
    at = put_number(at, signature->source, 2);
    at = put_number(at, signature->shingles, 2);
    at = put_number(at, signature->revision, 1);
    at = put_number(at, signature->numbers, 8);
    memcpy(at, signature->minima, SIGNATURE_BINS);
}

bool signature_decode(struct slice bytes, struct signature *out)
{
    const char *at = bytes.bytes;
    if (bytes.length != SIGNATURE_SIZE)
        return false;
    out->hour = (uint32_t)get_number(&at, 4);
    out->hours = (uint16_t)get_number(&at, 2);
    out->source = (uint16_t)get_number(&at, 2);
    out->shingles = (uint16_t)get_number(&at, 2);
    out->revision = (uint8_t)get_number(&at, 1);
    out->numbers = get_number(&at, 8);
    memcpy(out->minima, at, SIGNATURE_BINS);
    return true;
}

/* --- comparing ------------------------------------------------------------------------------- */

static unsigned count_bits(uint64_t set)
{
    unsigned count = 0;
    for (; set != 0; set &= set - 1)
        count++;
    return count;
}

/* Bins with the same byte, less those where chance makes it the same. */
static double estimate_jaccard(const struct signature *a, const struct signature *b)
{
    unsigned equal = 0;
    for (size_t bin = 0; bin < SIGNATURE_BINS; bin++)
        equal += a->minima[bin] == b->minima[bin];
    double part = (equal / (double)SIGNATURE_BINS - 1 / 256.0) / (1 - 1 / 256.0);
    return part > 0 ? part : 0;
}

static double compare_numbers(uint64_t a, uint64_t b)
{
    unsigned first = count_bits(a), second = count_bits(b);
    unsigned fewer = first < second ? first : second;
    return fewer > 0 ? count_bits(a & b) / (double)fewer : 1;
}

static unsigned compare_dates(const struct signature *a, const struct signature *b)
{
    if (a->hour > b->hour + b->hours)
        return a->hour - b->hour - b->hours;
    return b->hour > a->hour + a->hours ? b->hour - a->hour - a->hours : 0;
}

void signature_compare(const struct signature *a, const struct signature *b,
                       struct resemblance *out)
{
    double fewer = a->shingles < b->shingles ? a->shingles : b->shingles;
    double jaccard = a->shingles > 0 && b->shingles > 0 ? estimate_jaccard(a, b) : 0;
    double common = jaccard * (a->shingles + b->shingles) / (1 + jaccard);
    out->jaccard = jaccard;
    out->containment = common > 0 ? common / fewer : 0;
    if (out->containment > 1)
        out->containment = 1;
    out->numbers = compare_numbers(a->numbers, b->numbers);
    out->gap = compare_dates(a, b);
    out->dated = a->hour > 0 && b->hour > 0;
}

/* Containment that these two must reach, by what else is known of them. */
static double required(const struct signature *a, const struct signature *b,
                       const struct resemblance *pair, const struct near_duplicate_rule *rule)
{
    bool same_source = a->source == b->source;
    bool revision = same_source && a->source != 0 && (a->revision || b->revision);
    double numbers = same_source ? rule->numbers : rule->numbers_elsewhere;
    bool is_short = a->shingles < rule->short_shingles || b->shingles < rule->short_shingles;
    if (revision && pair->dated)
        return is_short ? rule->containment : rule->revised;
    if (is_short || pair->numbers < numbers)
        return rule->strict;
    return pair->dated ? rule->containment : rule->undated;
}

bool near_duplicate(const struct signature *a, const struct signature *b,
                    const struct near_duplicate_rule *rule)
{
    struct resemblance pair;
    bool is_short = a->shingles < rule->short_shingles || b->shingles < rule->short_shingles;
    signature_compare(a, b, &pair);
    if (pair.dated && pair.gap > (is_short ? rule->short_hours : rule->hours))
        return false;
    return pair.jaccard >= rule->jaccard && pair.containment >= required(a, b, &pair, rule);
}
