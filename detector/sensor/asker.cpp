#include "detector/sensor/asker.hpp"

#include <optional>

#include "detector/frames.hpp"
#include "detector/sensor/ways.hpp"

namespace holdfast::detector {

namespace {

std::optional<net::Bytes> question(const net::Link& link, const net::IpAddress& address, ProbeForm form,
                                   const LocalInterfaces& local, const Settings& settings) {
    const bool is_v4 = address.family() == net::Family::ipv4;
    if (is_v4 && form == ProbeForm::anonymous) return arp_probe(link.mac, address);
    const auto own = own_address(link.index, address.family(), local, settings);
    if (!own) return std::nullopt;
    return is_v4 ? arp_probe(link.mac, *own, address) : neighbour_probe(link.mac, *own, address);
}

}  // namespace

void Asker::ask(const net::Link& link, const net::IpAddress& address, ProbeForm form, const LocalInterfaces& local,
                const Settings& settings) {
    if (!link.up) return;
    const auto frame = question(link, address, form, local, settings);
    if (!frame) return;
    const io::OutgoingFrame outgoing{.interface = link.index, .bytes = *frame};
    (void)sender_.send({&outgoing, 1});
}

}  // namespace holdfast::detector
