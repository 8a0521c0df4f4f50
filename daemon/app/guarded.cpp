#include "daemon/app/guarded.hpp"

#include <cerrno>
#include <utility>

#include "daemon/guard/latch_file.hpp"
#include "daemon/io/clock.hpp"

namespace holdfast::app {
namespace {

using namespace std::chrono_literals;

constexpr net::Duration patience = 100ms;  // the engine waits, and its adverts with it
constexpr net::Duration between_attempts = 1s;

}  // namespace

Guarded::Guarded(boost::asio::io_context& context, guard::Guard guard, guard::Guard::Launcher launcher, NoteSink sink)
    : context_{context}, guard_{std::move(guard)}, launcher_{std::move(launcher)}, sink_{std::move(sink)} {
    watch();
}

void Guarded::watch() {
    death_ = std::make_unique<Watch>(context_, guard_->fd(), [this] {
        sink_({net::Level::error, "guard_died", "", {}});
        hear();  // its last words
        voice_.reset();
        guard_.reset();
        death_.reset();
        revive();
    });
    voice_ = std::make_unique<Watch>(context_, guard_->socket(), [this] { hear(); });
}

void Guarded::hear() {
    if (!guard_) return;
    for (const fence::Progress& progress : guard_->heard()) {
        if (progress.last) completed(progress.order);
        progress_(progress);
    }
}

void Guarded::completed(std::uint64_t id) {
    const auto order = unfinished_.find(id);
    if (order == unfinished_.end()) return;
    const fence::UnixTime now = guard::wall_clock();
    if (latch_) latch_->fence(guard::latched(order->second, now), now);
    unfinished_.erase(order);
}

void Guarded::revive() {
    if (guard_) return catch_up();
    if (io::now() < not_before_) return;
    not_before_ = io::now() + between_attempts;
    io::Result<guard::Guard> another = guard::Guard::start(launcher_, patience);
    if (!another) return sink_({net::Level::error, "guard_missing", "", {{"error", another.error().text()}}});
    guard_ = std::move(*another);
    watch();
    tell_all_again();
}

void Guarded::tell_all_again() {
    unpledged_.clear();
    unsent_.clear();
    deaf_ = false;
    for (const auto& [slot, promise] : promises_) unpledged_.push_back(slot);
    if (latch_) tell([latch = *latch_](guard::Guard& guard) { return guard.remind(latch); });
    for (const auto& [id, order] : unfinished_) {
        tell([order](guard::Guard& guard) { return guard.fence(order); });
    }
    catch_up();
}

void Guarded::tell(Message message) {
    if (!guard_) return;
    unsent_.push_back(std::move(message));
    catch_up();
}

// What finds the socket full stays first in its queue: nothing overtakes it.
void Guarded::catch_up() {
    if (!guard_ || !promises_told()) return;
    while (!unsent_.empty()) {
        if (refused(unsent_.front()(*guard_))) return;
        unsent_.pop_front();
    }
    deaf_ = false;
}

bool Guarded::promises_told() {
    if (unpledged_.empty()) return true;
    std::vector<guard::Promise> promises;
    for (const guard::Slot slot : unpledged_) promises.push_back(promises_.at(slot));
    if (refused(guard_->pledge(promises))) return false;
    unpledged_.clear();
    return true;
}

// True: to be tried again. To a dead guard's successor all is told anyhow.
bool Guarded::refused(const io::Result<void>& told) {
    if (told) return false;
    const bool again = told.error().code == EAGAIN || told.error().code == ENOBUFS;
    if (!again || !std::exchange(deaf_, true)) {
        sink_({net::Level::error, "guard_deaf", "", {{"error", told.error().text()}}});
    }
    return again;
}

void Guarded::advert_sent(engine::RouterId router, net::Instant at) {
    if (guard_) guard_->advert_sent(std::to_underlying(router), at);
}

void Guarded::pledge(const std::vector<engine::Pledge>& pledges) {
    if (pledges.empty()) return;
    for (const engine::Pledge& pledge : pledges) {
        guard::Promise promise{std::to_underlying(pledge.router), pledge.silence_limit, {}};
        for (const engine::HeldAddress& held : pledge.addresses)
            promise.addresses.push_back({held.interface, held.prefix});
        promise.routing = pledge.routing;
        std::erase(unpledged_, promise.slot);
        unpledged_.push_back(promise.slot);
        promises_[promise.slot] = std::move(promise);
    }
    catch_up();
}

void Guarded::remind(fence::Latch latch) {
    latch_ = std::move(latch);
    tell([latch = *latch_](guard::Guard& guard) { return guard.remind(latch); });
}

void Guarded::fence(const fence::Order& order) {
    unfinished_[order.id] = order;
    tell([order](guard::Guard& guard) { return guard.fence(order); });
}

io::Result<void> Guarded::hand_off(const guard::Handoff& handoff) {
    revive();
    if (!guard_) return io::failed("hand off to the guard", ESRCH);
    if (!unpledged_.empty() || !unsent_.empty()) return io::failed("hand off to the guard", EAGAIN);
    return guard_->hand_off(handoff);
}

void Guarded::keep(fence::Latch latch) {
    latch_ = std::move(latch);
    std::erase_if(unfinished_, [this](const auto& item) { return !latch_->holds(item.second.instance); });
    tell([latch = *latch_](guard::Guard& guard) { return guard.keep(latch); });
}

}  // namespace holdfast::app
