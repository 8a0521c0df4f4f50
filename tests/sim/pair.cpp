#include "tests/sim/pair.hpp"

#include <algorithm>
#include <utility>

#include "tests/sim/situation.hpp"

namespace holdfast::sim {
namespace {

using namespace std::chrono_literals;

constexpr std::array<const char*, move_count> words{"hear", "lose", "deadline", "priority", "restart", "lose_address"};
constexpr std::size_t most_under_way = 4;

// Without leases and repeated announcements: each has its own deadline, and would only thin out the orders.
Plan pair_plan() {
    Plan plan;
    plan.group.lease = plan.group.bursts = false;
    plan.hosts = {{.priority = 200}, {.priority = 100}};
    return plan;
}

Variation other(Variation variation) {
    variation.priority = variation.priority == 150 ? 250 : 150;
    return variation;
}

}  // namespace

std::string to_string(const Order& order) {
    return std::string{words.at(static_cast<std::size_t>(order.move))} + " " + host_name(order.host);
}

// Nothing is announced twice, and so the neighbour believes each announcement.
Pair::Pair(bool cold, bool tells, Mutation mutation)
    : plan_{pair_plan()},
      record_{tells},
      lan_{2, plan_.noise, false},
      neighbour_{net::Duration{}},
      invariants_{plan_, lan_, hosts_, neighbour_, record_} {
    for (int number = 0; number < 2; ++number) {
        hosts_.push_back(std::make_unique<Host>(number, plan_, lan_, record_, mutation));
        host(number).start(now_);
        act(number);
    }
    if (cold) return;
    while (inbox(1).empty()) wait(0);
    hear(1);
}

void Pair::act(int number) {
    constexpr int most_steps = 100;
    for (int n = 0; n < most_steps; ++n) {
        const Step step = host(number).act(now_);
        invariants_.after_step(host(number), step, now_);
        if (host(number).alarm() > now_) return collect();
    }
    record_.breach(now_, "turns_are_bounded", host(number).name() + " turns and turns");
}

// Puts what was sent where it waits to be heard or lost.
void Pair::collect() {
    while (lan_.next()) {
        const Delivery sent = lan_.take();
        if (sent.to == lan_.neighbour()) {
            neighbour_.hear(*sent.frame, now_);
        } else if (sent.frame->kind == Frame::Kind::advert) {
            said_[static_cast<std::size_t>(sent.from)] = sent.frame;
            inbox(sent.to).push_back(sent.frame);
            if (inbox(sent.to).size() > most_under_way) inbox(sent.to).pop_front();
        }
    }
}

void Pair::hear(int number) {
    const auto frame = inbox(number).front();
    inbox(number).pop_front();
    host(number).receive(1 - number, frame, now_);
    act(number);
}

// The other may be late then.
void Pair::wait(int number) {
    const net::Instant before = std::exchange(now_, std::max(now_, alarm(number)));
    if (now_ > before && somebody_is_behind()) invariants_.missed(now_);
    act(number);
}

// Time passes, and it has not heard or not done what it should have by now.
bool Pair::somebody_is_behind() const {
    return std::min(alarm(0), alarm(1)) < now_ || !inbox_[0].empty() || !inbox_[1].empty();
}

bool Pair::can(const Order& order) const {
    const auto& waiting = inbox_[static_cast<std::size_t>(order.host)];
    if (order.move == Move::hear || order.move == Move::lose) return !waiting.empty();
    if (order.move == Move::lose_address) return host(order.host).kernel().has(virtual_address(net::Family::ipv4, 0));
    return order.move != Move::deadline || alarm(order.host) != net::Instant::max();
}

void Pair::perform(const Order& order) {
    record_.say(now_, "", "* " + to_string(order));
    move(order);
    invariants_.after_event(now_);
}

void Pair::move(const Order& order) {
    const int number = order.host;
    switch (order.move) {
        case Move::hear:
            return hear(number);
        case Move::lose:
            invariants_.missed(now_);
            return inbox(number).pop_front();
        case Move::deadline:
            return wait(number);
        case Move::priority:
            host(number).reload(other(host(number).variation()), now_);
            return act(number);
        case Move::restart:
            host(number).crash();
            host(number).start(now_);
            return act(number);
        case Move::lose_address:
            host(number).remove_address(0);
            return act(number);
    }
}

void Pair::come_to_rest() {
    const net::Instant end = now_ + invariants_.settling_time();
    record_.say(now_, "", "* all is well");
    invariants_.missed(now_);
    let_neighbour_verify();
    for (bool goes_on = true; goes_on && !record_.first_breach();) {
        goes_on = false;
        while (!inbox(0).empty() || !inbox(1).empty()) hear(inbox(0).empty() ? 1 : 0);
        const int first = alarm(0) <= alarm(1) ? 0 : 1;
        if (alarm(first) > end) continue;
        goes_on = true;
        wait(first);
        invariants_.after_event(now_);
    }
    now_ = end;
    invariants_.after_event(now_);
    invariants_.at_the_end(now_);
}

// Whoever has lost the address without a word does not answer for long (World::let_neighbour_verify), nor does who has
// overslept and will step down without one.
void Pair::let_neighbour_verify() {
    const net::IpAddress& address = virtual_address(net::Family::ipv4, 0).address;
    const auto believed = neighbour_.owner(address);
    const bool answers = std::ranges::any_of(hosts_, [&](const auto& host) {
        return host->answers_for(address) && host->alarm() >= now_ && host->kernel().link().mac == believed;
    });
    if (!answers) neighbour_.forget(address);
}

std::uint64_t Pair::fingerprint() const {
    Digest digest;
    for (int number = 0; number < 2; ++number) {
        add_situation(digest, host(number), now_);
        if (const auto& last = said_[static_cast<std::size_t>(number)]) digest.add(last->bytes);
        digest.add(std::uint64_t{98});
        for (const auto& frame : inbox_[static_cast<std::size_t>(number)]) digest.add(frame->bytes);
        digest.add(std::uint64_t{99});
    }
    const auto believed = neighbour_.owner(virtual_address(net::Family::ipv4, 0).address);
    if (believed) digest.add(net::ByteView{believed->bytes});
    digest.add(static_cast<std::uint64_t>(invariants_.overlapping(now_).count()));
    return digest.value();
}

}  // namespace holdfast::sim
