// A tapped frame, weighed for four instances of a host with virtual routers of its own: who is taken for a rival?
#include "detector/classify.hpp"
#include "tests/fuzz/adverts.hpp"

namespace holdfast::fuzz {
namespace {

using namespace detector;

const net::MacAddress our_mac{{2, 0, 0, 0, 0, 1}};
const net::MacAddress our_virtual_mac{{0, 0, 0x5e, 0, 1, 51}};
const net::MacAddress other_mac{{2, 0, 0, 0, 0, 2}};

WatchedInstance watched(const char* name, std::uint8_t vrid, net::Family family) {
    WatchedInstance instance;
    instance.name = name;
    instance.interface = "eth0";
    instance.vrid = vrrp::Vrid{vrid};
    instance.family = family;
    instance.addresses = {family == net::Family::ipv4 ? ip("192.0.2.1") : ip("fe80::1")};
    return instance;
}

std::vector<WatchedInstance> instances() {
    std::vector all{watched("web", 51, net::Family::ipv4), watched("old", 52, net::Family::ipv4),
                    watched("six", 51, net::Family::ipv6), watched("own", 53, net::Family::ipv4)};
    all[1].version = vrrp::Version::v2;
    all[1].password = vrrp::Password{'s', 'e', 'c', 'r', 'e', 't'};
    all[2].addresses.push_back(ip("2001:db8::1"));
    all[3].priority = vrrp::Priority{255};
    all[3].addresses = {ip("192.0.2.11")};
    return all;
}

OwnSet host() {
    LocalInterfaces local;
    local.links.push_back({.index = net::InterfaceIndex{2}, .name = "eth0", .up = true, .mac = our_mac});
    net::Link above{.index = net::InterfaceIndex{3}, .name = "hf4.51.2", .up = true, .mac = our_virtual_mac};
    above.ours = true;
    above.base = net::InterfaceIndex{2};
    local.links.push_back(above);
    for (const char* own : {"192.0.2.11/24", "fe80::11/64", "192.0.2.1/24"}) {
        local.addresses.push_back({.index = net::InterfaceIndex{2}, .prefix = prefix(own)});
    }
    return OwnSet{local};
}

void make_plausible(net::Bytes& frame, std::uint8_t how) {
    if (frame.size() < 14) return;
    if ((how & 2) != 0) std::ranges::copy(other_mac.bytes, frame.begin() + 6);
    const bool v4 = u16_at(frame, 12) == 0x0800;
    const std::size_t begin = v4 ? 34 : 54;
    if (frame.size() < begin + 8) return;
    if (v4) {
        frame[14] = 0x45;
        put_u16(frame, 16, static_cast<std::uint16_t>(frame.size() - 14));
        put_u16(frame, 20, 0);
        frame[22] = 255;
        frame[23] = 112;
        std::ranges::copy(group(net::Family::ipv4).bytes(), frame.begin() + 30);
        seal(frame, 14, 34, 10, 0);
    } else if (u16_at(frame, 12) == 0x86dd) {
        frame[14] = 0x60;
        put_u16(frame, 18, static_cast<std::uint16_t>(frame.size() - 54));
        frame[20] = 112;
        frame[21] = 255;
        std::ranges::copy(group(net::Family::ipv6).bytes(), frame.begin() + 38);
    } else {
        return;
    }
    const net::ByteView all{frame};
    const auto source = net::IpAddress::from_bytes(v4 ? all.subspan(26, 4) : all.subspan(22, 16));
    const net::ByteView message = all.subspan(begin);
    const std::size_t size = std::min(declared_size(message, source.family()), message.size());
    const bool plain = v4 && frame[begin] >> 4 == 2;
    seal(frame, begin, begin + size, 6, plain ? 0 : pseudo_header(source, group(source.family()), 112, size));
}

struct Judgement {
    const Frame& frame;
    const Tapped& tapped;
    const std::vector<WatchedInstance>& all;
    const OwnSet& own;

    const WatchedInstance& instance(std::size_t place) const {
        ensure(place < all.size() && all[place].interface == tapped.interface, "an instance of this interface");
        return all[place];
    }
    void operator()(const SaysNothing&) const {}
    void operator()(const AdvertHeard& heard) const {
        ensure(!tapped.outgoing, "what we send is not heard");
        ensure(!own.has(heard.source) || heard.mac != our_mac, "what comes back to us is a loop");
        const auto& ours = instance(heard.instance).addresses;  // another owner has the very same
        const bool shared = std::ranges::find(ours, heard.source) != ours.end();
        ensure(!own.has(heard.source) || shared, "an advert from an address of ours is a clone's");
        ensure(heard.advert.vrid == instance(heard.instance).vrid, "of the instance's VRID");
        ensure(heard.advert.version == instance(heard.instance).version, "and version");
        ensure(heard.source.family() == instance(heard.instance).family && heard.mac == frame.source, "and family");
    }
    void operator()(const AdvertRefused& refused) const {
        ensure(!tapped.outgoing, "what we send is not refused");
        ensure(refused.source.family() == instance(refused.instance).family, "of the instance's family");
    }
    void operator()(const CloneAdvertised& clone) const {
        ensure(!tapped.outgoing && own.has(clone.source), "a clone has an address of ours");
        ensure(clone.mac != our_mac && !(tapped.echo && clone.mac == our_virtual_mac), "and is not ourselves");
        instance(clone.instance);
    }
    void operator()(const OwnAdvert& sent) const {
        ensure(tapped.outgoing, "we send what goes out");
        instance(sent.instance);
    }
    void operator()(const AddressStated& stated) const {
        ensure(!tapped.outgoing && stated.mac != our_mac, "what we state of ourselves is no news");
        ensure(!stated.asked || stated.manner == Manner::asks || stated.manner == Manner::uses, "who asks asks");
    }
    void operator()(const AdvertLooped& looped) const {
        const auto* datagram = std::get_if<vrrp::Datagram>(&frame.content);
        ensure(!tapped.outgoing && datagram && own.has(datagram->source), "what came back went out before");
        instance(looped.instance);
    }
    void operator()(const StatementLooped&) const { ensure(!tapped.outgoing, "what comes back comes in"); }
};

void read(Input in) {
    static const std::vector<WatchedInstance> all = instances();
    static const OwnSet own = host();
    const std::uint8_t how = in.u8();
    const Tapped tapped{(how & 4) != 0 ? "eth1" : "eth0", (how & 8) != 0, (how & 16) != 0};
    net::Bytes bytes = in.rest();
    if ((how & 1) != 0) make_plausible(bytes, how);
    const auto frame = parse_frame(bytes);
    if (!frame) return;
    std::visit(Judgement{*frame, tapped, all, own}, classify(*frame, tapped, all, own));
}

}  // namespace
}  // namespace holdfast::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    holdfast::fuzz::read({data, size});
    return 0;
}
