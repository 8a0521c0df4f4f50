#include "tests/sim/situation.hpp"

#include <algorithm>
#include <concepts>
#include <ranges>
#include <type_traits>

namespace holdfast::sim {
namespace {

// The product need not show what it hides: access is not checked in an explicit instantiation ([temp.spec.general]).
template <auto member, class Key>
struct Opened {
    friend constexpr auto opened(Key) { return member; }
};
#define OPEN(Key, member)                  \
    struct Key {                           \
        friend constexpr auto opened(Key); \
    };                                     \
    template struct Opened<&engine::member, Key>

OPEN(Routers, Node::routers_);
OPEN(Machine, Router::machine_);
OPEN(Held, Router::holdings_);
OPEN(Announcing, Router::announcer_);
OPEN(Proceeding, Router::procession_);
OPEN(Gate, Router::gate_);
OPEN(Counting, Router::count_);
OPEN(Link, Router::uplink_);
OPEN(Resuming, Router::resume_until_);
OPEN(Refused, Router::refusal_);
OPEN(StrayOnes, Router::strays_);
OPEN(LastHeard, Router::last_heard_);
OPEN(Reasserting, Router::next_reassertion_);
OPEN(IsHeld, Holdings::held_);
OPEN(Ours, Holdings::ours_);
OPEN(Foreign, Holdings::foreign_);
OPEN(Releasing, Holdings::releasing_);
OPEN(Refreshing, Holdings::next_refresh_);
OPEN(LostAt, Holdings::lost_at_);
OPEN(NextBurst, Announcer::next_);
OPEN(LeftOfBurst, Announcer::left_);
OPEN(SecondBurst, Announcer::second_burst_);
OPEN(RivalQuiet, Announcer::rival_quiet_);
OPEN(LastDefence, Announcer::last_defence_);
OPEN(Closed, ListenGate::closed_);
OPEN(Baseline, ListenGate::baseline_);
OPEN(GateHold, ListenGate::hold_);
OPEN(GateUntil, ListenGate::until_);
OPEN(Tolerated, Strays::tolerated_);
OPEN(Unwanted, Strays::unwanted_);
OPEN(Ordered, Strays::ordered_);
OPEN(StraysDue, Strays::due_);
#undef OPEN

class Teller {
public:
    Teller(Digest& digest, net::Instant now) : digest_{digest}, now_{now} {}

    template <class... Values>
    void all(const Values&... values) {
        (tell(values), ...);
    }

private:
    template <class Value>
        requires std::integral<Value> || std::is_enum_v<Value>
    void tell(Value value) {
        digest_.add(static_cast<std::uint64_t>(value));
    }
    void tell(net::Duration duration) { digest_.add(static_cast<std::uint64_t>(duration.count())); }
    void tell(net::Instant instant) { tell(instant - now_); }
    void tell(vrrp::Priority priority) { tell(priority.value()); }
    void tell(const net::IpAddress& address) { digest_.add(address.bytes()); }
    void tell(const net::Prefix& prefix) { all(prefix.address, prefix.length); }
    void tell(const engine::HeldAddress& held) { all(held.interface, held.prefix); }
    void tell(const net::LinkAddress& address) { all(address.index, address.prefix); }
    void tell(const guard::Leftover& one) { all(one.interface, one.prefix, one.remaining); }
    void tell(const vrrp::AdvertReceived& advert) { all(advert.priority, advert.source); }
    void tell(const vrrp::Weaker& weaker) { all(weaker.last, weaker.heard, weaker.since, weaker.due); }
    void tell(const vrrp::Initialize&) {}
    void tell(const vrrp::Backup& b) {
        all(b.master_down, b.master_interval, b.master, b.weaker, b.since, from_now_on(b.held_until));
        all(b.resigned, b.lossy, b.excused, b.ready);
    }
    void tell(const vrrp::Master& m) { all(m.next_advert, from_now_on(m.next_answer), m.said, m.stands_by); }
    template <class Value>
    void tell(const std::optional<Value>& value) {
        tell(value.has_value());
        if (value) tell(*value);
    }
    template <std::ranges::range Range>
    void tell(const Range& range) {
        tell(std::ranges::size(range));
        for (const auto& one : range) tell(one);
    }

public:
    void situation(const vrrp::Situation& of) {
        tell(of.index());
        std::visit([this](const auto& state) { tell(state); }, of);
    }
    // It has no effect any more.
    net::Instant from_now_on(net::Instant instant) const { return std::max(instant, now_); }

private:
    Digest& digest_;
    net::Instant now_;
};

void add(Teller& teller, const engine::Router& router, const Kernel& kernel) {
    const engine::Holdings& holdings = router.*opened(Held{});
    teller.all(holdings.*opened(IsHeld{}), holdings.*opened(Ours{}), holdings.*opened(Foreign{}),
               holdings.*opened(Releasing{}), holdings.*opened(Refreshing{}), holdings.*opened(LostAt{}));
    const engine::Announcer& announcer = router.*opened(Announcing{});
    teller.all(announcer.*opened(NextBurst{}), announcer.*opened(LeftOfBurst{}), announcer.*opened(SecondBurst{}),
               announcer.*opened(RivalQuiet{}), announcer.*opened(LastDefence{}));
    const engine::ListenGate& gate = router.*opened(Gate{});
    const auto baseline = gate.*opened(Baseline{});
    teller.all(gate.closed(), gate.closed() ? gate.*opened(GateHold{}) : net::Duration{}, gate.*opened(GateUntil{}),
               kernel.link().frames_received > baseline, (router.*opened(Link{})).frames_received > baseline);
    const engine::Strays& strays = router.*opened(StrayOnes{});
    teller.all(strays.*opened(Tolerated{}), strays.*opened(Unwanted{}), strays.*opened(Ordered{}),
               strays.*opened(StraysDue{}));
    teller.situation((router.*opened(Machine{})).situation());
    teller.all(router.state(), router.settings().priority, router.*opened(Counting{}), router.*opened(Resuming{}),
               (router.*opened(Refused{})).has_value(), router.*opened(LastHeard{}),
               teller.from_now_on(router.*opened(Reasserting{})), (router.*opened(Proceeding{})).deadline());
}

}  // namespace

void add_situation(Digest& digest, const Host& host, net::Instant now) {
    const net::Instant local = host.clock().local(now);
    Teller teller{digest, local};
    teller.all(host.node()->deadline(), host.kernel().addresses(), host.guard_deadline(), host.leftovers(local));
    for (const net::LinkAddress& address : host.kernel().addresses()) teller.all(host.excused(address.prefix));
    for (const auto& router : host.node()->*opened(Routers{})) add(teller, *router, host.kernel());
}

}  // namespace holdfast::sim
