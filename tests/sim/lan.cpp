#include "tests/sim/lan.hpp"

#include <utility>

#include "tests/sim/group.hpp"

namespace holdfast::sim {
namespace {

using namespace std::chrono_literals;

constexpr net::Duration latency = 100us;
constexpr std::size_t ip_headers = 14 + 20;

bool is_of_second(const Frame& frame) {
    const bool ipv6 = frame.bytes[12] == 0x86;
    const std::size_t vrid = 14 + (ipv6 ? 40 : 20) + 1;
    return frame.bytes.size() > vrid && frame.bytes[vrid] == second_vrid;
}

// Ethernet's checksum finds more than this; the advert's own must find it, too.
std::shared_ptr<const Frame> with_a_bit_flipped(const Frame& frame, Random& random) {
    auto damaged = std::make_shared<Frame>(frame);
    const auto payload = static_cast<int>(damaged->bytes.size() - ip_headers);
    damaged->bytes[ip_headers + static_cast<std::size_t>(random.below(payload))] ^=
        static_cast<std::uint8_t>(1 << random.below(8));
    return damaged;
}

}  // namespace

void Lan::send(int from, const std::shared_ptr<const Frame>& frame, net::Instant now, std::optional<int> to) {
    if (to) return carry(from, *to, frame, now);
    for (int station = 0; station <= neighbour(); ++station) {
        if (station != from) carry(from, station, frame, now);
    }
}

void Lan::carry(int from, int to, const std::shared_ptr<const Frame>& frame, net::Instant now) {
    const bool dropped = !passes(from, to, *frame) || random_.chance(noise_.loss);
    if (to == neighbour()) {
        if (frame->kind != Frame::Kind::announcement) return;
        neighbour_missed_ |= dropped;
    }
    if (dropped) return;
    const bool damaged =
        frame->kind == Frame::Kind::advert && frame->bytes.size() > ip_headers && random_.chance(noise_.corrupt);
    const auto arriving = damaged ? with_a_bit_flipped(*frame, random_) : frame;
    // Nothing keeps an announcement for so long that a later one is taken for too early.
    under_way(from, to, arriving, now + (to == neighbour() ? latency : delay()));
    if (random_.chance(noise_.duplicate)) under_way(from, to, arriving, now + delay());
}

bool Lan::passes(int from, int to, const Frame& frame) const {
    if (frame.kind == Frame::Kind::hello) {
        return !lost_channel_[at(from)] && !lost_channel_[at(to)] && (channel_apart_ || reaches(from, to));
    }
    if (frame.kind != Frame::Kind::advert) return reaches(from, to);
    return is_of_second(frame) ? second_reaches(from, to) : adverts_reach(from, to);
}

net::Duration Lan::delay() {
    if (!random_.chance(noise_.late)) return latency;
    return latency + noise_.by * random_.below(1000) / 1000;
}

void Lan::under_way(int from, int to, std::shared_ptr<const Frame> frame, net::Instant at) {
    heap_.push({at, ++count_, from, to, std::move(frame)});
}

std::optional<net::Instant> Lan::next() const {
    return heap_.empty() ? std::nullopt : std::optional{heap_.top().at};
}

Delivery Lan::take() {
    Delivery next = heap_.top();
    heap_.pop();
    return next;
}

void Lan::heal() {
    cut_ = {};
    hushed_ = {};
    hushed_second_ = {};
    side_ = 0;
}

void Lan::become_quiet() {
    heal();
    lost_gateway_.reset();
    lost_channel_.reset();
    noise_ = {.seed = noise_.seed, .by = {}, .talks = noise_.talks};
}

bool Lan::reaches(int from, int to) const {
    const bool same_side = ((side_ >> from) & 1) == ((side_ >> to) & 1);
    return same_side && !cut_[at(from)][at(to)];
}

bool Lan::ping(int from, const net::IpAddress& target) {
    const bool is_gateway = target == gateway_address();
    const int to = is_gateway ? gateway() : target.bytes().back() - primary(target.family(), 0).address.bytes().back();
    const bool there = is_gateway ? !lost_gateway_[at(from)] : answers_pings_[at(to)];
    return there && reaches(from, to) && reaches(to, from) && !random_.chance(noise_.loss);
}

}  // namespace holdfast::sim
