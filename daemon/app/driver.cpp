#include "daemon/app/driver.hpp"

#include <algorithm>
#include <utility>

#include "daemon/io/clock.hpp"

namespace holdfast::app {
namespace {

using namespace std::chrono_literals;

constexpr int rounds_a_turn = 8;                      // results that ask for more than this wait for the next turn
constexpr net::Duration publish_after_change = 20ms;  // a take-over of many addresses is one picture, not many
constexpr net::Duration publish_interval = 500ms;
constexpr net::Duration noticeable_stall = 10ms;

engine::Event to_event(const io::KernelChange& change) {
    return std::visit(
        [](const auto& c) -> engine::Event {
            using Change = std::decay_t<decltype(c)>;
            if constexpr (std::is_same_v<Change, io::LinkChanged>) return engine::LinkChanged{c.link};
            if constexpr (std::is_same_v<Change, io::LinkVanished>) return engine::LinkVanished{c.index};
            if constexpr (std::is_same_v<Change, io::AddressAppeared>) return engine::AddressAppeared{c.address};
            if constexpr (std::is_same_v<Change, io::AddressVanished>) return engine::AddressVanished{c.address};
        },
        change);
}

bool is_transition(const engine::Effect& effect) {
    const auto* note = std::get_if<net::Note>(&effect);
    return note && note->event == "transition";
}

}  // namespace

Driver::Driver(boost::asio::io_context& context, engine::Node& node, Host& host, Sockets& sockets,
               io::NetlinkMonitor monitor, io::Timer timer, Listeners listeners)
    : node_{node},
      host_{host},
      sockets_{sockets},
      monitor_{std::move(monitor)},
      timer_{std::move(timer)},
      listeners_{std::move(listeners)},
      kernel_speaks_{context, monitor_.fd(), [this] { turn(); }},
      alarm_{context, timer_.fd(), [this] { turn(); }} {
    if (host_.firewall() >= 0) {
        firewall_speaks_.emplace(context, host_.firewall(), [this] { host_.look_after_refusals(); });
    }
}

void Driver::start() {
    hear_the_time();
    resync();
    publish_at_ = io::now();
    turn();
}

void Driver::post(engine::Event event) {
    queue(std::move(event));
    turn();
}

void Driver::turn() {
    timer_.drain();
    hear_to_the_end();
    const net::Instant now = io::now();
    if (armed_ && *armed_ <= now) health_.lag.observe(now - *armed_);
    notice_stall(now);
    health_.last_turn = now;

    for (int round = 0; round < rounds_a_turn; ++round) {
        const std::optional<net::Instant> due = node_.deadline();
        if (due && *due <= io::now()) feed(engine::DeadlineReached{});
        if (effects_.empty()) break;
        perform();
    }
    tell_transition();
    publish_when_due();
    arm();
    if (flood_.running()) rest();
}

// What comes meanwhile is heard at once afterwards, in few system calls; nothing that is due is late by it.
void Driver::rest() {
    const net::Instant due = *net::earlier(armed_, publish_at_);
    io::sleep_until(std::min(due, io::now() + io::Flood::rest));
}

// Also while nothing but a publication was due: a backup's own deadlines may be far away.
void Driver::notice_stall(net::Instant now) {
    const net::Instant due = armed_ ? std::min(*armed_, publish_at_) : publish_at_;
    const net::Duration late = now - due;
    if (late < noticeable_stall || health_.last_turn == net::Instant{}) return;
    health_.stalls.noticed({now, late});
}

void Driver::tell_transition() {
    if (!std::exchange(transition_, false) || std::exchange(transition_told_, true)) return;
    listeners_.transition();
}

// Who stood still in the midst of it has not heard what was said meanwhile (P3).
void Driver::hear_to_the_end() {
    for (int attempt = 0; attempt < 3; ++attempt) {
        const net::Instant begin = io::now();
        hear();
        if (io::now() - begin < noticeable_stall) return;
    }
}

// Datagrams first: who overslept must judge what was said meanwhile before it sends or adds anything.
void Driver::hear() {
    hear_the_time();
    flood_.heard(sockets_.drain([this](const engine::Event& event) { feed(event); }), io::now());
    hear_kernel();
    for (const engine::Event& event : std::exchange(posted_, {})) feed(event);
}

void Driver::hear_the_time() {
    if (const auto utc = wall_clock_.news()) feed(engine::ClockSet{*utc});
}

void Driver::hear_kernel() {
    const io::Drained drained = monitor_.drain();
    for (const io::KernelChange& change : drained.changes) feed(to_event(change));
    if (!drained.overrun && health_.in_step) return;
    ++health_.resyncs;
    resync();
}

void Driver::resync() {
    io::Result<engine::KernelState> state = host_.kernel_state();
    health_.in_step = state.has_value();
    if (state) feed(*state);
}

void Driver::feed(const engine::Event& event) {
    std::vector<engine::Effect> more = node_.handle(event, io::now());
    if (std::ranges::any_of(more, is_transition)) {
        publish_at_ = std::min(publish_at_, io::now() + publish_after_change);
        transition_ = true;
    }
    std::ranges::move(more, std::back_inserter(effects_));
}

void Driver::perform() {
    for (const engine::Event& result : host_.perform(std::exchange(effects_, {}))) feed(result);
}

void Driver::publish_when_due() {
    const net::Instant now = io::now();
    if (publish_at_ > now && !node_.stopped()) return;
    listeners_.changed();
    transition_told_ = false;
    publish_at_ = now + publish_interval;
}

void Driver::arm() {
    armed_ = node_.deadline();
    timer_.arm(net::earlier(armed_, publish_at_));
}

}  // namespace holdfast::app
