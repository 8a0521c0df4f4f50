// The nodes behind the hello channel: what each last said, authenticated and fresh, and how long that counts.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "daemon/net/time.hpp"
#include "detector/hello/message.hpp"
#include "detector/report.hpp"
#include "detector/settings.hpp"

namespace holdfast::detector {

// Another node's word on one virtual router of ours.
struct Testimony {
    std::string node;
    net::IpAddress address;  // of its hello
    hello::Instance instance;
    hello::Path gateways = hello::Path::unknown;
    std::vector<net::MacAddress> macs;
    std::vector<net::IpAddress> addresses;
    net::Instant at;               // when it said so
    int in_a_row = 0;              // messages in a row that say `master` of this instance
    bool settings_differ = false;  // from ours
};

class Neighbours {
public:
    void configure(const Settings& settings, net::Instant now);
    void heard(const net::IpAddress& from, const hello::Message& message, net::Instant now);
    // Authenticated, but no answer to us: it does not hear us, or it is a recording. Proves nothing.
    void heard_unproven(const net::IpAddress& from, net::Instant now);

    bool configured() const { return !nodes_.empty(); }
    // Speaks: it proved itself within three intervals, or a second if that is longer. Whoever is configured is waited
    // for that long.
    net::Duration patience() const;
    bool any_heard(net::Instant now) const;
    std::vector<NeighbourReport> missing(net::Instant now) const;
    // When the last proven message of any of them came.
    std::optional<net::Instant> last_heard() const;
    // When the next of them would count as silent, after `now`.
    std::optional<net::Instant> deadline(net::Instant now) const;
    // What fresh neighbours say of this virtual router.
    std::vector<Testimony> about(const WatchedInstance& watched, net::Instant now) const;
    std::vector<NeighbourReport> reports(net::Instant now) const;

private:
    using Router = std::pair<net::Family, vrrp::Vrid>;
    struct Known {
        hello::Instance instance;
        std::uint64_t sequence = 0;  // of the message that said so
        net::Instant at;
        int in_a_row = 0;
    };
    struct Node {
        Endpoint endpoint;
        net::Instant since;                  // waited for
        std::optional<hello::Message> last;  // without its instances
        // Of all parts. The same VRID may be in use on several of its interfaces, with other addresses.
        std::map<Router, std::vector<Known>> instances;
        std::optional<net::Instant> at;
        std::optional<net::Instant> unproven_at;
    };
    Node* node(const net::IpAddress& address);
    bool lately(const std::optional<net::Instant>& then, net::Instant now) const;
    bool fresh(const Node& node, net::Instant now) const { return lately(node.at, now); }
    void forget_old(Node& node, net::Instant now) const;
    const Known* matching(const Node& node, const WatchedInstance& watched, std::uint64_t digest,
                          net::Instant now) const;
    NeighbourReport report(const Node& node, net::Instant now) const;
    bool differs(const Node& node, net::Instant now) const;
    static void take_in(Node& node, const hello::Instance& instance, std::uint64_t sequence, net::Instant now);

    Settings settings_;
    std::vector<Node> nodes_;
};

// Of what must be the same on every node: version, VRID, interval, addresses, authentication.
std::uint64_t settings_digest(const WatchedInstance& watched);
// The pace of the channel.
net::Duration hello_interval(const Settings& settings);

}  // namespace holdfast::detector
