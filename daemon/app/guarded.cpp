#include "daemon/app/guarded.hpp"

#include <utility>

#include "daemon/guard/latch_file.hpp"
#include "daemon/io/clock.hpp"

namespace holdfast::app {
namespace {

using namespace std::chrono_literals;

constexpr net::Duration patience = 100ms;  // the engine waits, and its adverts with it
constexpr net::Duration between_attempts = 1s;

}  // namespace

Guarded::Guarded(boost::asio::io_context& context, guard::Guard guard, NoteSink sink)
    : context_{context}, guard_{std::move(guard)}, sink_{std::move(sink)} {
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
    latch_.fence(guard::latched(order->second, now), now);
    unfinished_.erase(order);
}

void Guarded::revive() {
    if (guard_ || io::now() < not_before_) return;
    not_before_ = io::now() + between_attempts;
    io::Result<guard::Guard> another = guard::Guard::start(patience);
    if (!another) return sink_({net::Level::error, "guard_missing", "", {{"error", another.error().text()}}});
    guard_ = std::move(*another);
    watch();
    std::vector<guard::Promise> all;
    for (const auto& [slot, promise] : promises_) all.push_back(promise);
    tell(all);
    tell_fencing();
}

void Guarded::tell_fencing() {
    if (equipment_) complain_unless(guard_->equip(*equipment_, latch_));
    for (const auto& [id, order] : unfinished_) complain_unless(guard_->fence(order));
}

void Guarded::advert_sent(engine::RouterId router, net::Instant at) {
    if (guard_) guard_->advert_sent(std::to_underlying(router), at);
}

void Guarded::pledge(const std::vector<engine::Pledge>& pledges) {
    std::vector<guard::Promise> promises;
    for (const engine::Pledge& pledge : pledges) {
        guard::Promise promise{std::to_underlying(pledge.router), pledge.silence_limit, {}};
        for (const engine::HeldAddress& held : pledge.addresses)
            promise.addresses.push_back({held.interface, held.prefix});
        promises_[promise.slot] = promise;
        promises.push_back(std::move(promise));
    }
    tell(promises);
}

void Guarded::tell(std::span<const guard::Promise> promises) {
    if (promises.empty() || !guard_) return;
    complain_unless(guard_->pledge(promises));
}

void Guarded::equip(guard::Equipment equipment, fence::Latch latch) {
    equipment_ = std::move(equipment);
    latch_ = std::move(latch);
    if (guard_) complain_unless(guard_->equip(*equipment_, latch_));
}

void Guarded::fence(const fence::Order& order) {
    unfinished_[order.id] = order;
    if (guard_) complain_unless(guard_->fence(order));
}

void Guarded::keep(fence::Latch latch) {
    latch_ = std::move(latch);
    std::erase_if(unfinished_, [this](const auto& item) { return !latch_.holds(item.second.instance); });
    if (guard_) complain_unless(guard_->keep(latch_));
}

void Guarded::complain_unless(const io::Result<void>& told) {
    if (!told) sink_({net::Level::error, "guard_deaf", "", {{"error", told.error().text()}}});
}

}  // namespace holdfast::app
