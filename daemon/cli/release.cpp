#include "daemon/cli/release.hpp"

#include <tuple>
#include <vector>

#include "daemon/config/config.hpp"
#include "daemon/io/borrowed.hpp"
#include "daemon/io/netlink.hpp"
#include "daemon/io/silence.hpp"
#include "daemon/io/single.hpp"

namespace holdfast::cli {

namespace {

io::Result<std::size_t> remove_links(io::Netlink& netlink) {
    const auto picture = netlink.dump();
    if (!picture) return std::unexpected{picture.error()};
    std::vector<net::InterfaceIndex> links;
    for (const net::Link& link : picture->links) {
        if (link.ours) links.push_back(link.index);
    }
    if (links.empty()) return 0;
    if (const auto removed = netlink.remove(links); !removed) return std::unexpected{removed.error()};
    return links.size();
}

// What has a lease the kernel removes; what was there before us, as an owner's own addresses, is not ours.
std::size_t remove_addresses(io::Netlink& netlink, const config::Config& config) {
    std::vector<io::AddressChange> changes;
    for (const engine::InstanceSettings& instance : config.engine.instances) {
        const auto link = netlink.link(instance.interface);
        const bool leased = !instance.lease || instance.lease->count() > 0;
        if (!link || leased || instance.priority.is_owner()) continue;
        for (const auto* list : {&instance.addresses, &instance.excluded_addresses}) {
            for (const net::Prefix& prefix : *list) {
                changes.push_back({io::AddressChange::Kind::remove, link->index, prefix, {}});
            }
        }
    }
    return changes.size() - netlink.apply(changes).size();
}

}  // namespace

Exit release(const Session& session, const std::string& file) {
    const auto nobody_else = io::claim_namespace();
    if (!nobody_else || !io::is_free(io::guard_name)) {
        session.out << "nothing to do: a daemon or its guard is on duty in this network namespace\n";
        return Exit::ok;
    }
    auto netlink = io::Netlink::open();
    if (!netlink) return tell(session, {Exit::failed, netlink.error().text(), {}});
    const auto links = remove_links(*netlink);
    if (!links) return tell(session, {Exit::failed, links.error().text(), "run it as root"});
    std::ignore = io::Silence::sweep();
    const auto loaded = config::load(file);
    const config::Config config = loaded ? loaded->config : config::Config{};
    const std::size_t addresses = remove_addresses(*netlink, config);
    io::give_back(config.node.run_dir);
    session.out << "released: " << *links << " interfaces, " << addresses
                << " addresses; those with a lease go within 10 s\n";
    return Exit::ok;
}

}  // namespace holdfast::cli
