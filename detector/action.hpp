// What the Judge orders.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "daemon/net/note.hpp"
#include "detector/report.hpp"

namespace holdfast::detector {

// IPv4: without a sender, so that nobody's cache changes and no proxy answers; or from our primary address, to which
// proxies answer too. IPv6 asks from our link-local address in both forms.
enum class ProbeForm : std::uint8_t { anonymous, from_us };

// "Who has `address`?", without touching anybody's cache.
struct SendProbe {
    std::string interface;
    net::IpAddress address;
    ProbeForm form = ProbeForm::anonymous;
    bool operator==(const SendProbe&) const = default;
};

// An answer to our probe may have moved a virtual MAC in the switches to the other owner's port: say again that it is
// here.
struct Reassert {
    std::string instance;
    bool operator==(const Reassert&) const = default;
};

// The arbiter's ruling, to be carried out.
enum class Measure : std::uint8_t { yield, fence, readmit };  // readmit: what made us yield is over
std::string_view label(Measure measure);
struct Carry {
    Measure measure{};
    std::string instance;
    Verdict verdict{};
    std::string reason;
    std::vector<Evidence> evidence;
    bool dry_run = false;  // only told: nothing is to be done
    bool operator==(const Carry&) const = default;
};

using Action = std::variant<SendProbe, Reassert, Carry, net::Note>;

}  // namespace holdfast::detector
