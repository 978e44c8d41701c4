#include "internal.h"

struct xap_stem {
    Xapian::Stem stem;
    mutable std::string word;
};

xap_status xap_stem_new(const char *language, xap_stem **stem, xap_error *err)
{
    if (!xap::reset(stem))
        return xap::missing(err, "output");
    if (!language || !language[0])
        return xap::missing(err, "language");
    return xap::guard(err, [&] {
        auto made = std::make_unique<xap_stem>();
        made->stem = Xapian::Stem(language);
        *stem = made.release();
        return XAP_OK;
    });
}

void xap_stem_free(xap_stem *stem)
{
    delete stem;
}

xap_status xap_stem_word(const xap_stem *stem, const char *word, size_t length, xap_buffer *out,
                         xap_error *err)
{
    if (!xap::reset(out))
        return xap::missing(err, "output");
    if (!stem || !xap::is_bytes(word, length))
        return xap::missing(err, "stemmer or word");
    return xap::guard(err, [&] {
        xap::store(out, stem->stem(xap::as_string(stem->word, word, length)));
        return XAP_OK;
    });
}

xap_status xap_stem_languages(xap_buffer *languages, xap_error *err)
{
    if (!xap::reset(languages))
        return xap::missing(err, "output");
    return xap::guard(err, [&] {
        xap::store(languages, Xapian::Stem::get_available_languages());
        return XAP_OK;
    });
}
