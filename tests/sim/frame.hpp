// What is under way on the LAN, whole Ethernet frames, and what a kernel makes of them.
#pragma once

#include <expected>
#include <optional>

#include "daemon/net/address.hpp"
#include "daemon/net/bytes.hpp"
#include "daemon/vrrp/datagram.hpp"

namespace holdfast::sim {

struct Frame {
    enum class Kind : std::uint8_t { advert, announcement, question, answer, hello };
    Kind kind{};
    net::Bytes bytes;  // a hello: its UDP payload alone
};

// The IP datagram of an advert's frame, as the raw socket delivers it. Borrows.
std::expected<vrrp::Datagram, vrrp::DropReason> datagram_of(const Frame& frame, net::Family family);

struct Question {  // ARP: who has it?
    net::MacAddress asker;
    net::IpAddress from;
    net::IpAddress address;
};
std::optional<Question> question_of(const Frame& frame);
Frame answer_to(const Question& question, const net::MacAddress& owner);

struct Claim {  // an announcement
    net::IpAddress address;
    net::MacAddress owner;
};
std::optional<Claim> claim_of(const Frame& frame);

}  // namespace holdfast::sim
