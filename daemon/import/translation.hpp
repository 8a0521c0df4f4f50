// What the translators of the blocks share, and the tables that they fill.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "daemon/import/block.hpp"
#include "daemon/import/document.hpp"
#include "daemon/import/report.hpp"
#include "daemon/net/time.hpp"

namespace holdfast::import {

struct Garp {
    std::optional<int> repeat;
    std::optional<net::Duration> delay, refresh;
    std::optional<int> refresh_repeat{};
    std::optional<net::Duration> pace{}, pace_v6{};
};

// global_defs, as far as it holds for the other blocks.
struct Globals {
    int version = 2;
    bool strict = false;
    Garp garp;
    std::string default_interface = "eth0";
    std::string script_user;  // empty: not said
    bool alert = false;       // smtp_alert of instances that do not say
    bool rfc_checksum = false;
};

enum class TrackerKind : std::uint8_t { script, process, file };

// What vrrp_script, vrrp_track_process and track_file define.
struct Tracker {
    std::string check;  // its name here
    int weight = 0;
    bool reverse = false;
    bool tracked = false;
    const Keyword* weight_keyword = nullptr;  // until something takes the weight from it
    Table table{"[[check]]"};
};

struct Delays {
    net::Duration down{}, up{};
    const Keyword* keyword = nullptr;
};

struct Membership {
    bool weights = false;  // sync_group_tracking_weight
};

struct Translation {
    explicit Translation(Report& account) : report{account} {}

    Report& report;
    Globals globals;
    std::map<std::pair<TrackerKind, std::string>, Tracker> trackers;
    std::vector<std::pair<TrackerKind, std::string>> tracker_order;
    std::map<std::string, Delays> delays;                       // by interface
    std::map<std::string, std::vector<std::string>> instances;  // by keepalived's name: those that came of it
    std::map<std::string, Membership> memberships;              // by keepalived's name of an instance
    bool uses_scripts = false;
    bool alerts = false;                 // someone asks for mail
    std::vector<const Keyword*> silent;  // who asks for none

    Table node{"[node]"}, mail{"[mail]"}, stream{"[stream]"};
    std::vector<Table> instance_tables, group_tables;
    bool version_explained = false;
};

// In the order in which they are called; each answers for its blocks of the top level.
void translate_globals(const std::vector<Keyword>& top, Translation& to);
void read_memberships(const std::vector<Keyword>& top, Translation& to);
void translate_trackers(const std::vector<Keyword>& top, Translation& to);
void translate_instances(const std::vector<Keyword>& top, Translation& to);
void translate_groups(const std::vector<Keyword>& top, Translation& to);
void translate_rest(const std::vector<Keyword>& top, Translation& to);

// A name that Holdfast accepts; what it cannot have becomes an underscore.
std::string valid_name(std::string_view name);
// "1.5s"
std::string duration_text(net::Duration duration);
// Each keyword `name` of the top level.
std::vector<const Keyword*> blocks_of(const std::vector<Keyword>& top, std::string_view name);

}  // namespace holdfast::import
