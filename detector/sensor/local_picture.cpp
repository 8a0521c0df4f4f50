#include "detector/sensor/local_picture.hpp"

#include <algorithm>

namespace holdfast::detector {

namespace {

void forget(LocalInterfaces& local, net::InterfaceIndex index) {
    std::erase_if(local.links, [&](const net::Link& l) { return l.index == index; });
    std::erase_if(local.addresses, [&](const net::LinkAddress& a) { return a.index == index; });
}

void forget(LocalInterfaces& local, const net::LinkAddress& address) {
    std::erase_if(local.addresses,
                  [&](const net::LinkAddress& a) { return a.index == address.index && a.prefix == address.prefix; });
}

net::Link without_counters(net::Link link) {
    link.frames_received = 0;
    return link;
}

struct Apply {
    LocalInterfaces& local;

    void operator()(const io::LinkChanged& changed) const {
        const auto known = std::ranges::find(local.links, changed.link.index, &net::Link::index);
        if (known != local.links.end()) {
            *known = without_counters(changed.link);
        } else {
            local.links.push_back(without_counters(changed.link));
        }
    }
    void operator()(const io::LinkVanished& vanished) const { forget(local, vanished.index); }
    void operator()(const io::AddressAppeared& appeared) const {
        const auto known = std::ranges::find_if(local.addresses, [&](const net::LinkAddress& a) {
            return a.index == appeared.address.index && a.prefix == appeared.address.prefix;
        });
        if (known != local.addresses.end()) {
            *known = appeared.address;
        } else {
            local.addresses.push_back(appeared.address);
        }
    }
    void operator()(const io::AddressVanished& vanished) const { forget(local, vanished.address); }
};

}  // namespace

io::Result<LocalPicture> LocalPicture::open() {
    auto netlink = io::Netlink::open();
    if (!netlink) return std::unexpected{netlink.error()};
    auto monitor = io::NetlinkMonitor::open();
    if (!monitor) return std::unexpected{monitor.error()};
    return LocalPicture{std::move(*netlink), std::move(*monitor)};
}

bool LocalPicture::update() {
    const io::Drained drained = monitor_.drain();
    if (lost_step_ || drained.overrun) return take_anew();
    const LocalInterfaces before = now_;
    for (const io::KernelChange& change : drained.changes) std::visit(Apply{now_}, change);
    return now_ != before;
}

bool LocalPicture::take_anew() {
    auto picture = netlink_.dump();
    lost_step_ = !picture.has_value();
    if (!picture) return false;
    LocalInterfaces fresh{.links = {}, .addresses = std::move(picture->addresses)};
    for (const net::Link& link : picture->links) fresh.links.push_back(without_counters(link));
    const bool changed = fresh != now_;
    now_ = std::move(fresh);
    return changed;
}

}  // namespace holdfast::detector
