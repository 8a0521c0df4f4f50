#include "daemon/runner/foreman.hpp"

#include <algorithm>
#include <cerrno>
#include <ctime>
#include <iterator>
#include <utility>

#include <poll.h>

#include "daemon/io/clock.hpp"
#include "daemon/io/parcel.hpp"
#include "daemon/runner/launch.hpp"
#include "daemon/runner/wire.hpp"

namespace holdfast::runner {
namespace {

using namespace std::chrono_literals;

constexpr net::Duration after_the_engine = 30s;
constexpr std::size_t most_untold = 4096;
constexpr std::size_t most_at_once = 16;  // of 4 KiB each and more: a message has 256
constexpr timespec breath{.tv_sec = 0, .tv_nsec = 2'000'000};

}  // namespace

Foreman::Foreman(io::Fd engine, io::Fd outfitter, io::Timer timer, Deaths deaths, Duty duty)
    : engine_{std::move(engine)},
      outfitter_{std::move(outfitter)},
      timer_{std::move(timer)},
      deaths_{std::move(deaths)},
      duty_{duty},
      jobs_{duty} {}

void Foreman::run() {
    while (engine_ || jobs_.busy()) {
        wait();
        const net::Instant now = io::now();
        hear(now);
        jobs_.advance(sources_, now);
        if (last_moment_ && *last_moment_ <= now) {
            jobs_.end(now);
            last_moment_.reset();
        }
        for (const Ended& ended : jobs_.take_ended()) untold_.push_back(encode(ended));
        tell();
        // Of a child one hears several things in one moment, and of those that were started together: once is enough.
        if (jobs_.at_work()) ::nanosleep(&breath, nullptr);
    }
}

void Foreman::wait() {
    timer_.arm(net::earlier(jobs_.deadline(), last_moment_));
    const short with_the_engine = untold_.empty() ? POLLIN : POLLIN | POLLOUT;
    sources_.assign({{.fd = engine_.get(), .events = with_the_engine, .revents = 0},
                     {.fd = outfitter_.get(), .events = POLLIN, .revents = 0},
                     {.fd = timer_.fd(), .events = POLLIN, .revents = 0},
                     {.fd = deaths_.fd(), .events = POLLIN, .revents = 0}});
    jobs_.poll_on(sources_);
    ::poll(sources_.data(), sources_.size(), -1);
}

void Foreman::hear(net::Instant now) {
    const bool engine = sources_[0].revents != 0;
    if (engine || sources_[1].revents != 0) hear_outfitter();  // before the engine, which counts on it
    if (engine) hear_engine(now);
    if (sources_[2].revents != 0) timer_.drain();
    if (sources_[3].revents == 0) return;
    deaths_.drain();
    while (const auto child = one_that_died()) jobs_.bury(*child, now);
    if (!has_children()) jobs_.forget_strays();
}

void Foreman::hear_outfitter() {
    while (outfitter_ && io::await_parcel(outfitter_, 0ms)) {
        const auto parcel = io::receive_parcel(outfitter_);
        if (!parcel) return outfitter_.reset();  // its last word was said
        if (auto commands = commands_in(*parcel)) catalogue_.add(std::move(*commands));
    }
}

void Foreman::hear_engine(net::Instant now) {
    while (const auto message = inbox_.receive(engine_)) take(*message, now);
    if (errno != EAGAIN && errno != EINTR) lose_engine(now);
}

void Foreman::take(net::ByteView message, net::Instant now) {
    auto orders = decode_orders(message);
    if (!orders) return;
    for (Order& order : *orders) {
        std::visit([&](auto& one) { carry_out(one, now); }, order);
    }
}

void Foreman::carry_out(const Kill& kill, net::Instant now) {
    jobs_.kill(kill.id, now);
}

void Foreman::carry_out(Run& run, net::Instant now) {
    const Entry* entry = catalogue_.find(run.generation, run.command);
    jobs_.take(std::move(run), entry, now);
}

// Its last notifications are run all the same.
void Foreman::lose_engine(net::Instant now) {
    engine_.reset();
    untold_.clear();
    if (duty_ == Duty::notifications) {
        last_moment_ = now + after_the_engine;
    } else {
        jobs_.end(now);
    }
}

// An engine that hangs is told later.
void Foreman::tell() {
    while (untold_.size() > most_untold) untold_.pop_front();
    while (engine_ && !untold_.empty()) {
        const auto end = untold_.begin() + static_cast<std::ptrdiff_t>(std::min(untold_.size(), most_at_once));
        net::Bytes message;
        std::for_each(untold_.begin(), end,
                      [&](const auto& one) { std::ranges::copy(one, std::back_inserter(message)); });
        if (!io::send_message(engine_, message)) return;
        untold_.erase(untold_.begin(), end);
    }
}

}  // namespace holdfast::runner
