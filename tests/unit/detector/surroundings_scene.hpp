// One instance's surroundings in virtual time: gateway and peer are pinged once a second, the neighbour says hello once
// a second, and whoever is told to falls silent.
#pragma once

#include <ostream>
#include <set>
#include <vector>

#include "detector/surroundings.hpp"
#include "tests/unit/detector/hellos.hpp"
#include "tests/unit/detector/words.hpp"

namespace holdfast::detector {

using std::chrono::milliseconds;
using std::chrono::seconds;

class Scene {
public:
    enum class Hello { none, there, here, silent, one_way };

    explicit Scene(Hello way = Hello::none) : speaks{way}, settings{make_settings(way)} {
        role.instance = "web";
        role.role = Role::master;
        role.since = now - std::chrono::minutes{1};
        role.priority = vrrp::Priority{100};
        role.master_down_interval = milliseconds{3609};
        role.primary = samples::own_ip;
        neighbours.configure(settings, now);
    }

    Scene& with_gateway() {
        gateways.emplace_back(gateway_ip, settings.fall, settings.rise);
        return *this;
    }
    Scene& with_peers(const std::vector<net::IpAddress>& addresses) {
        settings.instances.front().peers = addresses;
        for (const net::IpAddress& address : addresses) peers.emplace_back(address, settings.fall, settings.rise);
        return *this;
    }
    // Another instance on another interface, with its own peer.
    Scene& with_sibling(const net::IpAddress& peer) {
        settings.instances.push_back(samples::watched_instance());
        settings.instances.back().interface = "eth1";
        settings.instances.back().peers = {peer};
        peers.emplace_back(peer, settings.fall, settings.rise);
        return *this;
    }

    Scene& run(net::Duration duration) {
        for (const net::Instant end = now + duration; now < end;) {
            now += milliseconds{10};
            if (now >= next_round_) ping();
            if (now >= next_hello_) say_hello();
            if (frames_arrive) senses.last_foreign_frame = now;
            if (adverts_arrive) senses.last_foreign_frame = now, senses.last_foreign_advert = now;
            weigh();
        }
        return *this;
    }
    // How long until `wanted` holds; `limit` if it never does.
    net::Duration until(Verdict wanted, net::Duration limit = seconds{60}) {
        const net::Instant start = now;
        while (!verdicts().contains(wanted) && now - start < limit) run(milliseconds{10});
        return now - start;
    }

    std::set<Verdict> verdicts() const {
        std::set<Verdict> all;
        for (const Condition& condition : hold) all.insert(condition.verdict);
        return all;
    }
    Condition held(Verdict verdict) const {
        for (const Condition& condition : hold) {
            if (condition.verdict == verdict) return condition;
        }
        return {};
    }
    // A third node, which says this by hello.
    Scene& with_third(hello::Message message) {
        settings.hello->peers.push_back({samples::ip("10.9.0.3"), 10112});
        neighbours.configure(settings, now);
        third_said_ = std::move(message);
        return *this;
    }
    // The neighbour's hello, from now on.
    hello::Message said = samples::hello_of({listener()}, 0);

    static inline const net::IpAddress gateway_ip = samples::ip("10.0.0.254");
    net::Instant now{std::chrono::hours{1}};
    Hello speaks;
    Settings settings;
    OwnRole role;
    std::vector<Reachability> gateways, peers;
    Neighbours neighbours;
    Senses senses{
        .link_up = true, .last_foreign_frame = now, .last_foreign_advert = {}, .transmit_fails = false, .heard = {}};
    std::set<net::IpAddress> silent;  // answer no pings
    bool frames_arrive = false, adverts_arrive = false;
    Surroundings surroundings{now};
    std::vector<Condition> hold;
    std::set<Verdict> ever;

private:
    static hello::Instance listener() {
        hello::Instance instance = samples::told(hello::State::backup);
        instance.heard = {{samples::own_ip, milliseconds{200}}};
        return instance;
    }
    static Settings make_settings(Hello way) {
        Settings settings = samples::settings_with_hello({way == Hello::here ? samples::peer_ip : samples::hello_ip});
        settings.instances = {no_peers()};
        if (way == Hello::none) settings.hello.reset();
        return settings;
    }
    static WatchedInstance no_peers() {
        WatchedInstance watched = samples::watched_instance();
        watched.peers.clear();
        return watched;
    }

    void ping() {
        next_round_ = now + settings.ping_interval;
        for (auto* targets : {&gateways, &peers}) {
            for (Reachability& target : *targets) {
                if (asked_.contains(target.address())) target.lost();
                weigh();  // they are told one by one
            }
        }
        asked_ = silent;
        for (auto* targets : {&gateways, &peers}) {
            for (Reachability& target : *targets) {
                if (!silent.contains(target.address())) target.answered(milliseconds{1});
                weigh();
            }
        }
    }
    void say_hello() {
        next_hello_ = now + seconds{1};
        if (speaks == Hello::none || speaks == Hello::silent) return;
        const net::IpAddress from = settings.hello->peers.front().address;
        if (speaks == Hello::one_way) return neighbours.heard_unproven(from, now);
        ++said.sequence;
        neighbours.heard(from, said, now);
        if (!third_said_) return;
        third_said_->sequence = said.sequence;
        neighbours.heard(settings.hello->peers.back().address, *third_said_, now);
    }
    void weigh() {
        hold =
            surroundings.weigh({settings.instances.front(), role, settings, gateways, peers, neighbours, senses}, now);
        for (const Condition& condition : hold) ever.insert(condition.verdict);
    }

    std::optional<hello::Message> third_said_;
    net::Instant next_round_{now};
    net::Instant next_hello_{now};
    std::set<net::IpAddress> asked_;  // in vain, in the last round
};

}  // namespace holdfast::detector
