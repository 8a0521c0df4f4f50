// What others decide for a router, the detector by its rulings and the operator, and what has no business here.

#include <algorithm>
#include <utility>

#include "daemon/engine/router.hpp"

namespace holdfast::engine {
namespace {

using namespace std::chrono_literals;

constexpr net::Duration between_reassertions = 1s;

}  // namespace

void Router::withdraw(const Withdraw& order, Turn& turn) {
    if (stopping_) return end_lingering(turn);
    if (withdrawn_ && withdrawn_->kind == Withdrawal::fenced) return;  // which only readmit() ends
    const bool was_master = machine_.state() == vrrp::State::master;
    withdrawn_ = order;
    unconfirmed_.clear();
    resume_until_.reset();
    if (!running()) return holdings_.release(turn);  // adopted, perhaps
    if (!was_master) return enter_withdrawn(turn);

    if (order.kind == Withdrawal::fenced) resign_by_ = turn.now + confirm_removal;
    feed(vrrp::Shutdown{}, turn);
    if (!resign_by_) return start(turn);
    resign_when_gone(turn);
}

// The opposite of an orderly hand-over: nothing invites a successor before the addresses are gone, or had time enough.
void Router::resign_when_gone(Turn& turn) {
    if (!resign_by_) return;
    if (!holdings_.empty()) {
        if (turn.now < *resign_by_) return;
        unconfirmed_ = "; the kernel did not confirm in time that the addresses are gone";
    }
    resign_by_.reset();
    send_advert(vrrp::leaving, turn);
    if (!stopping_) kernel_changed(listening_, turn);  // not as before, perhaps
}

void Router::enter_withdrawn(Turn& turn) {
    const bool fenced = withdrawn_->kind == Withdrawal::fenced;
    const std::string how = fenced ? "fenced" : "yielded";
    enter(fenced ? InstanceState::fenced : InstanceState::backup, how, how + ": " + withdrawn_->why + unconfirmed_,
          turn);
}

void Router::readmit(const std::string& why, Turn& turn) {
    if (!std::exchange(withdrawn_, std::nullopt) || !running()) return;
    feed(vrrp::Shutdown{}, turn);
    readmitted_ = why;
    start(turn);
    readmitted_.clear();
}

void Router::announce_again(Turn& turn) {
    if (machine_.state() != vrrp::State::master || turn.now < next_reassertion_) return;
    next_reassertion_ = turn.now + between_reassertions;
    announce(turn);
}

// An owner's virtual addresses are its own.
std::vector<HeldAddress> Router::not_ours(const KernelView& kernel) const {
    std::vector<HeldAddress> found;
    if (!uplink_.index || settings_.priority.is_owner()) return found;
    const auto search = [&](net::InterfaceIndex place, const net::IpAddress& wanted) {
        const std::set<net::Prefix>& present = kernel.virtual_addresses(place);
        for (auto one = present.lower_bound({wanted, 0}); one != present.end(); ++one) {
            if (one->address != wanted) break;  // another size of network is the same address
            const HeldAddress held{place, *one};
            if (!holdings_.owns(held) && !holdings_.leaving(held)) found.push_back(held);
        }
    };
    for (const net::Prefix& wanted : holdings_.wanted()) {
        search(*uplink_.index, wanted.address);
        if (uplink_.seat && uplink_.seat != uplink_.index) search(*uplink_.seat, wanted.address);
    }
    return found;
}

// An owner that has yielded is left its addresses, and yet two have them (S28).
std::vector<net::IpAddress> Router::strays(const KernelView& kernel) const {
    std::vector<net::IpAddress> found;
    for (const HeldAddress& stray : not_ours(kernel)) found.push_back(stray.prefix.address);
    if (!uplink_.index || !settings_.priority.is_owner()) return found;
    for (const net::Prefix& own : holdings_.wanted()) {
        if (kernel.has(*uplink_.index, own.address)) found.push_back(own.address);
    }
    return found;
}

void Router::address_appeared(const HeldAddress& address, Turn& turn) {
    if (concerns(address)) look_for_strays(turn);
}

bool Router::concerns(const HeldAddress& address) const {
    if (uplink_.index != address.interface && uplink_.seat != address.interface) return false;
    const std::vector<net::Prefix>& wanted = holdings_.wanted();
    return std::ranges::find(wanted, address.prefix.address, &net::Prefix::address) != wanted.end();
}

void Router::look_for_strays(Turn& turn) {
    if (!uplink_.index) return strays_.forget();
    strays_.look(*uplink_.index, not_ours(turn.kernel), serving() || stopping_, turn.now);
}

void Router::remove_strays(Turn& turn) {
    for (const HeldAddress& stray : strays_.take(turn.now)) {
        turn.add(RemoveAddress{id_, stray});
        turn.add(
            net::Note{net::Level::warning,
                      "address_removed",
                      settings_.name,
                      {{"address", to_string(stray.prefix)}, {"why", "somebody added it, and we are not master"}}});
    }
}

}  // namespace holdfast::engine
