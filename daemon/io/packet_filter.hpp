// Which frames a tap sees: ARP, VRRP, and neighbour solicitations and advertisements; untagged Ethernet.
#pragma once

namespace holdfast::io {

// False with errno set. Attach it before the socket is bound, so that nothing else ever gets in.
bool attach_packet_filter(int fd);

}  // namespace holdfast::io
