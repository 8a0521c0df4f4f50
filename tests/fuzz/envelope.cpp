// Control messages of a raw socket: what is said well is believed, whatever else is said reads nothing past its end.
#include "daemon/io/envelope.hpp"

#include <new>

#include "tests/fuzz/input.hpp"

namespace holdfast::fuzz {
namespace {

// As the kernel lays them out; what CMSG_ALIGN pads is part of it.
class Control {
public:
    template <class T>
    void add(int level, int type, const T& value) {
        const std::size_t at = bytes_.size();
        bytes_.resize(at + CMSG_SPACE(sizeof value));
        cmsghdr head{};
        head.cmsg_len = CMSG_LEN(sizeof value);
        head.cmsg_level = level;
        head.cmsg_type = type;
        std::memcpy(bytes_.data() + at, &head, sizeof head);
        std::memcpy(bytes_.data() + at + CMSG_LEN(0), &value, sizeof value);
    }
    void add(net::ByteView junk) { bytes_.insert(bytes_.end(), junk.begin(), junk.end()); }
    io::Envelope open(int flags) {
        msghdr header{};
        header.msg_control = bytes_.data();
        header.msg_controllen = bytes_.size();
        header.msg_flags = flags;
        return io::open_envelope(header);
    }

private:
    net::Bytes bytes_;
};

void check_well_said(Input& in, net::Family family) {
    const bool v4 = family == net::Family::ipv4;
    const net::IpAddress destination = in.address(family);
    const int interface = in.u16(), hop_limit = in.u8();
    const bool fragment = in.flag(), extended = !v4 && in.flag();
    Control control;
    if (v4) {
        in_pktinfo info{};
        info.ipi_ifindex = interface;
        info.ipi_addr = io::as_in_addr(destination);
        control.add(IPPROTO_IP, IP_PKTINFO, info);
    } else {
        control.add(IPPROTO_IPV6, IPV6_PKTINFO,
                    in6_pktinfo{io::as_in6_addr(destination), static_cast<unsigned>(interface)});
    }
    if (extended) control.add(IPPROTO_IPV6, IPV6_HOPOPTS, in.array<24>());
    if (fragment) control.add(v4 ? IPPROTO_IP : IPPROTO_IPV6, v4 ? IP_RECVFRAGSIZE : IPV6_RECVFRAGSIZE, 1280);
    control.add(v4 ? IPPROTO_IP : IPPROTO_IPV6, v4 ? IP_TTL : IPV6_HOPLIMIT, hop_limit);
    const io::Envelope read = control.open(0);
    ensure(read.interface == interface && read.packet.destination == destination, "where it came in, and for whom");
    ensure(read.packet.hop_limit == hop_limit, "how far it came");
    ensure(read.packet.was_fragmented == fragment && read.packet.has_extension_headers == extended,
           "and in what shape");
}

void check_junk(Input& in) {
    const int flags = in.flag() ? MSG_CTRUNC : 0;
    Control control;
    control.add(in.rest());
    const io::Envelope read = control.open(flags);
    ensure(flags == 0 || read.packet.has_extension_headers, "what did not fit was long headers");
    const net::IpAddress& to = read.packet.destination;
    ensure(net::IpAddress::parse(to_string(to)) == to, "a destination is what its text says");
}

void read(Input in) {
    switch (in.below(3)) {
        case 0:
            return check_well_said(in, net::Family::ipv4);
        case 1:
            return check_well_said(in, net::Family::ipv6);
        default:
            return check_junk(in);
    }
}

}  // namespace
}  // namespace holdfast::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    holdfast::fuzz::read({data, size});
    return 0;
}
