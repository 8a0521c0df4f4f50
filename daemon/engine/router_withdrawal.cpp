// What others decide for a router, the detector by its rulings and the operator.

#include <utility>

#include "daemon/engine/router.hpp"
#include "daemon/engine/words.hpp"

namespace holdfast::engine {
namespace {

using namespace std::chrono_literals;

constexpr net::Duration between_reassertions = 1s;

}  // namespace

void Router::withdraw(const Withdraw& order, Turn& turn) {
    if (stopping_) return end_lingering(turn);
    if (withdrawn_ && withdrawn_->kind == Withdrawal::fenced) return;  // which only readmit() ends
    withdrawn_ = order;
    unconfirmed_.clear();
    resume_until_.reset();
    if (order.kind == Withdrawal::drained && (leads() || hands_over())) return drain(turn);
    drain_until_.reset();
    if (hands_over()) return end_lingering(turn);    // it has resigned
    if (!running()) return holdings_.release(turn);  // adopted, perhaps
    if (!leads()) return enter_withdrawn(turn);

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

bool Router::draining() const {
    return state_ == InstanceState::master && withdrawn_ && withdrawn_->kind == Withdrawal::drained;
}

// The weakest of all: whoever preempts takes over without a gap. Nobody does who was told not to preempt.
void Router::drain(Turn& turn) {
    reason_ = "draining: " + withdrawn_->why;
    if (hands_over() || drain_until_) return;
    drain_until_ = turn.now + 2 * machine_.master_down_interval();
    apply_settings(turn);
}

// As in a stop: whoever is left to succeed is invited, and served for until it speaks.
void Router::hand_over(Turn& turn) {
    if (!std::exchange(drain_until_, std::nullopt) || !leads()) return;
    linger_until_ = turn.now + settings_.advert_interval;
    feed(vrrp::Shutdown{}, turn);
}

void Router::enter_withdrawn(Turn& turn) {
    const bool fenced = withdrawn_->kind == Withdrawal::fenced;
    const std::string how{label(withdrawn_->kind)};
    drain_until_.reset();
    enter(fenced ? InstanceState::fenced : InstanceState::backup, how, how + ": " + withdrawn_->why + unconfirmed_,
          turn);
    apply_settings(turn);
}

void Router::readmit(const std::string& why, Turn& turn) {
    const bool serves = draining() && leads();
    if (!std::exchange(withdrawn_, std::nullopt)) return;
    drain_until_.reset();
    apply_settings(turn);  // it is the weakest no longer, even if it has resigned
    if (serves) {
        reason_ = "readmitted, " + why;
        return;
    }
    readmitted_ = why;
    if (!running()) return;  // it starts when it has left, or is able to
    feed(vrrp::Shutdown{}, turn);
    start(turn);
}

void Router::announce_again(Turn& turn) {
    if (machine_.state() != vrrp::State::master || turn.now < next_reassertion_) return;
    next_reassertion_ = turn.now + between_reassertions;
    announce(turn);
}

}  // namespace holdfast::engine
