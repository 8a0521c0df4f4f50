#include "detector/canary.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "detector/members.hpp"

namespace holdfast::detector {

namespace {

constexpr unsigned least_host_bits = 3;
constexpr int attempts = 32;
constexpr int convincing = 3;  // checks in which hosts that differ answered for both: no crowded network is so unlucky

unsigned bits(const net::Prefix& prefix) {
    return static_cast<unsigned>(prefix.address.bytes().size()) * 8;
}

// Bits that look random (SplitMix64's finish), the same ones each time.
std::uint64_t scatter(std::uint64_t value) {
    value += 0x9e3779b97f4a7c15U;
    value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9U;
    value = (value ^ (value >> 27)) * 0x94d049bb133111ebU;
    return value ^ (value >> 31);
}

// The network's address number `host`.
net::IpAddress host_of(const net::Prefix& network, std::uint64_t host) {
    net::Bytes bytes{network.address.bytes().begin(), network.address.bytes().end()};
    const unsigned host_bits = std::min(bits(network) - network.length, 64U);
    for (unsigned bit = 0; bit < host_bits; ++bit) {
        std::uint8_t& byte = bytes.at(bytes.size() - 1 - bit / 8);
        const auto mask = static_cast<std::uint8_t>(1U << (bit % 8));
        byte = static_cast<std::uint8_t>((host >> bit & 1U) != 0 ? byte | mask : byte & ~mask);
    }
    return net::IpAddress::from_bytes(bytes);
}

// Not the network's own address, not its broadcast address.
bool ends(const net::Prefix& network, const net::IpAddress& address) {
    return address == host_of(network, 0) || address == host_of(network, ~std::uint64_t{0});
}

}  // namespace

void Canary::place(const net::IpAddress& address, const std::vector<net::Prefix>& networks,
                   const std::vector<net::IpAddress>& used) {
    const auto roomy = [&](const net::Prefix& p) {
        return p.contains(address) && bits(p) >= p.length + least_host_bits;
    };
    const auto found = std::ranges::find_if(networks, roomy);
    const std::optional<net::Prefix> network = found == networks.end() ? std::nullopt : std::optional{*found};
    if (network == network_ && used == used_) return;
    network_ = network;
    used_ = used;
    placed_ = network_ && choose(0) && choose(1);
    checking_ = false;
    trustworthy_ = true;
    renew();
}

void Canary::renew() {
    vetted_ = false;
    wait_ = 0;
}

void Canary::seen(const net::IpAddress& address) {
    if (!placed_ || checking_) return;  // while it is probed, an answer is what it is about
    for (std::size_t i = 0; i < chosen_.size(); ++i) {
        if (chosen_.at(i) == address) placed_ = choose(i);
    }
}

bool Canary::choose(std::size_t which) {
    std::uint64_t seed = network_->length;
    const net::IpAddress first = host_of(*network_, 0);
    for (const std::uint8_t byte : first.bytes()) seed = scatter(seed ^ byte);
    for (int i = 0; i < attempts; ++i) {
        const net::IpAddress candidate = host_of(*network_, scatter(seed + choices_++));
        if (!free(candidate)) continue;
        chosen_.at(which) = candidate;
        return true;
    }
    return false;
}

bool Canary::free(const net::IpAddress& address) const {
    return !ends(*network_, address) && !contains(used_, address) &&
           std::ranges::find(chosen_, address) == chosen_.end();
}

void Canary::begin(const std::optional<net::IpAddress>& control) {
    control_.reset();
    if (control) {
        Control asked;
        asked.address = *control;
        control_ = asked;
    }
    answers_ = {};
    asked_ = false;
    checking_ = placed_ && wait_ == 0;
    if (wait_ > 0) --wait_;
}

std::vector<net::IpAddress> Canary::probe() {
    std::vector<net::IpAddress> wanted;
    if (control_) {
        ++control_->asked;
        control_->answerer.clear();
        wanted.push_back(control_->address);
    }
    if (checking_ && !std::exchange(asked_, true)) wanted.insert(wanted.end(), chosen_.begin(), chosen_.end());
    return wanted;
}

bool Canary::asks(const net::IpAddress& address) const {
    if (control_ && control_->address == address) return true;
    return checking_ && chose(address);
}

bool Canary::chose(const net::IpAddress& address) const {
    return placed_ && std::ranges::find(chosen_, address) != chosen_.end();
}

void Canary::answered(const net::IpAddress& address, const std::string& mac) {
    if (control_ && control_->address == address) control_answered(*control_, mac);
    for (std::size_t i = 0; checking_ && i < chosen_.size(); ++i) {
        if (chosen_.at(i) == address) answers_.at(i) = mac;
    }
}

// A host with two interfaces on the LAN may answer from both.
void Canary::control_answered(Control& control, const std::string& mac) {
    if (control.answerer.empty()) ++control.answered;
    control.twice |= control.answerer == mac;
    duplicates_ |= control.twice;
    control.answerer = mac;
}

void Canary::end(net::Instant now) {
    reached_ = control_ && control_->answered > 0;
    gaps_ = reached_ && control_->answered < control_->asked;
    if (reached_) duplicates_ = control_->twice;
    control_.reset();
    if (checking_) judge(now);
    checking_ = false;
}

void Canary::judge(net::Instant now) {
    const bool both = std::ranges::none_of(answers_, &std::string::empty);
    const bool by_one = both && answers_.front() == answers_.back();
    both_by_different_ = both && !by_one ? both_by_different_ + 1 : 0;
    for (std::size_t i = 0; i < answers_.size(); ++i) {
        if (!answers_.at(i).empty()) placed_ = choose(i) && placed_;  // it may be just a host
    }
    const bool another_look = both && !by_one && both_by_different_ < convincing;
    wait_ = another_look ? 0 : rounds_between_checks - 1;
    vetted_ = !another_look;
    if (!both) trustworthy_ = true;
    if (both && !another_look) disbelieve(now);
}

void Canary::disbelieve(net::Instant now) {
    if (trustworthy_) oracle_ = {.mac = {}, .first = now, .last = now};
    trustworthy_ = false;
    oracle_.mac = answers_.front();
    oracle_.last = now;
    oracle_.count += answers_.size();
}

}  // namespace holdfast::detector
