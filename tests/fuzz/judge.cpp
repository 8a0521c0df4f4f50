// Bytes -> settings and a sequence of events for the whole detector: frames of friends, strangers and ourselves, pings,
// hellos, the engine's word, time.
#include "daemon/engine/advert_frame.hpp"
#include "daemon/engine/announcement.hpp"
#include "tests/fuzz/adverts.hpp"
#include "tests/fuzz/watchers.hpp"

namespace holdfast::fuzz {
namespace {

using namespace std::chrono_literals;
using namespace detector;

constexpr int most_steps = 300;
const net::MacAddress our_mac{{2, 0, 0, 0, 0, 1}};

// One of us (0), members (1, 2), strangers.
net::MacAddress mac_of(std::uint8_t who) {
    return {{2, 0, 0, 0, 0, static_cast<std::uint8_t>(who + 1)}};
}
net::IpAddress address_of(std::uint8_t who, net::Family family) {
    const auto last = static_cast<std::uint8_t>(11 + who);
    if (family == net::Family::ipv4) return net::IpAddress::v4(192, 0, 2, last);
    return net::IpAddress::from_bytes(
        std::array<std::uint8_t, 16>{0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, last});
}

WatchedInstance watched(Input& in, std::uint8_t place) {
    const std::uint8_t how = in.u8();
    WatchedInstance one;
    one.name = std::string(1, static_cast<char>('a' + place));
    one.interface = (how & 1) != 0 ? "eth1" : "eth0";
    one.vrid = vrrp::Vrid{static_cast<std::uint8_t>(51 + place)};
    one.family = (how & 2) != 0 ? net::Family::ipv6 : net::Family::ipv4;
    if ((how & 4) != 0) one.advert_interval = vrrp::Centiseconds{10};
    if ((how & 8) != 0) one.peers = {address_of(1, one.family), address_of(2, one.family)};
    if ((how & 16) != 0) one.virtual_mac = true;
    if ((how & 32) != 0 && one.family == net::Family::ipv4) one.version = vrrp::Version::v2;
    if ((how & 32) != 0 && (how & 4) != 0) one.advert_interval = vrrp::Centiseconds{100};
    one.priority = vrrp::Priority{static_cast<std::uint8_t>((how & 64) != 0 ? 200 : 100)};
    const bool v4 = one.family == net::Family::ipv4;
    const auto last = static_cast<std::uint8_t>(1 + place);
    one.addresses = {v4 ? net::IpAddress::v4(192, 0, 2, last)
                        : address_of(static_cast<std::uint8_t>(100 + place), one.family)};
    return one;
}

Settings settings(Input& in) {
    Settings all;
    all.node = "lb1";
    const std::uint8_t how = in.u8();
    all.policy = static_cast<Policy>(how % 3);
    all.dry_run = (how & 4) != 0;
    all.trust_lan = (how & 8) != 0;
    all.on_isolation = static_cast<OnIsolation>((how >> 4) % 3);
    if ((how & 64) != 0) all.startup_grace = 1s;
    if ((how & 128) != 0) {
        all.hello.emplace();
        all.hello->listen = {address_of(0, net::Family::ipv4), 10112};
        all.hello->peers = {{address_of(1, net::Family::ipv4), 10112}, {address_of(2, net::Family::ipv4), 10112}};
    }
    const std::uint8_t more = in.u8();
    if ((more & 1) != 0) all.audit_interval = 1s;
    if ((more & 2) != 0) {
        all.gateway_auto = false;
        all.gateways = {ip("192.0.2.254")};
    }
    const auto last = static_cast<std::uint8_t>((more >> 2) % 3);
    for (std::uint8_t place = 0; place <= last; ++place) all.instances.push_back(watched(in, place));
    return all;
}

LocalInterfaces local(std::uint8_t how) {
    LocalInterfaces all;
    for (const int index : {2, 3}) {
        net::Link link{.index = net::InterfaceIndex{index}, .name = index == 2 ? "eth0" : "eth1", .mac = our_mac};
        link.up = (how >> index & 1) == 0;
        all.links.push_back(link);
        all.addresses.push_back({.index = link.index, .prefix = prefix("192.0.2.11/24")});
        all.addresses.push_back({.index = link.index, .prefix = prefix("fe80::b/64")});
    }
    if ((how & 1) != 0) all.addresses.push_back({.index = net::InterfaceIndex{2}, .prefix = prefix("192.0.2.1/24")});
    return all;
}

class Play {
public:
    Play(Input& in, Watchers& watchers) : in_{in}, watchers_{watchers} {}

    void step() {
        const std::uint8_t choice = in_.u8();
        act(choice & 0x1f);
        if ((choice & 0x80) != 0) watchers_.check();
    }

private:
    void act(unsigned what) {
        switch (what) {
            case 0:
            case 1:
            case 2:
                return watchers_.sleep_until_due();
            case 3:
                return watchers_.wait(std::chrono::milliseconds{in_.u8()});
            case 4:
                return watchers_.wait(std::chrono::milliseconds{in_.u16()});
            case 5:
            case 6:
                return advert();
            case 7:
                return seen(engine::announcement(address(), mac_of(who())));
            case 8:
                return answer();
            case 9:
                return seen(in_.take(in_.u8()));
            case 10:
            case 11:
                return roles();
            case 12:
                return watchers_.tell(local(in_.u8()));
            case 13:
                return watchers_.tell(PingAnswered{target(), std::chrono::microseconds{in_.u8()}});
            case 14:
                return watchers_.tell(PingLost{target()});
            case 15:
                return watchers_.tell(
                    GatewaysFound{in_.flag() ? std::vector{ip("192.0.2.254")} : std::vector<net::IpAddress>{}});
            case 16:
                return watchers_.tell(TapFailed{interface(), "No such device"});
            case 17:
                return watchers_.tell(TapWorks{interface()});
            case 18:
            case 19:
                return hello();
            case 20:
                return watchers_.tell(HelloUnproven{address_of(who(), net::Family::ipv4)});
            case 21:
                return watchers_.tell(ReceptionCounted{interface(), in_.u8()});
            case 22:
                return watchers_.tell(Drill{instance().name, std::chrono::seconds{in_.u8()}});
            case 23:
                return watchers_.tell(Reconfigured{settings(in_)});
            default:
                for (std::size_t left = in_.below(32); left > 0; --left) watchers_.sleep_until_due();
        }
    }

    const WatchedInstance& instance() {
        const auto& all = watchers_.settings().instances;
        return all[in_.below(all.size())];
    }
    std::uint8_t who() { return static_cast<std::uint8_t>(in_.below(6)); }
    std::string interface() { return in_.flag() ? "eth1" : "eth0"; }
    net::IpAddress address() { return in_.flag() ? instance().addresses[0] : address_of(who(), instance().family); }
    net::IpAddress target() {
        return in_.flag() ? ip("192.0.2.254") : address_of(who(), in_.flag() ? net::Family::ipv6 : net::Family::ipv4);
    }

    void seen(const net::Bytes& frame) {
        const std::uint8_t how = in_.u8();
        watchers_.tell(FrameSeen{(how & 1) != 0 ? "eth1" : "eth0", frame, (how & 2) != 0});
    }

    void advert() {
        const WatchedInstance& to = instance();
        const std::uint8_t from = who(), priority = in_.u8(), how = in_.u8();
        vrrp::Advertisement advert{to.version, to.vrid, vrrp::Priority{priority}, to.advert_interval, to.addresses};
        if ((how & 1) != 0) advert.addresses = {address_of(99, to.family)};
        if ((how & 2) != 0) advert.interval = vrrp::Centiseconds{300};
        const net::IpAddress source = address_of(from, to.family);
        const vrrp::Sending sending{source, group(to.family), vrrp::ChecksumForm::pseudo_header, {}};
        const engine::Transmit sent{
            .source = source, .destination = group(to.family), .message = encode(advert, sending)};
        seen(engine::advert_frame(sent, (how & 4) != 0 ? vrrp::virtual_mac(to.family, to.vrid) : mac_of(from)));
    }

    // To a probe of ours.
    void answer() {
        const net::IpAddress has = instance().family == net::Family::ipv4 ? address() : ip("192.0.2.1");
        const net::IpAddress said = has.family() == net::Family::ipv4 ? has : ip("192.0.2.1");
        const net::MacAddress from = mac_of(who());
        net::Writer frame;
        frame.append(our_mac.bytes).append(from.bytes).u16(0x0806).u16(1).u16(0x0800).u8(6).u8(4).u16(2);
        frame.append(from.bytes).append(said.bytes()).append(our_mac.bytes);
        frame.append(in_.flag() ? ip("192.0.2.11").bytes() : net::IpAddress{}.bytes());
        seen(frame.take());
    }

    void roles() {
        OwnRoles told;
        for (const WatchedInstance& one : watchers_.settings().instances) {
            const std::uint8_t how = in_.u8();
            OwnRole role;
            role.instance = one.name;
            role.role = static_cast<Role>(how % 3);
            role.since = watchers_.now();
            role.priority = one.priority;
            role.master_down_interval = 3 * net::Duration{one.advert_interval} + 100ms;
            role.withdrawn = (how & 4) != 0 && role.role == Role::backup;
            role.pin = static_cast<Pin>((how >> 3) % 3);
            role.primary = address_of(0, one.family);
            role.addresses_present = (how & 32) != 0;
            if ((how & 64) != 0 && role.role != Role::master) role.stray = one.addresses;
            told.roles.push_back(role);
        }
        watchers_.tell(told);
    }

    void hello() {
        const std::uint8_t from = who(), how = in_.u8();
        hello::Message message;
        message.node = "lb" + std::to_string(from);
        message.sequence = ++sequence_;
        message.boot[0] = from;
        message.gateways = static_cast<hello::Path>(how % 3);
        message.macs = {mac_of(from)};
        message.addresses = {address_of(from, net::Family::ipv4), address_of(from, net::Family::ipv6)};
        for (const WatchedInstance& one : watchers_.settings().instances) {
            const std::uint8_t state = in_.u8();
            hello::Instance told;
            told.family = one.family;
            told.vrid = one.vrid;
            told.settings = (how & 32) != 0 ? 1 : settings_digest(one);
            told.state = static_cast<hello::State>(state % 4);
            told.withdrawn = (state & 4) != 0;
            told.pinned = (state & 8) != 0;
            told.addresses_present = (state & 16) != 0;
            told.leaving = (state & 32) != 0;
            told.broken = (state & 64) != 0;
            told.priority = vrrp::Priority{static_cast<std::uint8_t>((state & 128) != 0 ? 200 : 90)};
            told.primary = address_of(from, one.family);
            if ((how & 64) != 0) told.heard = {{address_of(0, one.family), 100ms}};
            message.instances.push_back(std::move(told));
        }
        watchers_.tell(HelloHeard{address_of(from, net::Family::ipv4), message});
    }

    Input& in_;
    Watchers& watchers_;
    std::uint64_t sequence_ = 0;
};

void read(Input in) {
    Watchers watchers{settings(in)};
    watchers.tell(local(in.u8()));
    Play play{in, watchers};
    for (int step = 0; step < most_steps && in.left() > 0; ++step) play.step();
    watchers.check();
}

}  // namespace
}  // namespace holdfast::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    holdfast::fuzz::read({data, size});
    return 0;
}
