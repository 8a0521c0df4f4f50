// The configuration file: TOML text to checked settings, or every error at once with its place.
#pragma once

#include <cstdint>
#include <expected>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/checks/settings.hpp"
#include "daemon/config/diagnostic.hpp"
#include "daemon/config/files.hpp"
#include "daemon/engine/settings.hpp"
#include "daemon/fence/settings.hpp"
#include "daemon/net/note.hpp"
#include "daemon/notify/settings.hpp"
#include "detector/settings.hpp"

namespace holdfast::config {

struct NodeSettings {
    std::string name;
    std::filesystem::path state_dir = "/var/lib/holdfast";
    std::filesystem::path run_dir = "/run/holdfast";
    bool realtime = true;
    std::string user = "holdfast";           // whom the engine runs as, if there is such a user
    std::optional<std::string> script_user;  // whom scripts run as, if there is such a user; none: as each kind does
    net::Duration start_delay{};             // after the start nobody becomes master
    bool operator==(const NodeSettings&) const = default;
};

// Whom the scripts of checks and notifications run as, unless node.script_user or they say otherwise.
inline constexpr const char* default_script_user = "holdfast-script";

struct HttpSettings {
    bool enabled = true;
    std::string host = "127.0.0.1";
    std::uint16_t port = 10112;
    std::vector<std::string> peer_pages{};   // origins of the other nodes' status pages: "http://192.0.2.2:10112"
    bool keepalived_exporter_names = false;  // /metrics has those of the common keepalived exporter, too
    bool operator==(const HttpSettings&) const = default;
};

enum class LogFormat : std::uint8_t { automatic, text, json, journal };
struct LogSettings {
    net::Level level = net::Level::info;
    LogFormat format = LogFormat::automatic;
    bool operator==(const LogSettings&) const = default;
};

struct Config {
    NodeSettings node;
    HttpSettings http;
    LogSettings log;
    engine::Settings engine;
    detector::Settings detector;  // [detector] and [hello], and what both need of [fence]
    fence::Settings fence;
    checks::Settings checks;
    notify::Settings notify;
    bool operator==(const Config&) const = default;
};

struct Loaded {
    Config config;
    std::vector<Diagnostic> warnings;
    std::string sha256;  // of the text
    Contents contents;
};

// `file` is the name shown in diagnostics; `host_name` the default of node.name.
std::expected<Loaded, std::vector<Diagnostic>> parse(std::string_view text, std::string_view file,
                                                     std::string_view host_name);
// From what a process has read that may, for one that may not: no other file is looked at. The same settings come of
// it.
std::expected<Loaded, std::vector<Diagnostic>> parse(const Contents& contents, std::string_view file);
// Reads the file first; an unreadable file is a diagnostic too.
std::expected<Loaded, std::vector<Diagnostic>> load(const std::filesystem::path& file);

}  // namespace holdfast::config
