#include "daemon/guard/watch.hpp"

#include <cerrno>
#include <tuple>
#include <utility>

#include <poll.h>

#include "daemon/guard/fence_wire.hpp"
#include "daemon/guard/handover.hpp"
#include "daemon/guard/removal.hpp"
#include "daemon/guard/wire.hpp"
#include "daemon/io/clock.hpp"
#include "daemon/io/name_holder.hpp"
#include "daemon/io/no_accept.hpp"
#include "daemon/io/silence.hpp"
#include "daemon/io/single.hpp"
#include "daemon/net/ensure.hpp"

namespace holdfast::guard {
namespace {

constexpr timespec until_the_name_is_free{.tv_sec = 0, .tv_nsec = 100'000'000};

constexpr std::size_t most_untold = 4096;

std::vector<GuardedAddress> addresses_of(const std::vector<Promise>& expired) {
    std::vector<GuardedAddress> addresses;
    for (const Promise& promise : expired) {
        addresses.insert(addresses.end(), promise.addresses.begin(), promise.addresses.end());
    }
    return addresses;
}

// Who keeps every engine of ours from starting here.
bool has_a_stranger_claimed(std::optional<uid_t> engine_user) {
    const auto holder = io::holder_of(io::daemon_name, engine_user);
    return holder && *holder == io::Holder::stranger;
}

}  // namespace

Watch::Watch(io::Fd engine, io::Fd outfitter, Page page, io::Netlink netlink, io::Timer timer)
    : engine_{std::move(engine)},
      outfitter_{std::move(outfitter)},
      engine_user_{user_of(engine_)},
      page_{std::move(page)},
      netlink_{std::move(netlink)},
      timer_{std::move(timer)},
      ledger_{[this](Slot slot) { return page_.last_sent(slot); }} {}

// A fence is carried out to its end, whatever becomes of the engine.
void Watch::run() {
    while (is_on_duty() || fencing_.busy()) {
        wait();
        hear_outfitter();  // before the engine, which counts on it
        hear();            // first: a release that is on its way must not become a deletion
        take_care();
        delete_expired();
        const std::vector<fence::Progress> progress = fencing_.advance();
        for (const fence::Progress& step : progress) untold_.push_back(encode(step));
        tell();
        answer_successor();
        if (fencing_.is_latch_kept()) successor_.reset();
    }
    fencing_.watchdog().disarm();
    if (handed_over_) return;
    // With the name a successor waits for us, and has none yet. Without it, nobody becomes one meanwhile.
    const io::Fd claim = listener_ ? io::Fd{} : io::claim_namespace().value_or(io::Fd{});
    if (!listener_ && !claim && !has_a_stranger_claimed(engine_user_)) return;
    remove_links();
    std::ignore = io::Silence::sweep();
    std::ignore = io::NoAccept::sweep();
}

void Watch::remove_links() {
    const auto picture = netlink_.dump();
    if (!picture) return;
    std::vector<net::InterfaceIndex> links;
    for (const net::Link& link : picture->links) {
        if (link.ours) links.push_back(link.index);
    }
    if (!links.empty()) std::ignore = netlink_.remove(links);
}

void Watch::wait() {
    if (!listener_ && is_on_duty()) listener_ = listen_for_successor().value_or(io::Fd{});
    timer_.drain();
    const auto own = is_on_duty() ? net::earlier(ledger_.deadline(), caretaker_.deadline()) : std::nullopt;
    timer_.arm(net::earlier(own, fencing_.deadline()));
    const short with_the_engine = untold_.empty() ? POLLIN : POLLIN | POLLOUT;
    // While the engine lives, a successor waits unaccepted, and must not wake us.
    std::vector<pollfd> sources{{.fd = engine_.get(), .events = with_the_engine, .revents = 0},
                                {.fd = outfitter_.get(), .events = POLLIN, .revents = 0},
                                {.fd = timer_.fd(), .events = POLLIN, .revents = 0},
                                {.fd = engine_ ? -1 : listener_.get(), .events = POLLIN, .revents = 0}};
    fencing_.poll_on(sources);
    const bool waits_for_the_name = !listener_ && is_on_duty();
    ::ppoll(sources.data(), sources.size(), waits_for_the_name ? &until_the_name_is_free : nullptr, nullptr);
}

void Watch::hear_outfitter() {
    if (!outfitter_) return;
    while (const auto message = inbox_.receive(outfitter_)) {
        if (auto equipment = decode_equipment(*message)) fencing_.equip(std::move(*equipment));
    }
    if (errno != EAGAIN && errno != EINTR) outfitter_.reset();
}

void Watch::hear() {
    if (!engine_) return;
    while (const auto message = inbox_.receive(engine_)) take(*message);
    if (errno == EAGAIN || errno == EINTR) return;
    engine_.reset();
    untold_.clear();
    // It has died: an orderly end releases everything, or hands it off.
    if (!ledger_.empty() && !caretaker_.busy()) fencing_.watchdog().leave();
    ledger_.engine_died();
}

void Watch::take(net::ByteView message) {
    constexpr const char* why = "the engine is the same executable";
    const std::optional<Kind> kind = kind_of(message);
    if (!kind) return;
    switch (*kind) {
        case Kind::promises: {
            const auto told = decode_promises(message);
            net::ensure(told.has_value(), why);
            for (const Promise& promise : told->promises) ledger_.take(promise, told->at);
            return;
        }
        case Kind::reminder: {
            auto reminder = decode_reminder(message);
            net::ensure(reminder.has_value(), why);
            return fencing_.remind(std::move(reminder->latch));
        }
        case Kind::order: {
            auto order = decode_order(message);
            net::ensure(order.has_value(), why);
            return fencing_.fence(std::move(*order));
        }
        case Kind::latch: {
            auto latch = decode_latch(message);
            net::ensure(latch.has_value(), why);
            return fencing_.keep(std::move(*latch));
        }
        case Kind::handoff: {
            auto handoff = decode_handoff(message);
            net::ensure(handoff.has_value(), why);
            const auto limit = [this](Slot slot) { return ledger_.silence_limit(slot); };
            return caretaker_.begin(std::move(*handoff), limit, io::now());
        }
        case Kind::equipment:  // is the outfitter's to say
        case Kind::progress:   // and that ours
            return;
    }
}

// An engine that hangs is told later.
void Watch::tell() {
    while (untold_.size() > most_untold) untold_.pop_front();
    while (engine_ && !untold_.empty() && io::send_message(engine_, untold_.front())) untold_.pop_front();
}

// To the ledger it is as if the engine lived.
void Watch::take_care() {
    const net::Instant now = io::now();
    for (const Slot slot : caretaker_.advance(now)) page_.sent(slot, now);
}

void Watch::delete_expired() {
    if (!is_on_duty()) return;
    const net::Instant now = io::now();
    const std::vector<Promise> expired = ledger_.expire(now);
    if (expired.empty()) return;
    // Told first: an engine that wakes meanwhile knows that it must promise again.
    for (const Promise& promise : expired) page_.expired(promise.slot, now);
    remove(netlink_, addresses_of(expired));
    for (const Promise& promise : expired) remove(netlink_, promise.routing);
}

void Watch::answer_successor() {
    if (engine_ || !listener_) return;
    successor_ = accept_successor(listener_, engine_user_);
    if (!successor_) return;
    fencing_.watchdog().pass_on();
    listener_.reset();  // before the answer: the successor's own guard wants the name
    const net::Instant now = io::now();
    for (const Slot slot : caretaker_.end()) page_.sent(slot, now);
    handed_over_ = hand_over(successor_, ledger_.leftovers(io::now()));
}

}  // namespace holdfast::guard
