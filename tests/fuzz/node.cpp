// Bytes -> settings and a sequence of events for the whole engine: adverts, the kernel's moods, orders, time.
#include "tests/fuzz/adverts.hpp"
#include "tests/fuzz/engine_host.hpp"
#include "tests/fuzz/node_settings.hpp"

namespace holdfast::fuzz {
namespace {

using namespace std::chrono_literals;
using namespace engine;

constexpr int most_steps = 200;

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
                return withdraw();
            case 16:
                return host_.order(Readmit{name(), "fuzz"});
            case 17:
                return host_.order(AnnounceAgain{name()});
            case 18:
                if (!host_.stopping()) host_.order(Reconfigured{take_settings(in_)});
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
            case 25:
                return check_reports();
            case 26:
                return host_.set_clock(std::chrono::seconds{static_cast<std::int16_t>(in_.u16())});
            case 27:
                return lose_reception();
            case 28:
                return host_.kernel().drop_routes(link());
            case 29:
                host_.routing_refusals = static_cast<int>(in_.below(4));
                return;
            case 30:
                return somebody_routes();
            default:
                return silence();
        }
    }

    void withdraw() {
        const std::string instance = name();
        static constexpr std::array kinds{Withdrawal::yielded, Withdrawal::fenced, Withdrawal::drained};
        host_.order(Withdraw{instance, kinds.at(in_.below(kinds.size())), "fuzz"});
    }
    void check_reports() {
        static constexpr std::array healths{Health::unknown, Health::down, Health::up, Health::up};
        const std::uint8_t how = in_.u8();
        CheckReported report{(how & 16) != 0 ? "load" : "app", healths.at(how & 3), {}, "fuzz"};
        if ((how & 4) != 0) report.number = (in_.u8() - 128) * ((how & 8) != 0 ? 10'000'000 : 1);
        host_.order(report);
    }
    void lose_reception() {
        const net::InterfaceIndex where = link();
        const auto family = in_.flag() ? net::Family::ipv6 : net::Family::ipv4;
        host_.order(ReceptionLost{where, family, in_.u8()});
    }
    // In the place of what an instance wants there.
    void somebody_routes() {
        const InstanceSettings& of = chosen();
        if (of.routes.empty()) return;
        net::Route route = of.routes[in_.below(of.routes.size())].route;
        route.interface = link();
        host_.kernel().give(in_.flag() ? net::Routing{of.rules[0]} : net::Routing{route});
    }

    // A long quiet time, deadline by deadline.
    void silence() {
        for (std::size_t left = in_.below(16); left > 0; --left) host_.sleep_until_due();
    }

    const InstanceSettings& chosen() {
        return host_.settings().instances[in_.below(host_.settings().instances.size())];
    }
    std::string name() { return chosen().name; }
    // A peer of the same key; its own signature is new each time.
    vrrp::Authenticator& speaker(const InstanceSettings& of, const net::IpAddress& source) {
        vrrp::Authenticator& known = speakers_[{of.name, source}];
        known.configure(of.hmac, vrrp::quick_hash);
        return known;
    }
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
        const bool is_signed = (how & 8) == 0;
        const auto seal = is_signed ? speaker(to, source).seal(host_.utc()) : std::nullopt;
        const net::Bytes message = vrrp::encode(advert, {source, destination, form, to.password, seal});
        const vrrp::Datagram said{.source = source, .destination = destination, .hop_limit = 255, .message = message};
        const bool is_forged = !is_signed && to.hmac && to.hmac->mode == vrrp::HmacMode::enforce;
        arrive(to, said, is_forged);
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

    void arrive(const InstanceSettings& to, const vrrp::Datagram& datagram, bool is_forged = false) {
        const net::Link* link = host_.kernel().find(to.interface);
        if (link == nullptr || !link->up) return;
        const DatagramReceived received{link->index, to.family, datagram};
        is_forged ? host_.hear_forged(received) : host_.hear(received);
    }

    Input& in_;
    EngineHost& host_;
    std::map<std::pair<std::string, net::IpAddress>, vrrp::Authenticator> speakers_;
};

// What a predecessor left on eth0, perhaps, and for how long its guard would have waited.
void boot(Input& in, EngineHost& host) {
    std::vector<HeldAddress> leftovers;
    std::vector<net::Routing> routing;
    const std::uint8_t left = in.u8();
    for (const InstanceSettings& instance : host.settings().instances) {
        const net::Link* link = host.kernel().find(instance.interface);
        if ((left & 1) == 0 || instance.virtual_mac || instance.priority.is_owner()) continue;
        leftovers.push_back({link->index, instance.addresses[0]});
    }
    for (const InstanceSettings& instance : host.settings().instances) {
        if ((left & 8) != 0) routing.insert(routing.end(), instance.rules.begin(), instance.rules.end());
    }
    if ((left & 2) != 0) leftovers.push_back({host.kernel().find("eth1")->index, prefix("203.0.113.1/24")});
    host.deafness = (left & 4) != 0 ? 1 : 0;
    host.boot(leftovers, routing, std::chrono::milliseconds{(left >> 4) * 100});
}

void read(Input in) {
    EngineHost host{take_settings(in), {}};
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
