// Asks "are you there?" by ICMP echo, in one family.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "daemon/io/error.hpp"
#include "daemon/io/fd.hpp"
#include "daemon/net/address.hpp"

namespace holdfast::io {

struct EchoReply {
    net::IpAddress source;
    std::uint16_t id = 0;
    std::uint16_t sequence = 0;
};

class IcmpSocket {
public:
    // With an interface's name, echoes leave and answers arrive there only.
    static Result<IcmpSocket> open(net::Family family, const std::string& interface = {});

    // `via` is needed for link-local addresses on a socket that is bound to no interface. Without a `source`, the
    // kernel chooses.
    Result<void> send_echo(const net::IpAddress& to, std::uint16_t id, std::uint16_t sequence,
                           net::InterfaceIndex via = {}, const std::optional<net::IpAddress>& source = {});
    // The next reply, anybody's; none when there is none now.
    std::optional<EchoReply> receive();
    int fd() const { return fd_.get(); }

private:
    IcmpSocket(Fd fd, net::Family family) : fd_{std::move(fd)}, family_{family} {}
    Fd fd_;
    net::Family family_;
};

}  // namespace holdfast::io
