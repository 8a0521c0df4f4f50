#include "tests/sim/attacker.hpp"

#include "daemon/engine/advert_frame.hpp"
#include "daemon/engine/announcement.hpp"
#include "daemon/vrrp/advertisement.hpp"
#include "tests/sim/channel_key.hpp"
#include "tests/sim/group.hpp"

namespace holdfast::sim {
namespace {

constexpr net::MacAddress its_mac{{0x02, 0x66, 0, 0, 0, 1}};

}  // namespace

void Attacker::overhear(const Delivery& delivery) {
    if (delivery.frame->kind == Frame::Kind::hello) recorded_[{delivery.from, delivery.to}] = delivery.frame;
    if (delivery.frame->kind == Frame::Kind::advert) adverts_[delivery.from] = delivery.frame;
}

void Attacker::act(const Fault& fault, net::Instant now) {
    const int number = static_cast<int>(fault.amount);
    if (fault.kind == Kind::forge_advert) forge_advert(fault.host, number, now);
    const auto advert = adverts_.find(fault.host);
    if (fault.kind == Kind::replay_advert && advert != adverts_.end()) lan_.send(lan_.attacker(), advert->second, now);
    if (fault.kind == Kind::forge_claim) forge_claim(now);
    if (fault.kind == Kind::forge_junk) forge_junk(static_cast<std::uint64_t>(fault.amount), now);
    if (fault.kind == Kind::forge_hello) forge_hello(fault.host, fault.other, wrong_key, now);
    if (fault.kind == Kind::forge_signed) forge_hello(fault.host, fault.other, shared_key, now);
    if (fault.kind != Kind::replay_hello) return;
    const auto said = recorded_.find({fault.host, fault.other});
    if (said != recorded_.end()) lan_.send(fault.host, said->second, now, fault.other);
}

// In the name of one who may not be there.
void Attacker::forge_advert(int name, int priority, net::Instant now) {
    vrrp::Advertisement advert{plan_.group.version,
                               vrrp::Vrid{51},
                               vrrp::Priority{static_cast<std::uint8_t>(priority)},
                               std::chrono::duration_cast<vrrp::Centiseconds>(plan_.group.interval),
                               {}};
    advert.addresses.push_back(virtual_address(plan_.group.family, 0).address);
    const net::IpAddress source = primary(plan_.group.family, name).address;
    const net::IpAddress group = vrrp::multicast_group(plan_.group.family);
    const net::Bytes message = vrrp::encode(advert, {.source = source, .destination = group, .password = {}});
    const engine::Transmit order{{}, {}, source, group, message};
    const Frame frame{Frame::Kind::advert, engine::advert_frame(order, its_mac)};
    lan_.send(lan_.attacker(), std::make_shared<const Frame>(frame), now);
}

void Attacker::forge_claim(net::Instant now) {
    const net::IpAddress address = virtual_address(plan_.group.family, 0).address;
    const Frame frame{Frame::Kind::announcement, engine::announcement(address, its_mac)};
    lan_.send(lan_.attacker(), std::make_shared<const Frame>(frame), now);
}

void Attacker::forge_junk(std::uint64_t seed, net::Instant now) {
    Random random{seed};
    const net::IpAddress source = primary(plan_.group.family, random.below(most_hosts)).address;
    net::Bytes message(static_cast<std::size_t>(random.below(64)));
    for (std::uint8_t& byte : message) byte = static_cast<std::uint8_t>(random.next());
    if (message.size() > 1) message[0] = static_cast<std::uint8_t>(0x21 + 0x10 * random.below(2)), message[1] = 51;
    const engine::Transmit order{{}, {}, source, vrrp::multicast_group(plan_.group.family), message};
    const Frame frame{Frame::Kind::advert, engine::advert_frame(order, its_mac)};
    lan_.send(lan_.attacker(), std::make_shared<const Frame>(frame), now);
}

// The last message of that name, changed: its author is master and everything is well with it.
void Attacker::forge_hello(int name, int to, std::uint64_t key, net::Instant now) {
    const auto said = recorded_.find({name, to});
    if (said == recorded_.end()) return;
    auto message = hello::decode(said->second->bytes, channel_key(shared_key));
    if (!message) return;
    ++message->sequence;
    for (hello::Instance& instance : message->instances) {
        instance.state = hello::State::master;
        instance.addresses_present = true;
        instance.priority = vrrp::Priority{254};
    }
    const Frame frame{Frame::Kind::hello, hello::encode(*message, channel_key(key))};
    lan_.send(name, std::make_shared<const Frame>(frame), now, to);
}

}  // namespace holdfast::sim
