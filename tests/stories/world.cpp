#include "tests/stories/world.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include <gtest/gtest.h>

namespace holdfast::stories {
namespace {

using namespace std::chrono_literals;

constexpr net::Duration latency = 100us;
constexpr net::Duration chatter_interval = 10ms;
constexpr int most_steps_at_once = 10'000;

}  // namespace

SimHost& World::add(engine::Settings settings, SimKernel kernel) {
    const auto send = [this](const SimHost& from, net::InterfaceIndex by, const engine::Transmit* message) {
        carry(from, by, message);
    };
    return *hosts_.emplace_back(std::make_unique<SimHost>(std::move(settings), std::move(kernel), transcript_, send));
}

SimHost& World::host(const std::string& name) {
    const auto found = std::ranges::find_if(hosts_, [&](const auto& host) { return host->name() == name; });
    if (found == hosts_.end()) throw std::runtime_error{"no host " + name};
    return **found;
}

void World::run_for(net::Duration time) {
    const net::Instant end = now_ + time;
    int steps_at_once = 0;
    for (net::Instant before = now_; step(end); before = now_) {
        check_overlap();
        steps_at_once = now_ == before ? steps_at_once + 1 : 0;
        if (steps_at_once > most_steps_at_once) throw std::runtime_error{"time stands still\n" + transcript_.text()};
    }
    now_ = end;
}

// What is under way arrives before anybody looks at the clock.
bool World::step(net::Instant until) {
    std::optional<net::Instant> next;
    SimHost* actor = nullptr;
    if (!under_way_.empty()) next = under_way_.top().at;
    for (const auto& host : hosts_) {
        const auto alarm = host->alarm();
        if (!alarm || (next && std::max(*alarm, now_) >= *next)) continue;
        next = std::max(*alarm, now_);
        actor = host.get();
    }
    if (!next || *next > until) return false;
    now_ = *next;
    if (actor) {
        actor->act(now_);
        return true;
    }
    const auto happen = under_way_.top().happen;
    under_way_.pop();
    happen();
    return true;
}

void World::after(net::Duration delay, std::function<void()> happen) {
    under_way_.push({now_ + delay, ++count_, std::move(happen)});
}

void World::cut(const std::string& name, std::optional<net::InterfaceIndex> interface) {
    for (const net::Link& link : host(name).kernel().links()) {
        if (!interface || link.index == *interface) alone_.emplace(name, link.index);
    }
}

bool World::is_alone(const SimHost& host, net::InterfaceIndex interface) const {
    return alone_.contains({host.name(), interface});
}

void World::carry(const SimHost& from, net::InterfaceIndex by, const engine::Transmit* message) {
    if (is_alone(from, by)) return;
    for (const auto& host : hosts_) {
        if (host.get() == &from || is_alone(*host, by)) continue;
        if (message) {
            after(latency, [to = host.get(), copy = *message] { to->receive(copy); });
        } else {
            after(latency, [to = host.get(), by] { to->receive_frame(by); });
        }
    }
}

void World::forge(const engine::Transmit& message) {
    for (const auto& host : hosts_) {
        if (!is_alone(*host, message.interface)) host->receive(message);
    }
}

void World::chatter() {
    for (const auto& host : hosts_) {
        for (const net::Link& link : host->kernel().links()) host->receive_frame(link.index);
    }
    after(chatter_interval, [this] { chatter(); });
}

void World::check_overlap() {
    if (hosts_.empty()) return;
    for (const engine::InstanceSettings& instance : hosts_.front()->instances()) check_overlap(instance);
}

void World::check_overlap(const engine::InstanceSettings& instance) {
    const auto serves = [&](const auto& host) {
        const bool alone = std::ranges::any_of(host->kernel().links(), [&](const net::Link& link) {
            return link.name == instance.interface && is_alone(*host, link.index);
        });
        return !alone && host->serves(instance.name);
    };
    if (std::ranges::count_if(hosts_, serves) < 2) {
        overlap_since_.erase(instance.name);
        return;
    }
    const net::Instant since = overlap_since_.try_emplace(instance.name, now_).first->second;
    EXPECT_LE(now_ - since, longest_overlap_) << "two hosts serve one address for too long\n" << transcript_.text();
}

}  // namespace holdfast::stories
