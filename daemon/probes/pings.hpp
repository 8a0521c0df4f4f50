// Asks hosts whether they are there, by one echo request each.
#pragma once

#include <map>

#include "daemon/io/icmp_socket.hpp"
#include "daemon/probes/prober.hpp"

namespace holdfast::probes {

class Pings : public Prober {
public:
    Pings();
    void use_ipv4(io::IcmpSocket socket) { ipv4_ = std::move(socket); }
    void use_ipv6(io::IcmpSocket socket) { ipv6_ = std::move(socket); }

    void start(const checks::StartRun& run, net::Instant now) override;
    void kill(checks::RunId run, net::Instant now) override;
    void poll_on(std::vector<pollfd>& sources) override;
    std::optional<net::Instant> deadline() const override;
    void advance(std::span<const pollfd> own, net::Instant now, Results& results) override;

private:
    struct Round {
        std::size_t needed = 0;
        std::size_t asked = 0;  // of all targets
        net::Instant until;
        std::map<std::uint16_t, net::IpAddress> open{};  // by sequence
        std::size_t answered = 0;
        std::string trouble{};
    };
    void hear(std::optional<io::IcmpSocket>& socket);
    void take(const io::EchoReply& reply);
    static checks::Outcome result_of(const Round& round);

    std::uint16_t id_ = 0;
    std::uint16_t sequence_ = 0;
    std::optional<io::IcmpSocket> ipv4_;
    std::optional<io::IcmpSocket> ipv6_;
    std::map<checks::RunId, Round> rounds_;
    std::vector<checks::RunEnded> ended_;
};

}  // namespace holdfast::probes
