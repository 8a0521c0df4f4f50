#include "daemon/app/sockets.hpp"

#include <cerrno>

#include "daemon/vrrp/datagram.hpp"

namespace holdfast::app {
namespace {

constexpr int batches_a_turn = 64;

engine::DatagramReceived received(net::InterfaceIndex interface, net::Family family, const io::Packet& packet) {
    if (family == net::Family::ipv6) {
        return {interface, family,
                vrrp::Datagram{packet.source, packet.destination, packet.hop_limit, packet.has_extension_headers,
                               packet.was_fragmented, packet.bytes}};
    }
    auto datagram = vrrp::parse_ipv4(packet.bytes);
    if (datagram) datagram->was_fragmented |= packet.was_fragmented;
    return {interface, family, datagram};
}

}  // namespace

io::Result<void> Sockets::open(const engine::Listen& order, io::Netlink& netlink) {
    const io::Result<net::Link> link = netlink.link(order.interface);
    if (!link) return std::unexpected{link.error()};
    io::Result<io::RawSocket> socket = io::RawSocket::open(order.interface, link->name, order.family);
    if (!socket) return std::unexpected{socket.error()};
    auto watch = std::make_unique<Watch>(context_, socket->fd(), readable_);
    sockets_.insert_or_assign({order.interface, order.family}, Open{std::move(*socket), std::move(watch)});
    return {};
}

void Sockets::close(const engine::StopListening& order) {
    const auto open = sockets_.find({order.interface, order.family});
    if (open == sockets_.end()) return;
    overflows_of_closed_ += open->second.socket.overflows();
    sockets_.erase(open);
}

std::uint64_t Sockets::overflows() const {
    std::uint64_t all = overflows_of_closed_;
    for (const auto& [key, open] : sockets_) all += open.socket.overflows();
    return all;
}

std::size_t Sockets::drain(const Receiver& receiver) {
    std::size_t all = 0;
    for (auto& [key, open] : sockets_) {
        std::size_t heard = 0;
        for (int batch = 0; batch < batches_a_turn; ++batch) {
            const std::span<const io::Packet> packets = open.socket.receive();
            if (packets.empty()) break;
            heard += packets.size();
            for (const io::Packet& packet : packets) receiver(received(key.first, key.second, packet));
        }
        if (heard == 0) continue;  // nothing is dropped while there is room
        all += heard;
        if (const std::uint64_t lost = open.socket.count_overflows()) {
            receiver(engine::ReceptionLost{key.first, key.second, lost});
        }
    }
    return all;
}

std::vector<std::pair<std::size_t, io::Error>> Sockets::send(std::span<const engine::Transmit> messages) {
    std::map<std::pair<Key, bool>, std::vector<std::size_t>> by_socket;  // groups apart from peers: see RawSocket::send
    for (std::size_t i = 0; i < messages.size(); ++i) {
        const Key key{messages[i].interface, messages[i].source.family()};
        by_socket[{key, messages[i].destination.is_multicast()}].push_back(i);
    }
    std::vector<std::pair<std::size_t, io::Error>> failures;
    for (const auto& [batch_of, places] : by_socket) {
        const auto open = sockets_.find(batch_of.first);
        if (open == sockets_.end()) {
            for (const std::size_t i : places) failures.emplace_back(i, io::Error{ENOTCONN, "send advert"});
            continue;
        }
        std::vector<io::Outgoing> batch;
        for (const std::size_t i : places)
            batch.push_back({messages[i].source, messages[i].destination, messages[i].message});
        const auto results = open->second.socket.send(batch);
        for (std::size_t n = 0; n < results.size(); ++n) {
            if (results[n]) failures.emplace_back(places[n], *results[n]);
        }
    }
    return failures;
}

}  // namespace holdfast::app
