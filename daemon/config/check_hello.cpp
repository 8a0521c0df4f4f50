#include <algorithm>

#include <fmt/format.h>

#include "daemon/config/checks.hpp"
#include "daemon/config/endpoint.hpp"

namespace holdfast::config {

namespace {

bool is_virtual(const net::IpAddress& address, const std::vector<Draft>& drafts) {
    return std::ranges::any_of(drafts, [&](const Draft& draft) {
        const auto same = [&](const net::Prefix& prefix) { return prefix.address == address; };
        return std::ranges::any_of(draft.settings.addresses, same) ||
               std::ranges::any_of(draft.settings.excluded_addresses, same);
    });
}

void check_address(const net::IpAddress& address, Place place, const std::vector<Draft>& drafts, Problems& problems) {
    if (!is_virtual(address, drafts)) return;
    problems.error(place, net::to_string(address) + " is a virtual address", "name one that stays on the machine");
}

void check_peer(const detector::HelloSettings& hello, std::size_t index, Place place, Problems& problems) {
    const detector::Endpoint& peer = hello.peers[index];
    if (peer == hello.listen) {
        problems.error(place, to_text(peer) + " is this node itself", "name the other nodes");
    } else if (peer.address.family() != hello.listen.address.family()) {
        problems.error(place, fmt::format("{} is {}, but this node listens on {}", to_text(peer),
                                          net::label(peer.address.family()), to_text(hello.listen)));
    }
    const auto end = hello.peers.begin() + static_cast<std::ptrdiff_t>(index);
    const auto same = [&](const detector::Endpoint& other) { return other.address == peer.address; };
    if (std::any_of(hello.peers.begin(), end, same)) {
        problems.error(place, net::to_string(peer.address) + " is listed twice");
    }
}

}  // namespace

void check_hello_required(const Written& written, Problems& problems) {
    const auto require = [&](std::string_view key, std::string hint) {
        if (!written.has(key)) problems.error(written.whole(), fmt::format("[hello] has no {}", key), std::move(hint));
    };
    require("listen", "listen = \"10.0.0.1:10112\", this node's address");
    require("peers", "peers = [\"10.0.0.2:10112\"], the other nodes'");
    require("key", "key = \"file:/etc/holdfast/hello.key\", the same on every node");
}

void check_hello(const Config& config, const Written& written, const std::vector<Draft>& drafts, Problems& problems) {
    if (!config.detector.hello) return;
    const detector::HelloSettings& hello = *config.detector.hello;
    const bool knows_listen = written.has("listen") && !written.is_broken("listen");
    const bool knows_peers = written.has("peers") && !written.is_broken("peers");
    if (knows_listen) check_address(hello.listen.address, written.place("listen"), drafts, problems);
    if (knows_peers && hello.peers.empty()) {
        problems.error(written.place("peers"), "a hello needs somebody to say it to",
                       "name the other nodes, or leave [hello] out");
    }
    for (std::size_t i = 0; i < hello.peers.size(); ++i) {
        const Place place = written.place("peers", i);
        check_address(hello.peers[i].address, place, drafts, problems);
        if (knows_listen) check_peer(hello, i, place, problems);
    }
}

}  // namespace holdfast::config
