// Makes and removes the macvlans that the Node orders, each silent by itself and answering for its own addresses alone.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "daemon/app/base_settings.hpp"
#include "daemon/app/solicited_groups.hpp"
#include "daemon/engine/effect.hpp"
#include "daemon/io/netlink.hpp"
#include "daemon/io/silence.hpp"
#include "daemon/net/note.hpp"

namespace holdfast::app {

class VirtualLinks {
public:
    using NoteSink = std::function<void(net::Note)>;

    VirtualLinks(io::Netlink& netlink, NoteSink sink, const SettingsKeeper& keeper)
        : netlink_{netlink}, sink_{sink}, write_{keeper.write}, base_settings_{netlink, std::move(sink), keeper} {}

    void recall(const std::vector<io::Borrowed>& borrowed) { base_settings_.recall(borrowed); }
    // What was recalled and nobody needs: our predecessor had macvlans where we have none.
    void give_back_unused();
    // Results: LinkChanged of each, or VirtualLinkRefused.
    void make(const std::vector<engine::MakeVirtualLink>& orders, std::vector<engine::Event>& results);
    void remove(const std::vector<engine::RemoveVirtualLink>& orders);
    bool made(net::InterfaceIndex index) const { return made_.contains(index); }
    // An address of an interface, perhaps one of these, is being changed.
    void changing(const io::AddressChange& change);

private:
    struct Made {
        net::InterfaceIndex base{};
        std::string name;
    };

    io::Result<void> prepare(const engine::MakeVirtualLink& order);
    io::Result<net::Link> finish(const engine::MakeVirtualLink& order);
    void silence(const std::vector<std::string>& names);
    std::vector<Made> forget_vanished();
    void keep_secondaries(const io::AddressChange& change);
    bool is_due(net::InterfaceIndex base);
    bool is_base(net::InterfaceIndex index) const;

    io::Netlink& netlink_;
    NoteSink sink_;
    std::function<io::Result<void>(const io::InterfaceSetting&, int)> write_;
    BaseSettings base_settings_;
    io::Silence silence_;
    SolicitedGroups groups_;
    bool said_loud_ = false;  // that they cannot be silenced
    std::map<net::InterfaceIndex, Made> made_;
    std::map<net::InterfaceIndex, net::Instant> upheld_;  // the settings of a base were looked at
};

}  // namespace holdfast::app
