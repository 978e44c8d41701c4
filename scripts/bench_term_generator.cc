#include <xapian.h>

#include "bench_analysis.h"

/* The stemmer of a language, or none where libxapian has none. */
static Xapian::Stem stemmer_of(const char *language)
{
    try {
        return Xapian::Stem(language);
    } catch (const Xapian::InvalidArgumentError &) {
        return Xapian::Stem();
    }
}

size_t bench_term_generator(const struct bench_text *texts, size_t count, const char *language,
                            int ngrams)
{
    Xapian::TermGenerator generator;
    generator.set_stemmer(stemmer_of(language));
    generator.set_stemming_strategy(Xapian::TermGenerator::STEM_SOME);
    if (ngrams) {
        generator.set_flags(Xapian::TermGenerator::FLAG_CJK_NGRAM);
    }
    size_t terms = 0;
    for (size_t i = 0; i < count; i++) {
        Xapian::Document document;
        generator.set_document(document);
        generator.set_termpos(0);
        generator.index_text(std::string(texts[i].bytes, texts[i].length));
        terms += document.termlist_count();
    }
    return terms;
}
