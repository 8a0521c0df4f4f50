#include "daemon/runner/foreman.hpp"

#include <cerrno>
#include <ctime>
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
constexpr timespec breath{.tv_sec = 0, .tv_nsec = 2'000'000};

}  // namespace

Foreman::Foreman(io::Fd engine, io::Fd outfitter, io::Timer timer, Duty duty)
    : engine_{std::move(engine)},
      outfitter_{std::move(outfitter)},
      timer_{std::move(timer)},
      duty_{duty},
      jobs_{duty} {}

void Foreman::run() {
    while (engine_ || jobs_.busy()) {
        wait();
        const net::Instant now = io::now();
        hear_outfitter();  // before the engine, which counts on it
        hear(now);
        jobs_.advance(sources_, now);
        if (last_moment_ && *last_moment_ <= now) {
            jobs_.end(now);
            last_moment_.reset();
        }
        for (const Ended& ended : jobs_.take_ended()) untold_.push_back(encode(ended));
        tell();
        // Of a child one hears several things in one moment, and of those that were started together: once is enough.
        if (jobs_.busy()) ::nanosleep(&breath, nullptr);
    }
}

void Foreman::wait() {
    timer_.drain();
    timer_.arm(net::earlier(jobs_.deadline(), last_moment_));
    const short with_the_engine = untold_.empty() ? POLLIN : POLLIN | POLLOUT;
    sources_ = {{.fd = engine_.get(), .events = with_the_engine, .revents = 0},
                {.fd = outfitter_.get(), .events = POLLIN, .revents = 0},
                {.fd = timer_.fd(), .events = POLLIN, .revents = 0}};
    jobs_.poll_on(sources_);
    ::poll(sources_.data(), sources_.size(), -1);
}

void Foreman::hear_outfitter() {
    while (outfitter_ && io::await_parcel(outfitter_, 0ms)) {
        const auto parcel = io::receive_parcel(outfitter_);
        if (!parcel) return outfitter_.reset();  // its last word was said
        if (auto commands = commands_in(*parcel)) catalogue_.add(std::move(*commands));
    }
}

void Foreman::hear(net::Instant now) {
    if (!engine_) return;
    while (const auto message = inbox_.receive(engine_)) take(*message, now);
    if (errno != EAGAIN && errno != EINTR) lose_engine(now);
}

void Foreman::take(net::ByteView message, net::Instant now) {
    auto order = decode_order(message);
    if (!order) return;
    if (const Kill* kill = std::get_if<Kill>(&*order)) return jobs_.kill(kill->id, now);
    Run& run = std::get<Run>(*order);
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
    while (engine_ && !untold_.empty() && io::send_message(engine_, untold_.front())) untold_.pop_front();
}

}  // namespace holdfast::runner
