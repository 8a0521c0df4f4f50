// Bytes -> settings and a sequence of events for the whole engine: adverts, the kernel's moods, orders, time.
#include "tests/fuzz/adverts.hpp"
#include "tests/fuzz/engine_host.hpp"

namespace holdfast::fuzz {
namespace {

using namespace std::chrono_literals;
using namespace engine;

constexpr int most_steps = 200;

InstanceSettings template_of(std::size_t kind) {
    InstanceSettings s;
    s.interface = "eth0";
    s.addresses = {prefix("192.0.2.1/24")};
    switch (kind) {
        case 1:
            s.version = vrrp::Version::v2;
            s.password = vrrp::Password{'s', 'e', 'c', 'r', 'e', 't'};
            break;
        case 2:
            s.family = net::Family::ipv6;
            s.addresses = {prefix("fe80::1/64"), prefix("2001:db8::1/64")};
            break;
        case 3:
            s.priority = vrrp::Priority{255};
            s.addresses = {prefix("192.0.2.11/24")};
            break;
        case 4:
            s.virtual_mac = true;
            break;
        case 5:
            s.unicast_peers = {ip("192.0.2.12"), ip("192.0.2.13")};
            break;
        case 6:
            s.interface = "eth1";
            s.addresses = {prefix("198.51.100.1/24"), prefix("198.51.100.2/32")};
            s.excluded_addresses = {prefix("2001:db8:1::1/64")};
            break;
        case 7:
            s.family = net::Family::ipv6;
            s.virtual_mac = true;
            s.addresses = {prefix("fe80::1/64")};
            break;
        default:
            break;
    }
    return s;
}

// Of their own for each place, so that no two instances want the same.
void set_apart(InstanceSettings& s, std::uint8_t place) {
    s.name = std::string(1, static_cast<char>('a' + place));
    s.vrid = vrrp::Vrid{static_cast<std::uint8_t>(51 + place)};
    if (s.priority.is_owner()) return;
    for (auto* list : {&s.addresses, &s.excluded_addresses}) {
        for (net::Prefix& one : *list) {
            net::Bytes bytes{one.address.bytes().begin(), one.address.bytes().end()};
            bytes.back() = static_cast<std::uint8_t>(bytes.back() + 32 * place);
            one.address = net::IpAddress::from_bytes(bytes);
        }
    }
}

InstanceSettings instance(Input& in, std::uint8_t place) {
    InstanceSettings s = template_of(in.below(8));
    const std::uint8_t priority = in.u8(), how = in.u8();
    if (!s.priority.is_owner()) s.priority = vrrp::Priority{static_cast<std::uint8_t>(priority % 254 + 1)};
    s.advert_interval = vrrp::Centiseconds{(how & 1) != 0 && s.version == vrrp::Version::v3 ? 10 : 100};
    s.preempt = (how & 2) == 0;
    if ((how & 4) != 0) s.start_hold = 0ns;
    if ((how & 8) != 0) s.lease = 0s;
    if ((how & 16) != 0) s.garp = {.repeat = 1, .delay = 0ns, .refresh = 2s};
    if ((how & 32) != 0) s.checksum = vrrp::ChecksumForm::rfc9568;
    if ((how & 64) != 0 && s.addresses.size() > 1) s.addresses.pop_back();
    set_apart(s, place);
    return s;
}

// One owner at most: an owner's addresses are the host's.
Settings settings(Input& in) {
    Settings all{"lb1", {}};
    const std::size_t count = 1 + in.below(3);
    for (std::size_t place = 0; place < count; ++place) {
        InstanceSettings next = instance(in, static_cast<std::uint8_t>(place));
        const bool owned = std::ranges::any_of(all.instances, [](const auto& s) { return s.priority.is_owner(); });
        if (!owned || !next.priority.is_owner()) all.instances.push_back(std::move(next));
    }
    return all;
}

class Play {
public:
    Play(Input& in, EngineHost& host) : in_{in}, host_{host} {}

    void step() {
        const std::uint8_t choice = in_.u8();
        act(choice & 0x1f);
        if ((choice & 0x80) == 0) host_.turn();
    }

private:
    void act(unsigned what) {
        switch (what) {
            case 0:
            case 1:
            case 2:
                return host_.sleep_until_due();
            case 3:
                return host_.wait(std::chrono::milliseconds{in_.u8()});
            case 4:
                return host_.wait(std::chrono::milliseconds{in_.u16()});
            case 5:
            case 6:
            case 7:
                return peer_speaks();
            case 8:
                return raw_datagram();
            case 9:
                return host_.kernel().carrier(link(), in_.flag());
            case 10:
                return host_.kernel().unplug(link());
            case 11:
                return host_.kernel().plug(in_.flag() ? "eth1" : "eth0");
            case 12:
                return host_.kernel().give({link(), address()});
            case 13:
                host_.kernel().take({link(), address()});
                return;
            case 14:
                return host_.overrun();
            case 15:
                return host_.order(Withdraw{name(), in_.flag() ? Withdrawal::fenced : Withdrawal::yielded, "fuzz"});
            case 16:
                return host_.order(Readmit{name(), "fuzz"});
            case 17:
                return host_.order(AnnounceAgain{name()});
            case 18:
                if (!host_.stopping()) host_.order(Reconfigured{settings(in_)});
                return;
            case 19:
                return host_.order(StopRequested{});
            case 20:
                host_.refusals = static_cast<int>(in_.below(4));
                return;
            case 21:
                host_.deafness = static_cast<int>(in_.below(4));
                return;
            case 22:
                host_.mute = in_.flag();
                return;
            case 23:
                return host_.kernel().receive_frames(link());
            default:
                return silence();
        }
    }

    // A long quiet time, deadline by deadline.
    void silence() {
        for (std::size_t left = in_.below(16); left > 0; --left) host_.sleep_until_due();
    }

    const InstanceSettings& chosen() {
        return host_.settings().instances[in_.below(host_.settings().instances.size())];
    }
    std::string name() { return chosen().name; }
    net::InterfaceIndex link() {
        const auto links = host_.kernel().picture().links;
        return links.empty() ? net::InterfaceIndex{99} : links[in_.below(links.size())].index;
    }
    net::Prefix address() {
        const std::uint8_t which = in_.u8();
        if (which == 0xff) return prefix("192.0.2.11/24");
        if (which == 0xfe) return prefix("fe80::11/64");
        if (which == 0xfd) return prefix("203.0.113.9/24");
        const std::vector<net::Prefix>& all = chosen().addresses;
        net::Prefix one = all[which % all.size()];
        if ((which & 0x40) != 0) one.length = static_cast<std::uint8_t>(one.address.bytes().size() * 8);
        return one;
    }

    void peer_speaks() {
        const InstanceSettings& to = chosen();
        const bool v4 = to.family == net::Family::ipv4;
        const std::uint8_t priority = in_.u8(), how = in_.u8();
        vrrp::Advertisement advert{to.version, to.vrid, vrrp::Priority{priority}, to.advert_interval, {}};
        for (const net::Prefix& one : to.addresses) advert.addresses.push_back(one.address);
        if ((how & 1) != 0 && to.version == vrrp::Version::v3) advert.interval = vrrp::Centiseconds{in_.u8() * 16 + 1};
        if ((how & 2) != 0) advert.addresses.resize(1);
        static constexpr std::array sources4{"192.0.2.12", "192.0.2.13", "192.0.2.9", "192.0.2.11"};
        static constexpr std::array sources6{"fe80::12", "fe80::13", "fe80::9", "fe80::11"};
        const net::IpAddress source = ip(v4 ? sources4.at(how >> 6) : sources6.at(how >> 6));
        const net::IpAddress own = v4 ? ip("192.0.2.11") : ip("fe80::11");
        const net::IpAddress destination = to.unicast_peers.empty() ? group(to.family) : own;
        const auto form = (how & 4) != 0 ? vrrp::ChecksumForm::rfc9568 : vrrp::ChecksumForm::pseudo_header;
        const net::Bytes message = vrrp::encode(advert, {source, destination, form, to.password});
        arrive(to, {.source = source, .destination = destination, .hop_limit = 255, .message = message});
    }

    void raw_datagram() {
        const InstanceSettings& to = chosen();
        net::Bytes message = in_.take(in_.u8());
        const net::IpAddress source = to.family == net::Family::ipv4 ? ip("192.0.2.12") : ip("fe80::12");
        const bool plain = !message.empty() && message[0] >> 4 == 2;
        const auto base = plain ? 0 : pseudo_header(source, group(to.family), 112, message.size());
        if (in_.flag()) seal(message, 0, message.size(), 6, base);
        arrive(to, {.source = source, .destination = group(to.family), .hop_limit = 255, .message = message});
    }

    void arrive(const InstanceSettings& to, const vrrp::Datagram& datagram) {
        const net::Link* link = host_.kernel().find(to.interface);
        if (link != nullptr && link->up) host_.hear({link->index, to.family, datagram});
    }

    Input& in_;
    EngineHost& host_;
};

// What a predecessor left on eth0, perhaps, and for how long its guard would have waited.
void boot(Input& in, EngineHost& host) {
    std::vector<HeldAddress> leftovers;
    const std::uint8_t left = in.u8();
    for (const InstanceSettings& instance : host.settings().instances) {
        const net::Link* link = host.kernel().find(instance.interface);
        if ((left & 1) == 0 || instance.virtual_mac || instance.priority.is_owner()) continue;
        leftovers.push_back({link->index, instance.addresses[0]});
    }
    if ((left & 2) != 0) leftovers.push_back({host.kernel().find("eth1")->index, prefix("203.0.113.1/24")});
    host.deafness = (left & 4) != 0 ? 1 : 0;
    host.boot(std::move(leftovers), std::chrono::milliseconds{(left >> 4) * 100});
}

void read(Input in) {
    EngineHost host{settings(in), {}};
    boot(in, host);
    Play play{in, host};
    for (int step = 0; step < most_steps && in.left() > 0; ++step) play.step();
    host.turn();
    host.heal();
    host.stop();
}

}  // namespace
}  // namespace holdfast::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    holdfast::fuzz::read({data, size});
    return 0;
}
