#include "tests/sim/small_scope.hpp"

#include <algorithm>
#include <atomic>
#include <map>
#include <thread>
#include <utility>

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

Pair::Pair(bool cold, bool tells)
    : plan_{pair_plan()},
      record_{tells},
      lan_{2, plan_.noise, false},
      invariants_{plan_, lan_, hosts_, neighbour_, record_} {
    for (int number = 0; number < 2; ++number) {
        hosts_.push_back(std::make_unique<Host>(number, plan_, lan_, record_, Mutation::none));
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
    now_ = std::max(now_, host(number).alarm().value_or(now_));
    act(number);
}

bool Pair::can(const Order& order) const {
    const auto& waiting = inbox_[static_cast<std::size_t>(order.host)];
    if (order.move == Move::hear || order.move == Move::lose) return !waiting.empty();
    if (order.move == Move::lose_address) return host(order.host).kernel().has(virtual_address(net::Family::ipv4, 0));
    return order.move != Move::deadline || host(order.host).alarm().has_value();
}

void Pair::perform(const Order& order) {
    const int number = order.host;
    record_.say(now_, "", "* " + to_string(order));
    switch (order.move) {
        case Move::hear:
            return hear(number);
        case Move::lose:
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
    for (bool goes_on = true; goes_on && !record_.first_breach();) {
        goes_on = false;
        for (int number = 0; number < 2; ++number) {
            while (!inbox(number).empty()) hear(number);
        }
        const int first = host(0).alarm() <= host(1).alarm() ? 0 : 1;
        const auto next = host(first).alarm();
        if (!next || *next > end) continue;
        goes_on = true;
        wait(first);
    }
    now_ = end;
    invariants_.after_event(now_);
    invariants_.at_the_end(now_);
}

std::uint64_t Pair::fingerprint() const {
    Digest digest;
    for (int number = 0; number < 2; ++number) {
        const Host& one = host(number);
        const auto ahead = [&](std::optional<net::Instant> at) {
            digest.add(at ? static_cast<std::uint64_t>((*at - one.clock().local(now_)).count()) : 1);
        };
        ahead(one.node()->deadline());
        for (const engine::InstanceStatus& i : one.node()->status(one.clock().local(now_)).instances) {
            digest.add(static_cast<std::uint64_t>(i.state));
            digest.add(i.effective_priority.value());
            digest.add(i.holding);
            digest.add(i.master ? std::uint64_t{i.master->priority.value()} + 2 : 1);
            digest.add(i.held.size());
        }
        digest.add(one.kernel().addresses().size());
        ahead(one.guard_deadline());
        if (const auto& last = said_[static_cast<std::size_t>(number)]) digest.add(last->bytes);
        digest.add(std::uint64_t{98});
        for (const auto& frame : inbox_[static_cast<std::size_t>(number)]) digest.add(frame->bytes);
        digest.add(std::uint64_t{99});
    }
    return digest.value();
}

namespace {

constexpr std::array<Order, 2 * move_count> all_orders() {
    std::array<Order, 2 * move_count> all{};
    for (int n = 0; n < 2 * move_count; ++n) all[static_cast<std::size_t>(n)] = {static_cast<Move>(n / 2), n % 2};
    return all;
}

struct Visited {
    Path path;  // one that leads here
    std::uint64_t ways = 0;
};
using Frontier = std::map<std::uint64_t, Visited>;  // in an order that is the same everywhere

std::unique_ptr<Pair> replay(bool cold, const Path& path) {
    auto pair = std::make_unique<Pair>(cold);
    for (const Order& order : path) pair->perform(order);
    return pair;
}

struct Found {
    std::uint64_t state = 0;
    Path path;
    bool fails = false;
};

// Where one more move leads from the end of `path`.
std::vector<Found> expand(bool cold, const Path& path) {
    std::vector<Found> found;
    auto pair = replay(cold, path);
    for (const Order& order : all_orders()) {
        if (!pair) pair = replay(cold, path);
        if (!pair->can(order)) continue;
        pair->perform(order);
        found.push_back({pair->fingerprint(), path, pair->record().first_breach().has_value()});
        found.back().path.push_back(order);
        pair.reset();
    }
    return found;
}

Found rest(bool cold, const Path& path) {
    const auto pair = replay(cold, path);
    pair->come_to_rest();
    return {0, path, pair->record().first_breach().has_value()};
}

// What `look` gives for each path, in their order, by all cores.
template <class Look>
auto for_all(const std::vector<const Path*>& paths, const Look& look) {
    std::vector<decltype(look(*paths.front()))> results(paths.size());
    std::atomic<std::size_t> next{0};
    std::vector<std::thread> workers;
    for (unsigned n = 0; n < std::max(1U, std::thread::hardware_concurrency()); ++n) {
        workers.emplace_back([&] {
            for (std::size_t i = next++; i < paths.size(); i = next++) results[i] = look(*paths[i]);
        });
    }
    for (std::thread& worker : workers) worker.join();
    return results;
}

std::vector<const Path*> paths_of(const Frontier& frontier) {
    std::vector<const Path*> paths;
    for (const auto& [state, visited] : frontier) paths.push_back(&visited.path);
    return paths;
}

}  // namespace

Explored explore(bool cold, int depth) {
    Explored explored;
    Frontier frontier{{Pair{cold}.fingerprint(), {{}, 1}}};
    for (int level = 1; level <= depth; ++level) {
        const auto all = for_all(paths_of(frontier), [&](const Path& path) { return expand(cold, path); });
        Frontier next;
        auto results = all.begin();
        for (const auto& [state, here] : frontier) {
            for (const Found& found : *results++) {
                ++explored.steps;
                if (found.fails && !explored.failing) explored.failing = found.path;
                next.try_emplace(found.state, Visited{found.path, 0}).first->second.ways += here.ways;
            }
        }
        explored.states += next.size();
        frontier = std::move(next);
        if (explored.failing) return explored;
    }
    for (const auto& [state, here] : frontier) explored.paths += here.ways;
    for (const Found& end : for_all(paths_of(frontier), [&](const Path& path) { return rest(cold, path); })) {
        if (end.fails && !explored.failing) explored.failing = end.path;
    }
    return explored;
}

}  // namespace holdfast::sim
