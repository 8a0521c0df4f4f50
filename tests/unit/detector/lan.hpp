// A LAN in virtual time with our Judge on it: other hosts advertise, answer probes and pings, and speak when told.
#pragma once

#include <algorithm>
#include <map>
#include <ostream>
#include <set>
#include <string>
#include <vector>

#include "daemon/net/ensure.hpp"
#include "daemon/vrrp/timing.hpp"
#include "detector/judge.hpp"
#include "detector/members.hpp"
#include "tests/unit/detector/wire_samples.hpp"
#include "tests/unit/detector/words.hpp"

namespace holdfast::detector {

using std::chrono::milliseconds;
using std::chrono::seconds;

inline WatchedInstance watched(net::Duration interval, std::vector<net::IpAddress> peers) {
    WatchedInstance instance;
    instance.name = "web";
    instance.interface = "eth0";
    instance.vrid = vrrp::Vrid{51};
    instance.priority = vrrp::Priority{100};
    instance.advert_interval = std::chrono::duration_cast<vrrp::Centiseconds>(interval);
    instance.addresses = {samples::virtual_ip};
    instance.peers = std::move(peers);
    return instance;
}

inline Settings settings(WatchedInstance instance) {
    Settings settings;
    settings.gateway_auto = false;
    settings.instances = {std::move(instance)};
    return settings;
}

class Lan {
public:
    struct Host {
        net::MacAddress mac = samples::peer_mac;
        net::IpAddress ip = samples::peer_ip;
        vrrp::Priority priority{100};
        bool advertises = false;
        bool owns = false;         // its kernel answers for the virtual address
        bool up = true;            // answers pings, and ARP for its own address
        bool audits = false;       // its daemon asks each second who has the virtual address
        bool virtual_mac = false;  // it serves from the virtual router's Ethernet address
        net::Instant next_advert = net::Instant::min(), next_audit = net::Instant::min();
    };

    explicit Lan(net::Duration interval = seconds{1}, std::vector<net::IpAddress> peers = {samples::peer_ip})
        : Lan{detector::settings(watched(interval, std::move(peers)))} {}
    explicit Lan(Settings settings) : settings_{std::move(settings)}, judge{settings_, now, vrrp::quick_hash} {
        send(local());
        send(TapWorks{"eth0"});
        become(Role::backup);
    }

    // Who answers its lookups from the first moment on.
    Lan& with(Host host) {
        hosts.push_back(host);
        return *this;
    }
    Host& host(const net::IpAddress& address = samples::peer_ip) {
        const auto found = std::ranges::find(hosts, address, &Host::ip);
        net::ensure(found != hosts.end(), "a test speaks of hosts that it has");
        return *found;
    }

    void become(Role role) {
        next_own_advert_ = now;
        const WatchedInstance& w = settings_.instances.front();
        own.instance = w.name;
        own.role = role;
        own.since = now;
        own.priority = w.priority;
        own.master_down_interval = vrrp::master_down_interval(w.version, w.priority, interval());
        own.primary = samples::own_ip;
        own.addresses_present = role == Role::master;
        tell();
    }
    net::Bytes own_advert() const {
        const bool shared = settings_.instances.front().virtual_mac;
        return samples::advert({.mac = shared ? samples::virtual_mac : samples::own_mac, .source = samples::own_ip});
    }
    // What our daemon says of itself now.
    void tell() { send(OwnRoles{{own}}); }
    void hear(const net::Bytes& frame, bool outgoing = false) { send(FrameSeen{"eth0", frame, outgoing}); }
    void run(net::Duration duration) {
        for (const net::Instant end = now + duration; now < end;) {
            now += milliseconds{1};
            tick();
        }
    }
    // How long until `wanted` leads; `limit` if it never does.
    net::Duration until(Verdict wanted, net::Duration limit = seconds{60}) {
        const net::Instant start = now;
        while (verdict() != wanted && now - start < limit) run(milliseconds{1});
        return now - start;
    }

    void send(const Judge::Event& event) {
        for (const Action& action : judge.handle(event, now)) {
            if (const auto* note = std::get_if<net::Note>(&action)) notes.push_back(*note);
            if (const auto* probe = std::get_if<SendProbe>(&action)) answer(*probe);
            if (const auto* order = std::get_if<Carry>(&action)) carried.push_back(*order);
            if (std::holds_alternative<Reassert>(action)) ++reasserted;
        }
    }

    InstanceReport report() const { return judge.report(now).instances.front(); }
    Verdict verdict() const { return report().verdict; }
    bool holds(Verdict wanted) const {
        const InstanceReport all = report();
        return all.verdict == wanted || std::ranges::find(all.also, wanted) != all.also.end();
    }
    int owners() const { return report().owners_visible.at(settings_.instances.front().addresses.front()); }
    std::uint64_t total(EvidenceKind kind) const { return report().evidence_total.at(static_cast<std::size_t>(kind)); }
    // Every verdict that was ever announced.
    std::set<std::string> announced() const {
        std::set<std::string> all;
        for (const net::Note& note : notes) all.insert(note.fields.at(1).second);
        return all;
    }
    net::Duration interval() const { return settings_.instances.front().advert_interval; }
    static LocalInterfaces local() {
        return {
            {{net::InterfaceIndex{2}, "eth0", true, samples::own_mac}},
            {{net::InterfaceIndex{2}, {samples::own_ip, 24}}, {net::InterfaceIndex{2}, {samples::ip("fe80::1"), 64}}}};
    }

    net::Instant now{std::chrono::hours{1}};

private:
    Settings settings_;
    net::Instant next_own_advert_, next_ping_{now};
    std::multimap<net::Instant, net::Bytes> coming_;

public:
    Judge judge;
    std::vector<Host> hosts;
    std::vector<net::Note> notes;
    std::vector<std::pair<net::Instant, net::IpAddress>> probes;  // anonymous, for virtual addresses
    std::vector<Carry> carried;
    int reasserted = 0;
    OwnRole own;
    bool mute = false;  // our own adverts do not show on the tap

private:
    void answer(const SendProbe& probe) {
        const bool is_virtual = contains(settings_.instances.front().addresses, probe.address);
        if (is_virtual && probe.form == ProbeForm::anonymous) probes.emplace_back(now, probe.address);
        for (const Host& h : hosts) {
            const bool is_its_own = probe.address == h.ip || (h.owns && is_virtual);
            if (!h.up || !is_its_own || probe.address.family() != h.ip.family()) continue;
            coming_.emplace(now + milliseconds{1}, reply(h, probe));
        }
    }
    static net::Bytes reply(const Host& h, const SendProbe& probe) {
        const net::IpAddress& address = probe.address;
        const bool v4 = address.family() == net::Family::ipv4;
        const net::MacAddress mac = h.virtual_mac && address != h.ip ? samples::virtual_mac : h.mac;
        if (!v4) return samples::neighbour_advertisement(samples::own_mac, mac, address, samples::ip("fe80::1"), true);
        const net::IpAddress asker = probe.form == ProbeForm::from_us ? samples::own_ip : net::IpAddress{};
        return samples::arp(wire::arp_reply, samples::own_mac, mac, address, asker);
    }
    void audit(Host& h) {
        if (!h.audits || now < h.next_audit) return;
        h.next_audit = now + seconds{1};
        hear(samples::arp(wire::arp_request, samples::broadcast, h.mac, net::IpAddress{},
                          settings_.instances.front().addresses.front()));
    }
    void tick() {
        while (!coming_.empty() && coming_.begin()->first <= now) {
            const net::Bytes frame = coming_.extract(coming_.begin()).mapped();
            hear(frame);
        }
        if (own.role == Role::master && now >= next_own_advert_ && !mute) {
            next_own_advert_ = now + interval();
            hear(own_advert(), true);
        }
        for (Host& h : hosts) {
            audit(h);
            if (!h.advertises || now < h.next_advert) continue;
            h.next_advert = now + interval();
            hear(samples::advert({.mac = h.virtual_mac ? samples::virtual_mac : h.mac,
                                  .source = h.ip,
                                  .priority = h.priority,
                                  .interval = settings_.instances.front().advert_interval,
                                  .address = settings_.instances.front().addresses.front()}));
        }
        if (now >= next_ping_) ping();
        if (const auto due = judge.deadline(); due && now >= *due) send(DeadlineReached{});
    }
    void ping() {
        next_ping_ = now + seconds{1};
        for (const net::IpAddress& target : judge.targets()) {
            const auto found = std::ranges::find(hosts, target, &Host::ip);
            if (found != hosts.end() && found->up) {
                send(PingAnswered{target, milliseconds{1}});
            } else {
                send(PingLost{target});
            }
        }
    }
};

}  // namespace holdfast::detector
