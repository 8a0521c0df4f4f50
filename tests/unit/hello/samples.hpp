// Messages to tell, and a signature that needs no cryptography.
#pragma once

#include "detector/hello/codec.hpp"

namespace holdfast::hello::samples {

inline net::IpAddress ip(const char* text) {
    return net::IpAddress::parse(text).value();
}

inline Sign signed_by(std::uint8_t key) {
    return [key](net::ByteView bytes) {
        Digest digest{};
        std::uint8_t sum = key;
        for (std::size_t i = 0; i < bytes.size(); ++i) {
            sum = static_cast<std::uint8_t>(sum * 31 + bytes[i] + 1);
            digest[i % digest.size()] = static_cast<std::uint8_t>(digest[i % digest.size()] ^ sum);
        }
        digest.back() = static_cast<std::uint8_t>(digest.back() ^ sum ^ key);
        return digest;
    };
}

inline BootId boot(std::uint8_t number) {
    BootId id{};
    id.fill(number);
    return id;
}

inline Instance instance() {
    return {.family = net::Family::ipv4,
            .vrid = vrrp::Vrid{51},
            .settings = 0x1122334455667788,
            .state = State::master,
            .withdrawn = false,
            .pinned = true,
            .addresses_present = true,
            .priority = vrrp::Priority{200},
            .primary = ip("10.0.0.1"),
            .since = std::chrono::milliseconds{90'061'234},
            .heard = {{ip("10.0.0.2"), std::chrono::milliseconds{250}}, {ip("fe80::3"), std::chrono::seconds{7}}}};
}

inline Message message() {
    return {.node = "lb1",
            .boot = boot(0xa1),
            .sequence = 0x0102030405060708,
            .echo = {.boot = boot(0xb2), .sequence = 41},
            .gateways = Path::up,
            .macs = {{{0x52, 0x54, 0, 0, 0, 1}}, {{0x52, 0x54, 0, 0, 0, 2}}},
            .addresses = {ip("10.0.0.1"), ip("2001:db8::1")},
            .instances = {instance()}};
}

}  // namespace holdfast::hello::samples
