// global_defs becomes [node], [mail] and [stream]; the rest of it holds for every instance.
#include <algorithm>
#include <chrono>

#include <fmt/format.h>

#include "daemon/import/translation.hpp"
#include "daemon/import/without.hpp"

namespace holdfast::import {

namespace {

using namespace std::chrono_literals;

// Holdfast's nodes know each other by name.
void read_name(std::string name, const Keyword& keyword, Translation& to) {
    if (name.empty() || name == "LVS_DEVEL") {
        return to.report.note(keyword,
                              "this is the name in keepalived's sample, on every node alike: the host's is taken");
    }
    std::ranges::replace_if(name, [](char c) { return static_cast<unsigned char>(c) <= ' ' || c == 0x7f; }, '_');
    if (name.size() > 64) name = valid_name(name);
    to.node.set("name", toml_string(name));
}

void read_node(Block& block, Translation& to) {
    if (const Keyword* keyword = block.last("router_id")) {
        translated(*keyword, 2, to.report);
        read_name(std::string{keyword->value()}, *keyword, to);
    }
    if (const Keyword* keyword = block.last("script_user")) {
        to.globals.script_user = keyword->value();
        to.report.translated(*keyword);
        if (keyword->values() > 1) to.report.note(*keyword, "scripts run with their user's own groups");
    }
    if (const Keyword* keyword = block.last("default_interface")) {
        to.globals.default_interface = text(*keyword, to.report).value_or("eth0");
        to.report.standard(*keyword);  // of static addresses, and where an instance has none, which is told
    }
    if (const Keyword* keyword = block.last("vrrp_startup_delay")) {
        const auto delay = seconds(*keyword, 0s, 1h, to.report);
        if (delay == net::Duration{}) to.report.standard(*keyword);
        if (delay && *delay > 0s) to.node.set("start_delay", duration_text(*delay));
    }
}

// keepalived paces all of an interface, Holdfast each instance of it.
void read_pace(const Keyword* keyword, std::optional<net::Duration>& into, Report& report) {
    if (keyword == nullptr) return;
    into = seconds(*keyword, 0s, 1s, report);
    if (into) report.standard(*keyword);  // where no instance is of that family
}

void read_defaults(Block& block, Globals& into, Report& report) {
    if (const Keyword* keyword = block.last("vrrp_version")) {
        into.version = whole_number(*keyword, 2, 3, report).value_or(2);
        if (into.version == 2) report.standard(*keyword);  // without an instance of IPv4 it does not show either
    }
    if (const Keyword* keyword = block.last("vrrp_strict")) {
        into.strict = is_on(*keyword);
        report.note(*keyword,
                    "of strict mode, accept = false and no password are kept; the protocol is the RFC's anyway");
    }
    if (const Keyword* keyword = block.last("v3_checksum_as_v2")) {
        into.rfc_checksum = is_on(*keyword);
        translated(*keyword, 2, report);
        report.standard(*keyword);  // where no instance has two forms of the checksum
    }
    if (const Keyword* keyword = block.last("vrrp_min_garp")) {
        if (is_on(*keyword)) into.garp = {.repeat = 1, .delay = 0s, .refresh = {}};
        translated(*keyword, 2, report);
    }
    if (const Keyword* keyword = block.last("vrrp_garp_master_repeat")) {
        into.garp.repeat = whole_number(*keyword, 1, 100, report);
        if (into.garp.repeat == 5) report.standard(*keyword);
    }
    if (const Keyword* keyword = block.last("vrrp_garp_master_delay")) {
        into.garp.delay = seconds(*keyword, 0s, 1h, report);
        if (into.garp.delay == 5s) report.standard(*keyword);
    }
    if (const Keyword* keyword = block.last("vrrp_garp_master_refresh")) {
        into.garp.refresh = seconds(*keyword, 0s, 24h, report);
        if (into.garp.refresh == 0s) report.standard(*keyword);
    }
    if (const Keyword* keyword = block.last("vrrp_garp_master_refresh_repeat")) {
        into.garp.refresh_repeat = whole_number(*keyword, 1, 100, report);
        if (into.garp.refresh_repeat == 1) report.standard(*keyword);
    }
    read_pace(block.last("vrrp_garp_interval"), into.garp.pace, report);
    read_pace(block.last("vrrp_gna_interval"), into.garp.pace_v6, report);
}

void same_or_missing(Block& block, std::string_view name, std::string_view ours, const char* reason) {
    const Keyword* keyword = block.last(name);
    if (keyword == nullptr) return;
    keyword->value() == ours ? block.report().standard(*keyword) : block.report().missing(*keyword, reason);
}

void read_mail(Block& block, Translation& to) {
    std::vector<std::string> receivers;
    for (const Keyword* keyword : block.all("notification_email")) {
        to.report.translated(*keyword);
        for (const Keyword& address : keyword->block) {
            receivers.push_back(address.name());
            translated(address, 1, to.report);
        }
    }
    if (const Keyword* keyword = block.last("smtp_server")) {
        const std::string_view host = keyword->value();
        const bool bare_ipv6 = host.contains(':');
        const std::string_view port = keyword->values() > 1 ? keyword->value(2) : "25";
        to.mail.set("server", toml_string(fmt::format("smtp://{}{}{}:{}", bare_ipv6 ? "[" : "", host,
                                                      bare_ipv6 ? "]" : "", port)));
        translated(*keyword, 3, to.report);
    }
    if (const Keyword* keyword = block.last("notification_email_from")) {
        if (const auto from = text(*keyword, to.report)) to.mail.set("from", toml_string(*from));
    }
    if (!receivers.empty()) to.mail.set("to", list_of_texts(receivers));
    for (const char* name : {"smtp_alert", "smtp_alert_vrrp"}) {
        const Keyword* keyword = block.last(name);
        if (keyword == nullptr) continue;
        to.globals.alert = is_on(*keyword);
        translated(*keyword, 2, to.report);
    }
}

void read_stream(Block& block, Translation& to) {
    bool any = false;
    for (const char* name : {"notify_fifo", "vrrp_notify_fifo"}) {
        const Keyword* keyword = block.last(name);
        if (keyword == nullptr) continue;
        any = true;
        to.report.missing(*keyword,
                          "there is no FIFO: its reader must change to [stream], a Unix socket with a line of "
                          "JSON for each event");
    }
    for (const char* name : {"notify_fifo_script", "vrrp_notify_fifo_script"}) {
        const Keyword* keyword = block.last(name);
        if (keyword == nullptr) continue;
        to.report.missing(*keyword, "start what reads the events as a service of its own, or use notify.any");
    }
    if (!any) return;
    to.stream.comment("In the place of a FIFO: a line of JSON for each event.");
    to.stream.set("socket", toml_string("/run/holdfast/stream.sock"));
}

void read_delays(const Keyword& entry, Translation& to) {
    const auto down = parse_seconds(entry.value(1));
    const auto up = entry.values() > 1 ? parse_seconds(entry.value(2)) : down;
    const auto fits = [](const auto& time) { return time && *time >= 0s && *time <= 255s; };
    if (!fits(down) || !fits(up)) {
        return to.report.error(entry.where, "an interface, its delay down and its delay up, in seconds up to 255");
    }
    to.delays[entry.name()] = {*down, *up, &entry};
}

}  // namespace

void translate_globals(const std::vector<Keyword>& top, Translation& to) {
    for (const Keyword* keyword : blocks_of(top, "global_defs")) {
        to.report.translated(*keyword);
        Block block{keyword->block, to.report};
        read_node(block, to);
        read_defaults(block, to.globals, to.report);
        read_mail(block, to);
        read_stream(block, to);
        same_or_missing(block, "vrrp_mcast_group4", "224.0.0.18", "adverts go to the group of the RFC");
        same_or_missing(block, "vrrp_mcast_group6", "ff02::12", "adverts go to the group of the RFC");
        same_or_missing(block, "vrrp_down_timer_adverts", "3",
                        "a master is gone after three intervals, as the RFC has it");
        block.finish(without_in_globals());
    }
    for (const Keyword* keyword : blocks_of(top, "interface_up_down_delays")) {
        to.report.translated(*keyword);
        for (const Keyword& entry : keyword->block) read_delays(entry, to);
    }
}

}  // namespace holdfast::import
