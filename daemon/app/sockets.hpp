// The raw VRRP sockets that the Node ordered, one for each interface and family.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <span>
#include <vector>

#include <boost/asio/io_context.hpp>

#include "daemon/app/watch.hpp"
#include "daemon/engine/effect.hpp"
#include "daemon/engine/event.hpp"
#include "daemon/io/netlink.hpp"
#include "daemon/io/raw_socket.hpp"

namespace holdfast::app {

class Sockets {
public:
    using Receiver = std::function<void(const engine::Event&)>;

    Sockets(boost::asio::io_context& context, std::function<void()> readable)
        : context_{context}, readable_{std::move(readable)} {}

    io::Result<void> open(const engine::Listen& order, io::Netlink& netlink);
    void close(const engine::StopListening& order);

    // Hands over what is queued, DatagramReceived, and ReceptionLost if something was dropped before; at most a bounded
    // number from each socket, so that a flood cannot hold the turn. How many datagrams there were.
    std::size_t drain(const Receiver& receiver);
    // For each failed message its place in `messages` and the error.
    std::vector<std::pair<std::size_t, io::Error>> send(std::span<const engine::Transmit> messages);
    bool empty() const { return sockets_.empty(); }
    // Datagrams that the kernel dropped because nobody fetched them in time.
    std::uint64_t overflows() const;

private:
    using Key = std::pair<net::InterfaceIndex, net::Family>;
    struct Open {
        io::RawSocket socket;
        std::unique_ptr<Watch> watch;
    };

    boost::asio::io_context& context_;
    std::function<void()> readable_;
    std::map<Key, Open> sockets_;
    std::uint64_t overflows_of_closed_ = 0;
};

}  // namespace holdfast::app
