#include "daemon/io/packet_filter.hpp"

#include <array>

#include <linux/filter.h>
#include <linux/if_ether.h>
#include <netinet/icmp6.h>
#include <sys/socket.h>

#include "daemon/io/sockaddr.hpp"

namespace holdfast::io {
namespace {

constexpr unsigned ether_type = 12;
constexpr unsigned ipv4_protocol = ETH_HLEN + 9;
constexpr unsigned ipv6_next_header = ETH_HLEN + 6;
constexpr unsigned icmpv6_type = ETH_HLEN + 40;
constexpr unsigned vlan_tag = static_cast<unsigned>(SKF_AD_OFF + SKF_AD_VLAN_TAG);
constexpr unsigned vlan_number = 0x0FFF;
constexpr unsigned vrrp = 112;

constexpr sock_filter load_half(unsigned offset) {
    return BPF_STMT(BPF_LD | BPF_H | BPF_ABS, offset);
}
constexpr sock_filter load_byte(unsigned offset) {
    return BPF_STMT(BPF_LD | BPF_B | BPF_ABS, offset);
}
constexpr sock_filter and_with(unsigned mask) {
    return BPF_STMT(BPF_ALU | BPF_AND | BPF_K, mask);
}
constexpr sock_filter answer(unsigned bytes) {
    return BPF_STMT(BPF_RET | BPF_K, bytes);
}

// Row numbers are absolute here; the kernel counts from the next row.
constexpr sock_filter if_equal(int row, unsigned value, int then, int otherwise) {
    return BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, static_cast<unsigned char>(then - row - 1),
                    static_cast<unsigned char>(otherwise - row - 1));
}

constexpr int keep = 15;
constexpr int drop = 16;
constexpr std::array rows{
    // The tag of another VLAN's frame is taken off before the tap sees it.
    /*  0 */ load_half(vlan_tag),
    /*  1 */ and_with(vlan_number),
    /*  2 */ if_equal(2, 0, 3, drop),
    /*  3 */ load_half(ether_type),
    /*  4 */ if_equal(4, ETH_P_ARP, keep, 5),
    /*  5 */ if_equal(5, ETH_P_IP, 6, 8),
    /*  6 */ load_byte(ipv4_protocol),
    /*  7 */ if_equal(7, vrrp, keep, drop),
    /*  8 */ if_equal(8, ETH_P_IPV6, 9, drop),
    /*  9 */ load_byte(ipv6_next_header),
    /* 10 */ if_equal(10, vrrp, keep, 11),
    /* 11 */ if_equal(11, IPPROTO_ICMPV6, 12, drop),
    /* 12 */ load_byte(icmpv6_type),
    /* 13 */ if_equal(13, ND_NEIGHBOR_SOLICIT, keep, 14),
    /* 14 */ if_equal(14, ND_NEIGHBOR_ADVERT, keep, drop),
    /* 15 */ answer(0xFFFF),
    /* 16 */ answer(0),
};
static_assert(rows.size() == drop + 1);

}  // namespace

bool attach_packet_filter(int fd) {
    auto program = rows;
    return set_option(fd, SOL_SOCKET, SO_ATTACH_FILTER,
                      sock_fprog{.len = static_cast<unsigned short>(program.size()), .filter = program.data()});
}

}  // namespace holdfast::io
