#include "detector/proxies.hpp"

#include <algorithm>

#include "detector/recent.hpp"

namespace holdfast::detector {

void Proxies::answered(const Source& source, const net::IpAddress& address, net::Instant now) {
    if (std::ranges::find(owners_, source.id, &Owner::who) != owners_.end()) return;
    const auto same = [&](const Proxy& p) { return p.address == address && p.source.id == source.id; };
    const auto known = std::ranges::find_if(proxies_, same);
    Proxy& proxy = known != proxies_.end() ? *known : make_room(proxies_, limit, [](const Proxy& p) { return p.last; });
    if (proxy.count == 0) {
        proxy.address = address;
        proxy.first = now;
    }
    proxy.source = source;
    proxy.last = now;
    proxy.answered_now = true;
    ++proxy.count;
}

void Proxies::is_owner(IdentityId who) {
    std::erase_if(proxies_, [&](const Proxy& p) { return p.source.id == who; });
    const auto known = std::ranges::find(owners_, who, &Owner::who);
    Owner& owner = known != owners_.end() ? *known : make_room(owners_, limit, [](const Owner& o) { return -o.quiet; });
    owner = {who};
}

void Proxies::end() {
    for (Proxy& p : proxies_) {
        if (p.answered_now || !p.told()) p.rounds = p.answered_now ? p.rounds + 1 : 0;
        p.missed = p.answered_now ? 0 : p.missed + 1;
        p.answered_now = false;
    }
    std::erase_if(proxies_, [](const Proxy& p) { return p.missed >= rounds_to_forget; });
    std::erase_if(owners_, [](Owner& o) { return ++o.quiet > rounds_of_an_owner; });
}

bool Proxies::pressing() const {
    return std::ranges::any_of(proxies_, [](const Proxy& p) { return !p.told(); });
}

}  // namespace holdfast::detector
