#include "daemon/app/guarded.hpp"

#include <utility>

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
        guard_.reset();
        death_.reset();
        revive();
    });
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
    if (const io::Result<void> told = guard_->pledge(promises); !told) {
        sink_({net::Level::error, "guard_deaf", "", {{"error", told.error().text()}}});
    }
}

}  // namespace holdfast::app
