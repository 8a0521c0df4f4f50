#include "daemon/post/rounds.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "daemon/io/clock.hpp"
#include "daemon/io/opened.hpp"

namespace holdfast::post {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t most_messages = 8192;
constexpr net::Duration between_pictures = 500ms;

}  // namespace

Rounds::Rounds(runner::Runner::Launcher launcher, Outputs outputs)
    : outputs_{std::move(outputs)},
      scripts_{std::move(launcher), outputs_.note},
      hooks_{outputs_.note},
      mailer_{outputs_.note},
      pushes_{outputs_.note},
      timer_{io::opened(io::Timer::open())},
      bell_{io::opened(io::Bell::open())} {}

void Rounds::tell(notify::Happening happening) {
    const std::lock_guard lock{mutex_};
    if (messages_.size() >= most_messages) {
        ++lost_;
        return;
    }
    messages_.emplace_back(std::move(happening));
    if (messages_.size() == 1) bell_.ring();
}

void Rounds::configure(notify::Settings settings) {
    const std::lock_guard lock{mutex_};
    messages_.emplace_back(std::move(settings));
    bell_.ring();
}

void Rounds::listen(io::Fd stream) {
    const std::lock_guard lock{mutex_};
    messages_.emplace_back(std::move(stream));
    bell_.ring();
}

void Rounds::finish(net::Duration patience) {
    const std::lock_guard lock{mutex_};
    end_ = io::now() + patience;
    bell_.ring();
}

void Rounds::run() {
    net::Instant now = io::now();
    do {
        publish(now);
        wait();
        now = io::now();
        hear(now);
        advance(now);
    } while (!is_over(now));
    publish(now);
}

void Rounds::wait() {
    std::optional<net::Instant> due;
    if (is_dirty_) due = published_ + between_pictures;
    for (const Outlet* outlet : outlets_) due = net::earlier(due, outlet->deadline());
    {
        const std::lock_guard lock{mutex_};
        due = net::earlier(due, end_);
    }
    timer_.drain();
    timer_.arm(due);
    sources_ = {{.fd = timer_.fd(), .events = POLLIN, .revents = 0},
                {.fd = bell_.fd(), .events = POLLIN, .revents = 0}};
    places_.clear();
    for (Outlet* outlet : outlets_) {
        Place place{.first = sources_.size()};
        outlet->poll_on(sources_);
        place.count = sources_.size() - place.first;
        places_.push_back(place);
    }
    ::poll(sources_.data(), sources_.size(), -1);
}

void Rounds::hear(net::Instant now) {
    bell_.drain();
    std::vector<Message> messages;
    bool is_ending = false;
    {
        const std::lock_guard lock{mutex_};
        messages = std::exchange(messages_, {});
        untold_ = lost_;
        is_ending = end_.has_value();
    }
    for (Message& message : messages) {
        std::visit([&](auto& what) { take(what, now); }, message);
    }
    if (!is_ending || std::exchange(hurried_, true)) return;
    for (Outlet* outlet : outlets_) outlet->hurry(now);
}

void Rounds::take(const notify::Happening& happening, net::Instant now) {
    is_dirty_ = true;
    for (Outlet* outlet : outlets_) outlet->tell(happening, scripts_.picture(), now);
}

void Rounds::take(const notify::Settings& settings, net::Instant now) {
    is_dirty_ = is_changed_ = true;
    for (Outlet* outlet : outlets_) outlet->configure(settings, now);
}

void Rounds::take(io::Fd& stream, net::Instant) {
    readers_.listen(std::move(stream));
}

void Rounds::advance(net::Instant now) {
    for (std::size_t i = 0; i < outlets_.size(); ++i) {
        const auto own = std::span{sources_}.subspan(places_[i].first, places_[i].count);
        const auto due = outlets_[i]->deadline();
        is_dirty_ = is_dirty_ || has_news(own) || (due && *due <= now);
        outlets_[i]->advance(own, now);
    }
}

bool Rounds::is_over(net::Instant now) const {
    if (!hurried_) return false;
    return std::ranges::all_of(outlets_, [](const Outlet* outlet) { return outlet->idle(); }) || *end_ <= now;
}

void Rounds::publish(net::Instant now) {
    if (!is_changed_ && (!is_dirty_ || now < published_ + between_pictures)) return;
    is_dirty_ = is_changed_ = false;
    published_ = now;
    notify::Status status;
    for (const Outlet* outlet : outlets_) outlet->show(status);
    status.untold = untold_;
    outputs_.status(std::move(status));
}

}  // namespace holdfast::post
