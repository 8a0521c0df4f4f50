// Who is who on the simulated LAN, and what each host is configured with.
#pragma once

#include <optional>

#include "daemon/app/fencing.hpp"
#include "daemon/engine/settings.hpp"
#include "detector/settings.hpp"
#include "tests/sim/plan.hpp"

namespace holdfast::sim {

inline constexpr int web_addresses = 2;  // the first instance has one or two of these …
inline constexpr int address_count = 3;  // … and the second instance the last one
inline constexpr const char* web = "web";
inline constexpr const char* second = "db";
inline constexpr std::uint8_t second_vrid = 52;
inline constexpr const char* check = "app";
inline constexpr std::uint16_t hello_port = 10112;

// What a reload may change.
struct Variation {
    int priority = 100;
    int addresses = 1;
    bool second = false;
};

net::MacAddress mac_of(int host);
const net::Prefix& primary(net::Family family, int host);
const net::Prefix& virtual_address(net::Family family, int number);
net::IpAddress gateway_address();
net::IpAddress channel_address(int host);  // of the hello channel

// By which a host stands for an instance, while its check and its further interface are as they are.
int priority_of(const Plan& plan, const Variation& variation, bool is_second, bool check_works, bool uplink);
engine::Settings engine_settings(const Plan& plan, int host, const Variation& variation);
// None: the plan has no detector.
std::optional<detector::Settings> detector_settings(const Plan& plan, int host, const Variation& variation);
app::Fencing::Settings fencing_settings(const Plan& plan, int host, const Variation& variation);

}  // namespace holdfast::sim
