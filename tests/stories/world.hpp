// The simulated LAN: virtual time, a heap of what is under way, and hosts that hear each other after 100 us unless cut
// off. Everything is decided by the story; nothing is random.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <queue>
#include <set>
#include <string>
#include <vector>

#include "tests/stories/sim_host.hpp"

namespace holdfast::stories {

class World {
public:
    // How long two hosts that hear each other may both serve an address.
    explicit World(net::Duration longest_overlap) : longest_overlap_{longest_overlap} {}

    SimHost& add(engine::Settings settings, SimKernel kernel);
    SimHost& host(const std::string& name);
    const std::vector<std::unique_ptr<SimHost>>& hosts() const { return hosts_; }

    void run_for(net::Duration time);
    // Alone on its side of the LAN, of all LANs or of the one at this interface.
    void cut(const std::string& name, std::optional<net::InterfaceIndex> interface = std::nullopt);
    void heal() { alone_.clear(); }
    // Somebody broadcasts a frame again and again, as on every real LAN.
    void chatter();
    // From a stranger, to everybody who is not cut off.
    void forge(const engine::Transmit& message);

    net::Instant now() const { return now_; }
    Transcript& transcript() { return transcript_; }

private:
    struct Happening {
        net::Instant at;
        std::uint64_t number;  // first come, first served
        std::function<void()> happen;
        bool operator>(const Happening& other) const { return std::tie(at, number) > std::tie(other.at, other.number); }
    };
    using Heap = std::priority_queue<Happening, std::vector<Happening>, std::greater<>>;

    void after(net::Duration delay, std::function<void()> happen);
    bool step(net::Instant until);
    void carry(const SimHost& from, net::InterfaceIndex by, const engine::Transmit* message);
    bool is_alone(const SimHost& host, net::InterfaceIndex interface) const;
    void check_overlap();
    void check_overlap(const engine::InstanceSettings& instance);

    net::Instant now_;
    net::Duration longest_overlap_;
    Heap under_way_;
    std::uint64_t count_ = 0;
    std::vector<std::unique_ptr<SimHost>> hosts_;
    std::set<std::pair<std::string, net::InterfaceIndex>> alone_;
    std::map<std::string, net::Instant> overlap_since_;  // by instance
    Transcript transcript_;
};

}  // namespace holdfast::stories
