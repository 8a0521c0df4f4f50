#include "detector/source_limits.hpp"

#include <algorithm>
#include <utility>

namespace holdfast::detector {

namespace {

constexpr double at_least = 100;     // probes, answers and announcements of any small group
constexpr double of_adverts = 4;     // masters may share a virtual MAC; a rival answers each of ours
constexpr double of_addresses = 10;  // announced five times, and answered for

std::size_t hash(const net::MacAddress& mac, Topic topic) {
    std::uint64_t digest = 0xcbf29ce484222325;  // FNV-1a
    for (const std::uint8_t byte : mac.bytes) digest = (digest ^ byte) * 0x100000001b3;
    digest = (digest ^ std::to_underlying(topic)) * 0x100000001b3;
    return static_cast<std::size_t>(digest ^ digest >> 32U);
}

}  // namespace

double SourceLimits::fair(const std::vector<WatchedInstance>& instances) {
    double frames = at_least;
    for (const WatchedInstance& watched : instances) {
        frames += of_adverts / net::seconds(watched.advert_interval);
        frames += of_addresses * static_cast<double>(watched.addresses.size());
    }
    return frames;
}

bool SourceLimits::admits(const net::MacAddress& source, Topic topic, net::Instant now) {
    Slot& slot = slots_.at(hash(source, topic) % slots_.size());
    slot.used = std::max(0.0, slot.used - net::seconds(now - slot.last) * per_second_);
    slot.last = now;
    if (slot.used + 1 > per_second_) {
        ++limited_;
        return false;
    }
    slot.used += 1;
    return true;
}

}  // namespace holdfast::detector
