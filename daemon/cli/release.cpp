#include "daemon/cli/release.hpp"

#include <algorithm>
#include <cerrno>
#include <string_view>
#include <tuple>
#include <vector>

#include "daemon/cli/client.hpp"
#include "daemon/config/config.hpp"
#include "daemon/io/borrowed.hpp"
#include "daemon/io/name_holder.hpp"
#include "daemon/io/netlink.hpp"
#include "daemon/io/no_accept.hpp"
#include "daemon/io/privileges.hpp"
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

// The instance that the address is configured for.
const engine::InstanceSettings* instance_of(const io::StandingAddress& address, const std::string& interface,
                                            const config::Config& config) {
    const auto has = [&](const std::vector<net::Prefix>& list) {
        return std::ranges::find(list, address.prefix) != list.end();
    };
    const auto lives_there = [&](const engine::InstanceSettings& instance) {
        const auto placement = instance.placements.find(address.prefix.address);
        const bool elsewhere = placement != instance.placements.end() && !placement->second.interface.empty();
        return (elsewhere ? placement->second.interface : instance.interface) == interface;
    };
    const auto found = std::ranges::find_if(config.engine.instances, [&](const engine::InstanceSettings& instance) {
        return lives_there(instance) && (has(instance.addresses) || has(instance.excluded_addresses));
    });
    return found == config.engine.instances.end() ? nullptr : &*found;
}

enum class Owner { us, another, nobody_knows };

// What has our mark is ours, whatever is configured by now. Where the kernel keeps no marks, a lease tells.
Owner owner_of(const io::StandingAddress& address, const engine::InstanceSettings* instance) {
    if (address.ours) return Owner::us;
    if (instance == nullptr || instance->priority.is_owner()) return Owner::another;
    const bool is_leased = !instance->lease || instance->lease->count() > 0;
    if (is_leased) return address.leased ? Owner::us : Owner::another;
    return Owner::nobody_knows;
}

// Also those with a lease, which a handoff may have made long.
io::Result<std::size_t> remove_addresses(const Session& session, io::Netlink& netlink, const config::Config& config) {
    const auto all = netlink.standing_addresses();
    if (!all) return std::unexpected{all.error()};
    std::vector<io::AddressChange> changes;
    for (const io::StandingAddress& address : *all) {
        const auto link = netlink.link(address.interface);
        const std::string interface = link ? link->name : "";
        switch (owner_of(address, instance_of(address, interface, config))) {
            case Owner::us:
                changes.push_back({io::AddressChange::Kind::remove, address.interface, address.prefix, {}});
                break;
            case Owner::nobody_knows:
                session.err << "warning: " << to_string(address.prefix) << " stays on "
                            << interface << ": nothing says that Holdfast added it\n";
                break;
            case Owner::another:
                break;
        }
    }
    if (const auto failures = netlink.apply(changes); !failures.empty()) {
        const io::ChangeFailure& first = failures.front();
        return io::failed("remove " + to_string(changes[first.index].prefix), first.code);
    }
    return changes.size();
}

io::Result<std::size_t> remove_routing(io::Netlink& netlink) {
    const auto ours = netlink.our_routing();
    if (!ours) return std::unexpected{ours.error()};
    std::vector<io::RoutingChange> changes;
    for (const net::Routing& entry : *ours) changes.push_back({io::RoutingChange::Kind::remove, entry});
    if (const auto failures = netlink.apply(changes); !failures.empty()) {
        const io::ChangeFailure& first = failures.front();
        return io::failed("remove " + to_string(changes[first.index].entry), first.code);
    }
    return changes.size();
}

void warn_of_a_stranger(const Session& session, std::string_view name) {
    session.err << "warning: the abstract socket name " << name << " is held by a process that is none of ours, "
                << "which `ss -xap` shows: no daemon starts, or hands over without a gap, until it is ended\n";
}

// Neither may lose what it watches over. A stranger that has the name of one is told of, and keeps nobody from working.
io::Result<bool> is_anybody_on_duty(const Session& session, const config::NodeSettings& node,
                                    const io::Result<io::Fd>& claim) {
    const auto user = io::uid_of(node.user);
    if (!claim) {
        if (claim.error().code != EADDRINUSE) return std::unexpected{claim.error()};
        const auto engine = io::holder_of(io::daemon_name, user);
        if (!engine) return std::unexpected{engine.error()};
        // Under a user that the file does not name it is told by the socket that root opened for it.
        if (*engine != io::Holder::stranger || is_served((node.run_dir / "control.sock").string())) return true;
        warn_of_a_stranger(session, io::daemon_name);
    }
    const auto guard = io::holder_of(io::guard_name, user);
    if (!guard) return std::unexpected{guard.error()};
    if (*guard == io::Holder::stranger) warn_of_a_stranger(session, io::guard_name);
    return *guard == io::Holder::ours;
}

}  // namespace

Exit release(const Session& session, const std::string& file) {
    const auto loaded = config::load(file);
    const config::Config config = loaded ? loaded->config : config::Config{};
    const auto claim = io::claim_namespace();
    const auto anybody = is_anybody_on_duty(session, config.node, claim);
    if (!anybody) return tell(session, {Exit::failed, anybody.error().text(), "`ss -xap` shows who holds such names"});
    if (*anybody) {
        session.out << "nothing to do: a daemon or its guard is on duty in this network namespace\n";
        return Exit::ok;
    }
    auto netlink = io::Netlink::open();
    if (!netlink) return tell(session, {Exit::failed, netlink.error().text(), {}});
    const auto links = remove_links(*netlink);
    if (!links) return tell(session, {Exit::failed, links.error().text(), "run it as root"});
    std::ignore = io::Silence::sweep();
    std::ignore = io::NoAccept::sweep();
    const auto routing = remove_routing(*netlink);
    const auto addresses = remove_addresses(session, *netlink, config);
    const auto given = io::give_back(config.node.run_dir);
    if (!addresses) return tell(session, {Exit::failed, addresses.error().text(), {}});
    if (!routing) return tell(session, {Exit::failed, routing.error().text(), {}});
    if (!given) {
        return tell(session,
                    {Exit::failed, given.error().text(), "look at the file borrowed-settings in node.run_dir"});
    }
    session.out << "released: " << *links << " interfaces, " << *addresses << " addresses, " << *routing
                << " routes and rules\n";
    return Exit::ok;
}

}  // namespace holdfast::cli
