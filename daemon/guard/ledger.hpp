// Decides what the guard deletes, and when. Pure: it is told the time, and how to look up when an advert was last sent.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <vector>

#include "daemon/guard/leftover.hpp"
#include "daemon/guard/promise.hpp"
#include "daemon/net/time.hpp"

namespace holdfast::guard {

class Ledger {
public:
    using LastSent = std::function<net::Instant(Slot)>;
    explicit Ledger(LastSent last_sent) : last_sent_{std::move(last_sent)} {}

    // Made at `at`. A slot's silence counts from its first promise or its last advert, whichever is later, so that
    // repeating a promise does not lengthen it.
    void take(const Promise& promise, net::Instant at);
    // Nobody will be heard again: each slot runs out, and is then forgotten.
    void engine_died() { engine_lives_ = false; }

    std::optional<net::Instant> deadline() const;
    // Those whose addresses are to be deleted now. While the engine lives, a slot that stays silent comes again after
    // each further limit: the engine may have been stopped between promising and adding.
    std::vector<Promise> expire(net::Instant now);

    // What a successor may have.
    std::vector<Leftover> leftovers(net::Instant now) const;
    // None: nothing is promised for it.
    std::optional<net::Duration> silence_limit(Slot slot) const;
    bool empty() const { return entries_.empty(); }

private:
    struct Entry {
        Promise promise;
        net::Instant since;  // when it was promised, or last deleted
        bool deleted = false;
    };
    net::Instant deadline(const Entry& entry) const;
    bool is_deleted(const Entry& entry) const;

    LastSent last_sent_;
    std::map<Slot, Entry> entries_;
    bool engine_lives_ = true;
};

}  // namespace holdfast::guard
