#include "daemon/io/source_control.hpp"

#include <cstring>

#include <netinet/in.h>

#include "daemon/io/sockaddr.hpp"

namespace holdfast::io {
namespace {

template <class Info>
void put(msghdr& header, int level, int type, const Info& info) {
    header.msg_controllen = CMSG_SPACE(sizeof info);
    cmsghdr* control = CMSG_FIRSTHDR(&header);
    control->cmsg_level = level;
    control->cmsg_type = type;
    control->cmsg_len = CMSG_LEN(sizeof info);
    std::memcpy(CMSG_DATA(control), &info, sizeof info);
}

}  // namespace

void SourceControl::attach(msghdr& header, const net::IpAddress& source) {
    static_assert(sizeof bytes_ >= CMSG_SPACE(sizeof(in6_pktinfo)));
    header.msg_control = bytes_.data();
    header.msg_controllen = bytes_.size();
    if (source.family() == net::Family::ipv4) {
        in_pktinfo info{};
        info.ipi_spec_dst = as_in_addr(source);
        put(header, IPPROTO_IP, IP_PKTINFO, info);
    } else {
        in6_pktinfo info{};
        info.ipi6_addr = as_in6_addr(source);
        put(header, IPPROTO_IPV6, IPV6_PKTINFO, info);
    }
}

}  // namespace holdfast::io
