// The second channel between the nodes: sends our hello to each peer, and gives what they say once it is proven to be
// theirs and of now. A socket that cannot be opened is tried again each second.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>

#include "daemon/io/udp_socket.hpp"
#include "daemon/net/note.hpp"
#include "detector/hello/codec.hpp"
#include "detector/hello/session.hpp"
#include "detector/report.hpp"
#include "detector/sensor/flow_limit.hpp"
#include "detector/sensor/readable.hpp"
#include "detector/settings.hpp"

namespace holdfast::detector {

class HelloChannel {
public:
    struct Callbacks {
        std::function<hello::Message()> ours;
        std::function<void(const net::IpAddress& from, hello::Message message)> heard;
        std::function<void(const net::IpAddress& from)> unproven;
        std::function<void()> batch_done;  // after the messages of one wake-up
        std::function<void(net::Note)> note;
    };
    HelloChannel(boost::asio::io_context& io, Callbacks callbacks);

    // Sessions with peers that stay go on. Not to be called by a callback, nor advance().
    void configure(const Settings& settings, net::Instant now);
    void advance(net::Instant now);
    std::optional<net::Instant> deadline() const;
    // The next hello is due now: something changed that the others should know.
    void hurry(net::Instant now) { next_ = now; }
    const HelloCounters& counters() const { return counters_; }

private:
    struct Peer {
        Endpoint endpoint;
        hello::Session session;
        FlowLimit limit;
    };
    struct Line {
        Line(io::UdpSocket opened, boost::asio::io_context& io, std::function<void()> ready)
            : socket{std::move(opened)}, readable{io, socket.fd(), std::move(ready)} {}
        io::UdpSocket socket;
        Readable readable;
    };
    void open();
    void send(net::Instant now);
    void receive();
    void take(const io::UdpMessage& message, net::Instant now);
    void take(Peer& peer, hello::Message message, net::Instant now);
    Peer* peer(const io::UdpAddress& source);

    boost::asio::io_context& io_;
    Callbacks callbacks_;
    hello::BootId boot_{};
    std::optional<HelloSettings> settings_;
    net::Duration interval_{};
    hello::Sign sign_;
    std::vector<Peer> peers_;
    std::unique_ptr<Line> line_;
    std::string told_;  // why there is no line, once
    net::Instant next_;
    HelloCounters counters_;
};

}  // namespace holdfast::detector
