// Whom we tell what happens: scripts of an instance or a group, mail, webhooks, the stream, Alertmanager. Values, as
// the configuration gives them.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "daemon/engine/effect.hpp"
#include "daemon/net/time.hpp"

namespace holdfast::notify {

using Command = std::vector<std::string>;  // the program by its whole path, and its arguments; no shell; empty: none

enum class Slot : std::uint8_t {
    master,
    backup,
    fault,
    stop,
    fenced,   // without a script, that of `fault`
    any,      // after those, with four more arguments, as keepalived's scripts expect them
    verdict,  // of the detector, of an instance
};
inline constexpr std::array slots{Slot::master, Slot::backup, Slot::fault,  Slot::stop,
                                  Slot::fenced, Slot::any,    Slot::verdict};
std::string_view label(Slot slot);  // the key in the configuration

struct Scripts {
    std::array<Command, slots.size()> commands{};
    std::string user{};  // "": node.script_user
    net::Duration timeout = std::chrono::seconds{30};

    Command& operator[](Slot slot) { return commands[std::to_underlying(slot)]; }
    const Command& operator[](Slot slot) const { return commands[std::to_underlying(slot)]; }
    bool operator==(const Scripts&) const = default;
};

// Who happenings are of.
struct Key {
    engine::Subject subject{};
    std::string name;
    auto operator<=>(const Key&) const = default;
};

struct Party {  // an instance or a group
    Key key;
    Scripts scripts{};
    std::vector<std::string> addresses{};  // of an instance
    std::string interface{};
    int vrid = 0;
    std::string family{};  // "ipv4"
    bool operator==(const Party&) const = default;
};

struct Mail {
    enum class Tls : std::uint8_t {
        automatic,  // STARTTLS when offered, whoever the server is; with a password as if it were required
        required,   // and the certificate is verified
        off,
    };
    std::string server = "smtp://127.0.0.1:25";
    std::string from{};           // "": holdfast@NODE
    std::vector<std::string> to;  // nobody: no mail
    std::string user{};
    std::string password{};
    Tls tls = Tls::automatic;
    std::string ca_file{};  // "": the system's
    bool operator==(const Mail&) const = default;
};

struct Webhook {
    std::string url;
    std::map<std::string, std::string> headers{};
    std::string ca_file{};
    bool operator==(const Webhook&) const = default;
};

struct Alertmanager {
    std::vector<std::string> urls{};  // each is told everything
    std::map<std::string, std::string> labels{};
    std::string ca_file{};
    bool operator==(const Alertmanager&) const = default;
};

struct Settings {
    std::string node;
    std::string script_user{};     // of scripts that name none
    std::vector<Party> parties{};  // instances, then groups, in the order of the configuration
    Mail mail{};
    std::vector<Webhook> webhooks{};
    std::string stream{};  // path of the socket; "": none
    Alertmanager alertmanager{};
    bool operator==(const Settings&) const = default;
};

}  // namespace holdfast::notify
