#include "daemon/import/protocol.hpp"

#include <algorithm>
#include <chrono>

#include <fmt/format.h>

#include "daemon/config/duration.hpp"
#include "daemon/config/spelling.hpp"
#include "daemon/import/authentication.hpp"

namespace holdfast::import {

namespace {

using namespace std::chrono_literals;
using net::Family;

class Translator {
public:
    Translator(Block& block, const Router& router, Table& into, Translation& to)
        : block_{block}, router_{router}, table_{into}, to_{to}, report_{to.report} {}

    Protocol translate() {
        write_interval();
        write_preemption();
        write_peers();
        translate_authentication(block_, table_, router_.version_3, to_);
        write_extensions();
        write_garp();
        return result_;
    }

private:
    void write_interval() {
        const Keyword* keyword = block_.last("advert_int");
        if (keyword == nullptr) return;
        const auto asked = seconds(*keyword, 10ms, 255s, report_);
        if (!asked) return;
        net::Duration interval = router_.version_3 ? std::min<net::Duration>(*asked, 40950ms) : *asked;
        const net::Duration step = router_.version_3 ? net::Duration{10ms} : net::Duration{1s};
        interval = std::max(step, (interval + step / 2) / step * step);
        if (interval != *asked) {
            report_.missing(*keyword,
                            fmt::format("version {} sends the interval in steps of {}: {}", router_.version_3 ? 3 : 2,
                                        config::to_text(step), config::to_text(interval)));
        }
        if (interval == 1s && *asked == 1s) report_.standard(*keyword);
        if (interval != 1s) result_.interval = duration_text(interval);
        if (!result_.interval.empty()) table_.set("advert_interval", result_.interval);
    }

    void write_preemption() {
        const Keyword* never = block_.last("nopreempt");
        const Keyword* delay = block_.last("preempt_delay");
        if (never != nullptr && router_.priority == 255) {
            report_.note(*never, "the owner of the addresses (priority 255) always preempts, in keepalived too");
        } else if (never != nullptr) {
            result_.preempts = false;
            table_.set("preempt", "false");
            translated(*never, 1, report_);
        }
        if (delay == nullptr) return;
        if (!result_.preempts) return report_.note(*delay, "without preemption there is nothing to delay");
        const auto time = seconds(*delay, 0s, 1000s, report_);
        if (time == net::Duration{}) report_.standard(*delay);
        if (time && *time > 0s) table_.set("preempt_delay", duration_text(*time));
    }

    void write_peers() {
        const Keyword* source = block_.last("unicast_src_ip");
        const Keyword* multicast = block_.last("mcast_src_ip");
        const bool both = source != nullptr && multicast != nullptr;
        if (both) report_.note(*multicast, "unicast_src_ip is said too, and counts");
        if (source == nullptr) source = multicast;
        if (source != nullptr) write_source(*source);
        std::vector<std::string> peers;
        for (const Keyword* list_of_peers : block_.all("unicast_peer")) {
            report_.translated(*list_of_peers);
            for (const Keyword& peer : list_of_peers->block) read_peer(peer, peers);
        }
        result_.unicast = !peers.empty();
        if (result_.unicast) table_.set("unicast_peers", list_of_texts(peers));
    }

    void write_source(const Keyword& keyword) {
        const auto address = net::IpAddress::parse(keyword.value());
        if (!address) {
            return report_.error(keyword.where_of(1), fmt::format("{} takes an IP address", keyword.name()));
        }
        translated(keyword, 2, report_);
        if (!is_of_other_family(*address, keyword)) table_.set("source", toml_string(net::to_string(*address)));
    }

    bool is_of_other_family(const net::IpAddress& address, const Keyword& keyword) {
        if (address.family() == router_.family) return false;
        report_.missing(keyword, "the virtual addresses are of the other family, and an instance has one");
        return true;
    }

    void read_peer(const Keyword& peer, std::vector<std::string>& peers) {
        const auto address = net::IpAddress::parse(peer.name());
        if (!address) {
            return report_.error(peer.where, config::in_quotes(peer.name()) + " is not an IP address");
        }
        report_.translated(peer);
        if (peer.values() > 0) report_.missing(peer, "the TTL of a peer's adverts has no bounds of its own");
        if (is_of_other_family(*address, peer)) return;
        const std::string text = net::to_string(*address);
        if (std::ranges::find(peers, text) == peers.end()) peers.push_back(text);
    }

    void write_extensions() {
        const Keyword* checksum = block_.last("v3_checksum_as_v2");
        const bool rfc = checksum != nullptr ? is_on(*checksum) : to_.globals.rfc_checksum;
        if (checksum != nullptr) translated(*checksum, 2, report_);
        const bool written = rfc && router_.version_3 && router_.family == Family::ipv4;
        if (written) table_.set("checksum", toml_string("rfc9568"));
        if (checksum != nullptr && !written) report_.standard(*checksum);
        write_virtual_mac();
        write_accept();
        same_or_missing("down_timer_adverts", "3", "a master is gone after three intervals, as the RFC has it");
        same_or_missing("unicast_ttl", "255", "adverts are sent with a TTL of 255");
        same_or_missing("mcast_dst_ip", router_.family == Family::ipv4 ? "224.0.0.18" : "ff02::12",
                        "adverts go to the group of the RFC");
    }

    void same_or_missing(std::string_view name, std::string_view ours, const char* reason) {
        const Keyword* keyword = block_.last(name);
        if (keyword == nullptr) return;
        keyword->value() == ours ? report_.standard(*keyword) : report_.missing(*keyword, reason);
    }

    void write_virtual_mac() {
        const Keyword* keyword = block_.last("use_vmac");
        if (keyword == nullptr) return;
        if (result_.unicast || router_.priority == 255) {
            return report_.missing(*keyword, result_.unicast
                                                 ? "a virtual MAC goes with multicast only"
                                                 : "an owner's addresses answer with the interface's own MAC");
        }
        table_.set("virtual_mac", "true");
        report_.translated(*keyword);
        if (keyword->values() > 0) {
            report_.note(*keyword, "Holdfast names the macvlan itself, and its MAC is that of the RFC");
        }
    }

    void write_accept() {
        const Keyword* keyword = block_.last("no_accept");
        const Keyword* strict = block_.last("strict_mode");
        const bool is_strict = strict != nullptr ? is_on(*strict) : to_.globals.strict;
        const bool drops = keyword != nullptr || (is_strict && block_.last("accept") == nullptr);
        if (keyword != nullptr) report_.translated(*keyword);
        if (strict != nullptr) {
            is_strict
                ? report_.note(*strict, "of strict mode, accept = false is kept; the protocol is the RFC's anyway")
                : report_.standard(*strict);
        }
        if (!drops || router_.priority == 255) return;
        table_.set("accept", "false",
                   keyword != nullptr ? "" : "strict mode: the addresses route, but do not answer, not even a ping");
    }

    void write_garp() {
        Garp garp = to_.globals.garp;
        const bool plain = !garp.repeat && !garp.delay && !garp.refresh && !garp.refresh_repeat;
        if (const Keyword* keyword = block_.last("garp_master_repeat")) {
            garp.repeat = whole_number(*keyword, 1, 100, report_);
            if (plain && garp.repeat == 5) report_.standard(*keyword);
        }
        if (const Keyword* keyword = block_.last("garp_master_delay")) {
            garp.delay = seconds(*keyword, 0s, 1h, report_);
            if (plain && garp.delay == 5s) report_.standard(*keyword);
        }
        if (const Keyword* keyword = block_.last("garp_master_refresh")) {
            garp.refresh = seconds(*keyword, 0s, 24h, report_);
            if (plain && garp.refresh == 0s) report_.standard(*keyword);
        }
        if (const Keyword* keyword = block_.last("garp_master_refresh_repeat")) {
            garp.refresh_repeat = whole_number(*keyword, 1, 100, report_);
            if (plain && garp.refresh_repeat == 1) report_.standard(*keyword);
        }
        const net::Duration pace = (router_.family == Family::ipv4 ? garp.pace : garp.pace_v6).value_or(0s);
        std::vector<std::string> parts;
        if (garp.repeat.value_or(5) != 5) parts.push_back(fmt::format("repeat = {}", *garp.repeat));
        if (garp.delay.value_or(5s) != 5s) parts.push_back("delay = " + duration_text(*garp.delay));
        if (garp.refresh.value_or(0s) != 0s) parts.push_back("refresh = " + duration_text(*garp.refresh));
        if (garp.refresh_repeat.value_or(1) != 1) {
            parts.push_back(fmt::format("refresh_repeat = {}", *garp.refresh_repeat));
        }
        if (pace >= 1ms) parts.push_back("pace = " + duration_text(pace));
        if (!parts.empty()) table_.set("garp", inline_table(parts));
    }

    Block& block_;
    const Router& router_;
    Table& table_;
    Translation& to_;
    Report& report_;
    Protocol result_;
};

}  // namespace

Protocol translate_protocol(Block& block, const Router& router, Table& into, Translation& to) {
    return Translator{block, router, into, to}.translate();
}

}  // namespace holdfast::import
