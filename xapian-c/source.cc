/* Posting sources: those written in C, the deadline of a search, and ranges of ids. */

#include "internal.h"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace
{

/* What all clones of one source have in common. */
struct SourceType {
    xap_source_callbacks callbacks;
    std::string name;
};

/* A source whose functions are written in C. Each of them says where it stands when it moves, so a
 * posting costs one call into C. */
class CallbackSource final : public Xapian::PostingSource
{
  public:
    explicit CallbackSource(std::shared_ptr<const SourceType> type_) : type(std::move(type_))
    {
    }

    ~CallbackSource() override
    {
        if (self && type->callbacks.free)
            type->callbacks.free(self);
    }

    void adopt(void *self_) noexcept
    {
        self = self_;
    }

    void init(const Xapian::Database &db) override
    {
        xap_error error = XAP_ERROR_INIT;
        bounds = xap_source_bounds{0, 0, 0, 0};
        shard.db = db;
        shard.closed = false;
        xap::check_callback(type->callbacks.init(self, &shard, &bounds, &error), error,
                            "source init");
        if (!(bounds.max_weight >= 0) || !std::isfinite(bounds.max_weight) ||
            bounds.min_count > bounds.estimate || bounds.estimate > bounds.max_count)
            xap::check_callback(XAP_E_CALLBACK, error, "source with impossible bounds");
        set_maxweight(bounds.max_weight);
        position = xap_source_position{0, 0, bounds.max_weight};
    }

    void next(double min_weight) override
    {
        xap_error error;
        arrive(type->callbacks.next(self, min_weight, &position, ready(error)), error,
               "source next");
    }

    void skip_to(Xapian::docid docid, double min_weight) override
    {
        xap_error error;
        arrive(type->callbacks.skip_to(self, docid, min_weight, &position, ready(error)), error,
               "source skip_to");
    }

    bool check(Xapian::docid docid, double min_weight) override
    {
        if (!type->callbacks.check) {
            skip_to(docid, min_weight);
            return true;
        }
        xap_error error;
        arrive(type->callbacks.check(self, docid, min_weight, &position, ready(error)), error,
               "source check");
        return position.docid == 0 || position.docid >= docid;
    }

    bool at_end() const override
    {
        return position.docid == 0;
    }

    Xapian::docid get_docid() const override
    {
        return position.docid;
    }

    double get_weight() const override
    {
        /* Above the bound, the matcher would lose documents without a word. */
        return std::min(position.weight, get_maxweight());
    }

    Xapian::doccount get_termfreq_min() const override
    {
        return bounds.min_count;
    }

    Xapian::doccount get_termfreq_est() const override
    {
        return bounds.estimate;
    }

    Xapian::doccount get_termfreq_max() const override
    {
        return bounds.max_count;
    }

    CallbackSource *clone() const override
    {
        auto copy = std::make_unique<CallbackSource>(type);
        xap_error error = XAP_ERROR_INIT;
        void *memory = nullptr;
        xap::check_callback(type->callbacks.clone(self, &memory, &error), error, "source clone");
        copy->adopt(memory);
        return copy.release();
    }

    std::string get_description() const override
    {
        return type->name;
    }

  private:
    /* An error is large; only what tells whether it was filled is emptied before each step. */
    static xap_error *ready(xap_error &error) noexcept
    {
        error.status = error.cause = XAP_OK;
        error.message[0] = error.type[0] = error.context[0] = error.system[0] = '\0';
        return &error;
    }

    void arrive(xap_status status, xap_error &error, const char *what)
    {
        if (status != XAP_OK)
            xap::check_callback(status, error, what);
        if (position.max_weight < get_maxweight())
            set_maxweight(position.max_weight > 0 ? position.max_weight : 0);
        position.max_weight = get_maxweight();
    }

    std::shared_ptr<const SourceType> type;
    void *self = nullptr;
    xap_database shard;
    xap_source_bounds bounds{0, 0, 0, 0};
    xap_source_position position{0, 0, 0};
};

/* All ids from `first` to `last`, weight 0: the common part of the sources below. */
class DocidSource : public Xapian::PostingSource
{
  public:
    DocidSource(Xapian::docid first_, Xapian::docid last_) : first(first_), last(last_)
    {
    }

    void init(const Xapian::Database &db) override
    {
        Xapian::docid highest = db.get_lastdocid();
        limit = std::min(last, highest);
        Xapian::docid range = limit >= first ? limit - first + 1 : 0;
        count = db.get_doccount();
        Xapian::doccount unused = highest - count;
        lower = range > unused ? range - unused : 0;
        count = std::min(count, range);
        current = first - 1;
        ended = false;
    }

    void next(double) override
    {
        ended = current >= limit;
        if (!ended)
            ++current;
    }

    void skip_to(Xapian::docid docid, double) override
    {
        current = std::max({current, docid, first});
        ended = current > limit;
    }

    bool at_end() const override
    {
        return ended;
    }

    Xapian::docid get_docid() const override
    {
        return current;
    }

    Xapian::doccount get_termfreq_min() const override
    {
        return lower;
    }

    Xapian::doccount get_termfreq_est() const override
    {
        return count;
    }

    Xapian::doccount get_termfreq_max() const override
    {
        return count;
    }

    DocidSource *clone() const override
    {
        return new DocidSource(first, last);
    }

    std::string get_description() const override
    {
        return "docids " + std::to_string(first) + ".." + std::to_string(last);
    }

  private:
    Xapian::docid first, last;
    Xapian::docid limit = 0, current = 0;
    Xapian::doccount count = 0, lower = 0;
    bool ended = false;
};

/* All ids; throws when the time is over. libxapian's own time limit does not stop a search. */
class DeadlineSource final : public DocidSource
{
  public:
    using Clock = std::chrono::steady_clock;

    DeadlineSource(uint32_t milliseconds_, Clock::time_point end_)
        : DocidSource(1, UINT32_MAX), milliseconds(milliseconds_), end(end_)
    {
    }

    void init(const Xapian::Database &db) override
    {
        DocidSource::init(db);
        look_at_clock();
    }

    void next(double min_weight) override
    {
        tick();
        DocidSource::next(min_weight);
    }

    void skip_to(Xapian::docid docid, double min_weight) override
    {
        tick();
        DocidSource::skip_to(docid, min_weight);
    }

    DeadlineSource *clone() const override
    {
        return new DeadlineSource(milliseconds, end);
    }

    std::string get_description() const override
    {
        return "deadline";
    }

  private:
    void tick()
    {
        if ((++steps & 0xff) == 0)
            look_at_clock();
    }

    void look_at_clock() const
    {
        if (Clock::now() >= end)
            throw xap::Timeout{milliseconds};
    }

    uint32_t milliseconds;
    Clock::time_point end;
    uint32_t steps = 0;
};

} // namespace

Xapian::Query xap::own_source(std::unique_ptr<Xapian::PostingSource> source)
{
    Xapian::PostingSource *counted = source->release();
    /* From here on the query deletes it; where making the query fails there is none to do so. */
    Xapian::Query query(counted);
    static_cast<void>(source.release());
    return query;
}

Xapian::Query xap::deadline_query(uint32_t milliseconds)
{
    auto end = DeadlineSource::Clock::now() + std::chrono::milliseconds(milliseconds);
    return own_source(std::make_unique<DeadlineSource>(milliseconds, end));
}

Xapian::Query xap::docid_range_query(uint32_t first, uint32_t last)
{
    return own_source(std::make_unique<DocidSource>(first, last));
}

xap_status xap_source_new(const xap_source_callbacks *callbacks, void *self, xap_source **source,
                          xap_error *err)
{
    if (!xap::reset(source))
        return xap::missing(err, "output");
    if (!callbacks || !callbacks->clone || !callbacks->init || !callbacks->next ||
        !callbacks->skip_to)
        return xap::missing(err, "clone, init, next or skip_to of a posting source");
    return xap::guard(err, [&] {
        auto made = std::make_unique<xap_source>();
        auto type = std::make_shared<SourceType>();
        type->callbacks = *callbacks;
        type->name = callbacks->name ? callbacks->name : "source";
        auto posting_source = std::make_unique<CallbackSource>(std::move(type));
        CallbackSource *adopter = posting_source.get();
        made->query = xap::own_source(std::move(posting_source));
        adopter->adopt(self);
        *source = made.release();
        return XAP_OK;
    });
}

void xap_source_free(xap_source *source)
{
    delete source;
}
