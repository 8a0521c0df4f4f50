// Who yields, who is fenced, who stays: one instance's case, decided the same way on every node. Never both: the loser
// says that it is about to leave and acts after the delay, at least three intervals of the hello channel, on proof that
// is no older than one; who hears that another leaves stays. Where nothing can be said (no hello), the stronger one
// looks again after twice the delay.
#pragma once

#include <optional>
#include <string>

#include "daemon/net/time.hpp"
#include "detector/standing.hpp"

namespace holdfast::detector {

struct Ruling {
    enum class Kind : std::uint8_t { none, hold, wait, would, act };
    Kind kind = Kind::none;
    Measure measure{};  // of would and act
    Verdict verdict{};  // the condition that it rests on
    std::string why;    // one sentence, for `ruling` of the report
    bool operator==(const Ruling&) const = default;
};

class Arbiter {
public:
    explicit Arbiter(net::Instant started) : started_{started} {}

    // `act` and `would` are given once for each case; they become a Carry, in dry run for `would`. While withdrawn,
    // readmit is given when the evidence has been clear for a while.
    Ruling decide(Case facts, const Settings& settings, net::Instant now);
    // We wait to yield or to be fenced: told to the others, who then stay.
    bool leaving() const { return leaving_; }
    // While withdrawn: nothing speaks against a return now.
    bool may_return() const { return may_return_; }
    // When the answer may change without an event.
    std::optional<net::Instant> deadline() const { return deadline_; }

private:
    Ruling consider_return(const Case& facts, net::Instant now);
    Ruling weigh(const Case& facts, const Standing& standing, const Settings& settings, net::Instant now);
    Ruling wait(const Standing& standing, std::optional<net::Instant> until, const std::string& what);
    void forget_case();

    net::Instant started_;
    std::optional<net::Instant> losing_since_;
    std::optional<net::Instant> clear_since_;
    bool acted_ = false;
    bool leaving_ = false;
    bool rehearsed_ = false;  // what was given last was a dry run
    bool may_return_ = false;
    std::optional<net::Instant> deadline_;
};

}  // namespace holdfast::detector
