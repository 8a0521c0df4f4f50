#include "daemon/fence/latch.hpp"

#include <algorithm>

namespace holdfast::fence {
namespace {

constexpr UnixTime an_hour = 3600;

}  // namespace

bool Latch::holds(const std::string& instance) const {
    return why(instance).has_value();
}

std::optional<std::string> Latch::why(const std::string& instance) const {
    if (unreadable) return unreadable;
    const auto found = std::ranges::find(instances, instance, &Latched::instance);
    if (found == instances.end()) return std::nullopt;
    return found->reason;
}

void Latch::fence(Latched entry, UnixTime now) {
    std::erase_if(fences, [now](UnixTime at) { return at <= now - an_hour; });
    fences.push_back(now);
    release(entry.instance);
    instances.push_back(std::move(entry));
}

void Latch::release(const std::string& instance) {
    std::erase_if(instances, [&](const Latched& entry) { return entry.instance == instance; });
}

bool Latch::blown(int max_per_hour, UnixTime now) const {
    return std::ranges::count_if(fences, [&](UnixTime at) { return at > now - an_hour; }) >= max_per_hour;
}

}  // namespace holdfast::fence
