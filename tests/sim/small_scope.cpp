#include "tests/sim/small_scope.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <memory>
#include <thread>

namespace holdfast::sim {
namespace {

constexpr std::array<Order, 2UL * move_count> all_orders() {
    std::array<Order, 2UL * move_count> all{};
    for (std::size_t n = 0; n < all.size(); ++n) all[n] = {static_cast<Move>(n / 2), static_cast<int>(n % 2)};
    return all;
}

struct Visited {
    Path path;  // one that leads here
    std::uint64_t ways = 0;
};
using Frontier = std::map<std::uint64_t, Visited>;  // in an order that is the same everywhere

// Which orders are looked at.
struct Scope {
    bool cold;
    Mutation mutation;

    std::unique_ptr<Pair> replay(const Path& path) const {
        auto pair = std::make_unique<Pair>(cold, false, mutation);
        for (const Order& order : path) pair->perform(order);
        return pair;
    }
};

struct Found {
    std::uint64_t state = 0;
    Path path;
    std::string breach;  // of which invariant
};

std::string breach_of(const Pair& pair) {
    const auto& breach = pair.record().first_breach();
    return breach ? breach->invariant : "";
}

// Where one more move leads from the end of `path`.
std::vector<Found> expand(const Scope& scope, const Path& path) {
    std::vector<Found> found;
    auto pair = scope.replay(path);
    for (const Order& order : all_orders()) {
        if (!pair) pair = scope.replay(path);
        if (!pair->can(order)) continue;
        pair->perform(order);
        found.push_back({pair->fingerprint(), path, breach_of(*pair)});
        found.back().path.push_back(order);
        pair.reset();
    }
    return found;
}

bool leads_alike(const Found& one, const Found& other) {
    return one.path.back() == other.path.back() && one.state == other.state && one.breach == other.breach;
}

Found rest(const Scope& scope, const Path& path) {
    const auto pair = scope.replay(path);
    pair->come_to_rest();
    return {0, path, breach_of(*pair)};
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

// False: it breaks an invariant, and there it ends.
bool is_well(const Found& found, Explored& explored) {
    if (!found.breach.empty()) explored.failing.try_emplace(found.breach, found.path);
    return found.breach.empty();
}

}  // namespace

std::optional<Parting> parting(bool cold, int depth) {
    const Scope scope{cold, Mutation::none};
    std::map<std::uint64_t, std::vector<Found>> ways_on;  // from each state
    std::vector<Found> here{{scope.replay({})->fingerprint(), {}, ""}};
    for (int level = 0; level < depth; ++level) {
        std::vector<Found> next;
        for (const Found& state : here) {
            const std::vector<Found> ways = expand(scope, state.path);
            const auto& first = ways_on.try_emplace(state.state, ways).first->second;
            const auto [one, other] = std::ranges::mismatch(first, ways, leads_alike);
            if (one != first.end() || other != ways.end())
                return Parting{one == first.end() ? Path{} : one->path, other == ways.end() ? Path{} : other->path};
            next.insert(next.end(), ways.begin(), ways.end());
        }
        here = std::move(next);
    }
    return std::nullopt;
}

Explored explore(bool cold, int depth, Mutation mutation) {
    const Scope scope{cold, mutation};
    Explored explored;
    Frontier frontier{{scope.replay({})->fingerprint(), {{}, 1}}};
    for (int level = 1; level <= depth; ++level) {
        const auto all = for_all(paths_of(frontier), [&](const Path& path) { return expand(scope, path); });
        Frontier next;
        auto results = all.begin();
        for (const auto& [state, here] : frontier) {
            for (const Found& found : *results++) {
                ++explored.steps;
                if (!is_well(found, explored)) continue;
                next.try_emplace(found.state, Visited{found.path, 0}).first->second.ways += here.ways;
            }
        }
        explored.states += next.size();
        frontier = std::move(next);
    }
    for (const auto& [state, here] : frontier) explored.paths += here.ways;
    for (const Found& end : for_all(paths_of(frontier), [&](const Path& path) { return rest(scope, path); })) {
        is_well(end, explored);
    }
    return explored;
}

}  // namespace holdfast::sim
