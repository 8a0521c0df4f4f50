#include "tests/sim/soak.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <limits>
#include <mutex>
#include <thread>
#include <vector>

#include "tests/sim/draw.hpp"

namespace holdfast::sim {
namespace {

using WallClock = std::chrono::steady_clock;

}  // namespace

Range wanted_seeds() {
    Range range;
    if (const char* seeds = std::getenv("SEEDS")) {
        const std::string text = seeds;
        const std::size_t dash = text.find('-');
        range.last = std::stoull(dash == std::string::npos ? text : text.substr(dash + 1));
        if (dash != std::string::npos) range.first = std::stoull(text.substr(0, dash));
    }
    if (const char* hours = std::getenv("HOURS")) {
        range.hours = std::stod(hours);
        range.last = std::numeric_limits<std::uint64_t>::max();
    }
    return range;
}

Soaked soak(const Range& range, const Options& options) {
    const auto begin = WallClock::now();
    std::atomic<std::uint64_t> next{range.first};
    std::atomic<bool> stop{false};
    std::mutex mutex;
    Soaked all;
    const auto work = [&] {
        Soaked mine;
        while (!stop) {
            const std::uint64_t seed = next++;
            if (seed > range.last) break;
            if (range.hours && WallClock::now() - begin > std::chrono::duration<double, std::ratio<3600>>{*range.hours})
                break;
            const Outcome outcome = run(draw(seed), options);
            ++mine.seeds;
            mine.tally.add(outcome.tally);
            if (!outcome.breach || (!range.invariant.empty() && outcome.breach->invariant != range.invariant)) continue;
            mine.failing = seed;
            stop = true;
        }
        const std::lock_guard lock{mutex};
        all.seeds += mine.seeds;
        all.tally.add(mine.tally);
        if (mine.failing) all.failing = std::min(all.failing.value_or(*mine.failing), *mine.failing);
    };
    std::vector<std::thread> workers;
    for (unsigned n = 0; n < std::max(1U, std::thread::hardware_concurrency()); ++n) workers.emplace_back(work);
    for (std::thread& worker : workers) worker.join();
    all.seconds = std::chrono::duration<double>(WallClock::now() - begin).count();
    return all;
}

}  // namespace holdfast::sim
