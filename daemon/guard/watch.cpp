#include "daemon/guard/watch.hpp"

#include <array>
#include <cerrno>

#include <poll.h>

#include "daemon/guard/handover.hpp"
#include "daemon/guard/wire.hpp"
#include "daemon/io/clock.hpp"
#include "daemon/net/ensure.hpp"

namespace holdfast::guard {
namespace {

constexpr int deletion_attempts = 3;
constexpr timespec until_the_name_is_free{.tv_sec = 0, .tv_nsec = 100'000'000};

std::vector<io::AddressChange> removals(const std::vector<Promise>& expired) {
    std::vector<io::AddressChange> changes;
    for (const Promise& promise : expired) {
        for (const GuardedAddress& address : promise.addresses) {
            changes.push_back({io::AddressChange::Kind::remove, address.interface, address.prefix, {}});
        }
    }
    return changes;
}

bool is_gone(const io::AddressFailure& failure) {
    return failure.code == EADDRNOTAVAIL || failure.code == ENODEV;
}

// What is left of a few attempts is the kernel's to end, by the addresses' leases.
void remove(io::Netlink& netlink, std::vector<io::AddressChange> changes) {
    for (int attempt = 0; attempt < deletion_attempts && !changes.empty(); ++attempt) {
        std::vector<io::AddressChange> remaining;
        for (const io::AddressFailure& failure : netlink.apply(changes)) {
            if (!is_gone(failure)) remaining.push_back(changes[failure.index]);
        }
        changes = std::move(remaining);
    }
}

}  // namespace

Watch::Watch(io::Fd engine, Page page, io::Netlink netlink, io::Timer timer)
    : engine_{std::move(engine)},
      page_{std::move(page)},
      netlink_{std::move(netlink)},
      timer_{std::move(timer)},
      ledger_{[this](Slot slot) { return page_.last_sent(slot); }} {}

void Watch::run() {
    while (!handed_over_ && (engine_ || !ledger_.empty())) {
        wait();
        hear();  // first: a release that is on its way must not become a deletion
        delete_expired();
        answer_successor();
    }
}

void Watch::wait() {
    if (!listener_) listener_ = listen_for_successor().value_or(io::Fd{});
    timer_.drain();
    timer_.arm(ledger_.deadline());
    // While the engine lives, a successor waits unaccepted, and must not wake us.
    std::array<pollfd, 3> sources{{{.fd = engine_.get(), .events = POLLIN, .revents = 0},
                                   {.fd = timer_.fd(), .events = POLLIN, .revents = 0},
                                   {.fd = engine_ ? -1 : listener_.get(), .events = POLLIN, .revents = 0}}};
    ::ppoll(sources.data(), sources.size(), listener_ ? nullptr : &until_the_name_is_free, nullptr);
}

void Watch::hear() {
    if (!engine_) return;
    while (const auto message = inbox_.receive(engine_)) {
        const auto told = decode_promises(*message);
        net::ensure(told.has_value(), "the engine is the same executable");
        for (const Promise& promise : told->promises) ledger_.take(promise, told->at);
    }
    if (errno == EAGAIN || errno == EINTR) return;
    engine_.reset();
    ledger_.engine_died();
}

void Watch::delete_expired() {
    const net::Instant now = io::now();
    const std::vector<Promise> expired = ledger_.expire(now);
    if (expired.empty()) return;
    // Told first: an engine that wakes meanwhile knows that it must promise again.
    for (const Promise& promise : expired) page_.expired(promise.slot, now);
    remove(netlink_, removals(expired));
}

void Watch::answer_successor() {
    if (engine_ || !listener_) return;
    const io::Fd successor = accept_successor(listener_);
    if (!successor) return;
    listener_.reset();  // before the answer: the successor's own guard wants the name
    handed_over_ = hand_over(successor, ledger_.leftovers(io::now()));
}

}  // namespace holdfast::guard
