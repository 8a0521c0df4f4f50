// The ICMP sockets behind the Pinger.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <vector>

#include <boost/asio/io_context.hpp>

#include "daemon/io/icmp_socket.hpp"
#include "detector/pinger.hpp"
#include "detector/sensor/readable.hpp"
#include "detector/sensor/ways.hpp"

namespace holdfast::detector {

class Pings {
public:
    using Answered = std::function<void(const net::IpAddress& target, net::Duration rtt)>;
    using Lost = std::function<void(const net::IpAddress& target)>;

    Pings(boost::asio::io_context& io, net::Duration interval, net::Instant now, Answered answered, Lost lost);

    void retarget(const std::vector<net::IpAddress>& targets, Ways ways);
    void pace(net::Duration interval) { pinger_.pace(interval); }
    // True: a round began.
    bool advance(net::Instant now);
    // Who may answer no pings at all, and is to be asked otherwise; seen() says that it answered.
    const std::vector<net::IpAddress>& doubtful() const { return doubtful_; }
    void seen(const net::IpAddress& target, net::Instant now);
    net::Instant deadline() const { return pinger_.deadline(); }

private:
    struct Channel {
        Channel(io::IcmpSocket opened, boost::asio::io_context& io, std::function<void()> ready)
            : socket{std::move(opened)}, readable{io, socket.fd(), std::move(ready)} {}
        io::IcmpSocket socket;
        Readable readable;
    };
    Channel* channel(net::Family family);
    void receive(net::Family family);

    boost::asio::io_context& io_;
    Pinger pinger_;
    Answered answered_;
    Lost lost_;
    Ways ways_;
    std::vector<net::IpAddress> doubtful_;
    std::uint16_t id_;
    std::map<net::Family, std::unique_ptr<Channel>> channels_;
};

}  // namespace holdfast::detector
