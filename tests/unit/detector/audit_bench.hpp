// An Audit in virtual time, among hosts that answer its probes.
#pragma once

#include <algorithm>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "detector/audit.hpp"
#include "detector/pace.hpp"
#include "tests/unit/detector/wire_samples.hpp"

namespace holdfast::detector {

using samples::ip;
using samples::peer_ip;
using samples::third_ip;
using samples::virtual_ip;
using std::chrono::milliseconds;
using std::chrono::seconds;

inline Source audited(std::uint32_t id, const net::IpAddress& address) {
    return {.id = IdentityId{id},
            .who = to_string(address),
            .mac = "52:54:00:00:00:0" + std::to_string(id),
            .addresses = {address},
            .member = true};
}
inline const Source peer = audited(2, peer_ip);
inline const Source third = audited(3, third_ip);

class AuditTest : public testing::Test {
protected:
    struct Answerer {
        Source source;
        net::IpAddress address = virtual_ip;
        bool anonymous = true;  // answers such probes
        bool from_us = true;    // … and those that say who asks
        bool shared_mac = false;
        int frames = 1;
        bool alive = true;
    };
    struct Sent {
        net::Instant at;
        SendProbe probe;
    };

    explicit AuditTest(net::Duration interval = seconds{1}) : audit{instance(interval), seconds{10}, now} {
        audit.link(true, now);
    }
    static WatchedInstance instance(net::Duration interval) {
        WatchedInstance watched;
        watched.name = "web";
        watched.interface = "eth0";
        watched.advert_interval = std::chrono::duration_cast<vrrp::Centiseconds>(interval);
        watched.addresses = {virtual_ip};
        return watched;
    }
    net::Duration down() const { return master_down_interval(watched, {}); }

    std::vector<Audit::Inherited> become(Role role, bool withdrawn = false) {
        OwnRole own;
        own.instance = "web";
        own.role = role;
        own.since = now;
        own.master_down_interval = down();
        own.withdrawn = withdrawn;
        const auto inherited = audit.role(own, now);
        settle();
        return inherited;
    }
    void advert(const Source& from = peer) {
        audit.advert(from, now);
        settle();
    }
    // `advertising` sends its adverts meanwhile.
    void run(net::Duration duration, const Source* advertising = nullptr) {
        net::Instant next_advert = now;
        for (const net::Instant end = now + duration; now < end;) {
            if (advertising != nullptr && now >= next_advert) {
                advert(*advertising);
                next_advert = now + watched.advert_interval;
            }
            now = std::min({end, audit.deadline().value_or(end), advertising != nullptr ? next_advert : end});
            settle();
        }
    }
    void run_as_backup(net::Duration duration) { run(duration, &peer); }
    void settle() {
        std::vector<Action> actions;
        audit.advance(now, actions);
        for (const Action& action : actions) {
            if (std::holds_alternative<Reassert>(action)) reasserted.push_back(now);
            if (const auto* probe = std::get_if<SendProbe>(&action)) {
                sent.push_back({now, *probe});
                answer(*probe);
            }
        }
    }
    void answer(const SendProbe& probe) {
        for (const Answerer& a : answerers) {
            const bool wants = probe.form == ProbeForm::anonymous ? a.anonymous : a.from_us;
            if (!a.alive || lost() || !wants || (!everything_is_answered && a.address != probe.address)) continue;
            for (int i = 0; i < a.frames; ++i) {
                if (!audit.asks(probe.address)) continue;
                replies.push_back(audit.answered(a.source, probe.address, probe.form, a.shared_mac, now));
            }
        }
    }
    std::vector<net::Duration> probes(ProbeForm form, net::Instant since, const net::IpAddress& address = virtual_ip) {
        std::vector<net::Duration> all;
        for (const Sent& s : sent) {
            if (s.probe.form == form && s.probe.address == address && s.at >= since) all.push_back(s.at - since);
        }
        return all;
    }
    std::vector<std::string> verdicts() {
        std::vector<std::string> all;
        for (const Condition& c : audit.conditions(now)) all.emplace_back(label(c.verdict));
        return all;
    }
    std::optional<Prober::Tally> scored() const {
        std::optional<Prober::Tally> last;
        for (const Audit::Reply& r : replies) {
            if (r.meaning == Audit::Meaning::scored) last = r.tally;
        }
        return last;
    }

    net::Instant now{std::chrono::hours{1}};
    WatchedInstance watched = instance(seconds{1});
    Audit audit;
    std::vector<Answerer> answerers;
    bool everything_is_answered = false;
    std::function<bool()> lost = [] { return false; };
    std::vector<Sent> sent;
    std::vector<Audit::Reply> replies;
    std::vector<net::Instant> reasserted;
};

}  // namespace holdfast::detector
