// vrrp_instance becomes [[instance]]; addresses of the other family become a second one.
#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "daemon/config/spelling.hpp"
#include "daemon/import/addresses.hpp"
#include "daemon/import/notify.hpp"
#include "daemon/import/protocol.hpp"
#include "daemon/import/routes.hpp"
#include "daemon/import/tracking.hpp"
#include "daemon/import/translation.hpp"
#include "daemon/import/without.hpp"

namespace holdfast::import {

namespace {

using net::Family;

class Instance {
public:
    Instance(const Keyword& keyword, Translation& to)
        : keyword_{keyword}, to_{to}, report_{to.report}, block_{keyword.block, to.report} {}

    void translate() {
        translated(keyword_, 2, report_);
        name_ = free_name(valid_name(keyword_.value()));
        if (name_ != keyword_.value()) {
            report_.note(keyword_, "a name has letters, digits, dots, hyphens and underscores: " + name_);
        }
        to_.instances[std::string{keyword_.value()}] = {name_};
        read_identity();
        read_family();
        write_identity(table_, name_);
        write_addresses();
        protocol_ = translate_protocol(block_, router_, table_, to_);
        translate_tracking(block_, table_, to_,
                           {.own_interface = router_.interface, .without_weights = ignores_weights()});
        translate_notify(block_, table_, to_);
        block_.finish(without_in_instance());
        if (addresses_.empty()) without_addresses();
        to_.instance_tables.push_back(std::move(table_));
        if (!other_.empty()) write_other_family();
    }

private:
    std::string free_name(std::string name) const {
        const auto is_taken = [&](const auto& known) {
            return std::ranges::find(known.second, name) != known.second.end();
        };
        while (std::ranges::any_of(to_.instances, is_taken)) name += "_";
        return name;
    }

    bool is_grouped() const { return to_.memberships.contains(std::string{keyword_.value()}); }

    bool ignores_weights() const { return is_grouped() && !to_.memberships.at(std::string{keyword_.value()}).weights; }

    void read_identity() {
        const Keyword* interface = block_.last("interface");
        router_.interface = interface != nullptr ? text(*interface, report_).value_or("") : "";
        if (interface == nullptr) {
            router_.interface = to_.globals.default_interface;
            report_.missing(keyword_, fmt::format("an instance needs an interface: {} is a guess", router_.interface));
        }
        if (const Keyword* vrid = block_.last("virtual_router_id")) {
            router_.vrid = whole_number(*vrid, 1, 255, report_).value_or(1);
        } else {
            report_.error(keyword_.where, "this instance has no virtual_router_id",
                          "if it stands in a line that begins with @, name this node: -i ID");
        }
        const Keyword* state = block_.last("state");
        router_.priority = state != nullptr && state->value() == "MASTER" ? 255 : 100;
        const Keyword* priority = block_.last("priority");
        if (priority == nullptr) return;
        const int unsaid = std::exchange(router_.priority, whole_number(*priority, 1, 255, report_).value_or(100));
        if (router_.priority == unsaid) report_.standard(*priority);
    }

    void read_family() {
        addresses_ = read_addresses(block_.all("virtual_ipaddress"), router_.interface, report_);
        excluded_ = read_addresses(block_.all("virtual_ipaddress_excluded"), router_.interface, report_, addresses_);
        if (addresses_.empty() && !excluded_.empty()) {
            report_.missing(
                *excluded_.front().keyword,
                "an instance advertises its addresses: keepalived until 2.3.2 drops adverts with others than its own");
            std::swap(addresses_, excluded_);
        }
        if (!addresses_.empty()) router_.family = addresses_.front().address.address.family();
        split(addresses_);
        split(excluded_);
        read_version();
    }

    void read_version() {
        const bool ipv6 = router_.family == Family::ipv6;
        const Keyword* keyword = block_.last("version");
        const auto version = keyword != nullptr ? whole_number(*keyword, 2, 3, report_) : std::nullopt;
        if (version && (ipv6 || version == to_.globals.version)) report_.standard(*keyword);
        router_.version_3 = ipv6 || version.value_or(to_.globals.version) == 3;
    }

    void split(std::vector<Held>& from) {
        const auto ours = [&](const Held& held) { return held.address.address.family() == router_.family; };
        std::ranges::copy_if(from, std::back_inserter(other_), std::not_fn(ours));
        std::erase_if(from, std::not_fn(ours));
    }

    void write_identity(Table& table, const std::string& name) const {
        table.set("name", toml_string(name));
        table.set("interface", toml_string(router_.interface));
        table.set("vrid", fmt::to_string(router_.vrid));
        table.set("priority", fmt::to_string(router_.priority));
    }

    void write_addresses() {
        if (!router_.version_3) {
            const bool explained = std::exchange(to_.version_explained, true);
            table_.set("version", "2",
                       explained ? "" : "keepalived speaks version 2 by default; the same on every node");
        }
        set_addresses(table_, addresses_);
        if (!excluded_.empty()) table_.set("excluded_addresses", list_of_addresses(excluded_));
        translate_routes(block_, table_, router_.interface, report_);
    }

    void set_addresses(Table& table, std::vector<Held>& addresses) {
        const bool added = !addresses.empty() && link_local_first(addresses, router_.vrid, report_);
        table.set("addresses", list_of_addresses(addresses),
                  added ? "the first one was added: an IPv6 router has a link-local address" : "");
    }

    void without_addresses() {
        table_.disable();
        to_.instances[std::string{keyword_.value()}].clear();
        report_.missing(keyword_, "an instance without addresses is not supported yet");
    }

    // As a group with the first one it follows that one's election, beside nodes of keepalived too, which hold all
    // addresses as one instance.
    void write_other_family() {
        const bool ipv6 = router_.family == Family::ipv4;
        const std::string name = name_ + (ipv6 ? "-ipv6" : "-ipv4");
        Table table{"[[instance]]"};
        table.comment(
            fmt::format("The {} addresses of {}: an instance has one family, and the group keeps both together.",
                        ipv6 ? "IPv6" : "IPv4", name_));
        const Keyword& first = *other_.front().keyword;
        write_identity(table, name);
        set_addresses(table, other_);
        if (!protocol_.interval.empty()) table.set("advert_interval", protocol_.interval);
        if (!protocol_.preempts) table.set("preempt", "false");
        report_.note(first,
                     fmt::format("{} are an instance of their own, {}{}", ipv6 ? "IPv6 addresses" : "IPv4 addresses",
                                 name, protocol_.unicast ? ", by multicast: write its unicast_peers" : ""));
        to_.instance_tables.push_back(std::move(table));
        to_.instances[std::string{keyword_.value()}].push_back(name);
        if (is_grouped()) return;
        Table group{"[[group]]"};
        group.set("name", toml_string(name_ + "-both"));
        group.set("instances", list_of_texts({name_, name}));
        to_.group_tables.push_back(std::move(group));
    }

    const Keyword& keyword_;
    Translation& to_;
    Report& report_;
    Block block_;
    Table table_{"[[instance]]"};
    std::string name_;
    Router router_;
    Protocol protocol_;
    std::vector<Held> addresses_, excluded_, other_;
};

}  // namespace

void translate_instances(const std::vector<Keyword>& top, Translation& to) {
    for (const Keyword* keyword : blocks_of(top, "vrrp_instance")) {
        if (keyword->value().empty()) {
            to.report.error(keyword->where, "this vrrp_instance has no name");
        } else if (to.instances.contains(std::string{keyword->value()})) {
            to.report.error(keyword->where_of(1),
                            fmt::format("a second instance is called {}", config::in_quotes(keyword->value())));
        } else {
            Instance{*keyword, to}.translate();
        }
    }
}

}  // namespace holdfast::import
