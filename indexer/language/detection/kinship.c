#include "indexer/language/detection/kinship.h"

static const char *const FAMILIES[] = {
    " no nb nn da ",    " sr hr bs sh cnr ", " id ms jv su ", " zu xh ss nr nd ", " rn rw ",
    " cs sk ",          " gl pt ",           " st tn nso ",   " en pcm sco ",     " tl fil ceb ",
    " fa prs tg ",      " bg mk ",           " ro mo ",       " zh yue wuu ",     " hi mr ne bh ",
    " ar arz ary apc ", " af nl fy ",        " lg nyn ",      " tt ba ",          " ku ckb ",
};

static bool is_in(const char *family, struct slice code)
{
    char spaced[8] = " ";
    if (code.length == 0 || code.length > 3)
        return false;
    memcpy(spaced + 1, code.bytes, code.length);
    spaced[code.length + 1] = ' ';
    return memmem(family, strlen(family), spaced, code.length + 2) != NULL;
}

bool languages_are_kin(struct slice code, struct slice other)
{
    bool kin = slice_equal(code, other);
    for (size_t i = 0; i < sizeof FAMILIES / sizeof *FAMILIES && !kin; i++)
        kin = is_in(FAMILIES[i], code) && is_in(FAMILIES[i], other);
    return kin;
}
