// What is checked, how often, and when it counts. Values, as the configuration gives them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "daemon/net/address.hpp"
#include "daemon/net/time.hpp"

namespace holdfast::checks {

struct ScriptCheck {  // succeeds with exit code 0
    std::vector<std::string> command;
    std::string user{};  // "": node.script_user
    bool operator==(const ScriptCheck&) const = default;
};
struct ProcessCheck {  // at least so many run
    std::string process;
    std::size_t count = 1;
    bool full_command = false;  // somewhere in the whole command line, not the program's name
    bool operator==(const ProcessCheck&) const = default;
};
struct TcpCheck {  // accepts connections
    std::string host;
    std::uint16_t port = 0;
    bool operator==(const TcpCheck&) const = default;
};
struct StatusRange {
    int first = 200;
    int last = 299;
    bool operator==(const StatusRange&) const = default;
};
struct HttpCheck {  // http:// or https://; redirects are answers like others
    std::string url;
    std::vector<StatusRange> status{StatusRange{}};
    std::string body{};         // is in the first 64 KiB of the answer; "": whatever it is
    std::string host_header{};  // "": the URL's
    bool verify = true;         // the certificate, its name included
    std::string ca_file{};      // "": the system's
    bool operator==(const HttpCheck&) const = default;
};
struct PingCheck {
    std::vector<net::IpAddress> targets;
    std::size_t needed = 1;  // so many of them answer
    bool operator==(const PingCheck&) const = default;
};
struct FileCheck {  // holds a whole number, which is told
    std::string path;
    bool operator==(const FileCheck&) const = default;
};
using Kind = std::variant<ScriptCheck, ProcessCheck, TcpCheck, HttpCheck, PingCheck, FileCheck>;
std::string_view label(const Kind& kind);  // "script", as the configuration calls it

enum class Health : std::uint8_t { unknown, up, down };
std::string_view label(Health health);  // the enumerator's name

struct CheckSettings {
    std::string name;
    Kind kind;
    net::Duration interval = std::chrono::seconds{1};
    std::optional<net::Duration> timeout{};  // none: the interval
    int fall = 3;                            // so many failures in a row make it down
    int rise = 2;                            // so many successes in a row make it up
    Health start = Health::unknown;          // unknown: the first result decides, whatever fall and rise say

    net::Duration time_limit() const { return timeout.value_or(interval); }
    bool operator==(const CheckSettings&) const = default;
};
using Settings = std::vector<CheckSettings>;  // of different names

}  // namespace holdfast::checks
