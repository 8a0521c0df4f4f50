// This host: all its virtual routers and what the kernel says. Pure; the same Node runs in production and in tests.
//
// Determinism: what handle() returns depends on the constructor's arguments and on the events before, on nothing else.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "daemon/engine/effect.hpp"
#include "daemon/engine/event.hpp"
#include "daemon/engine/group.hpp"
#include "daemon/engine/kernel_view.hpp"
#include "daemon/engine/listeners.hpp"
#include "daemon/engine/note_limit.hpp"
#include "daemon/engine/router.hpp"
#include "daemon/engine/settings.hpp"
#include "daemon/engine/status.hpp"
#include "daemon/engine/tracking.hpp"
#include "daemon/engine/virtual_link.hpp"

namespace holdfast::engine {

class Node {
public:
    using Event = engine::Event;
    using Action = Effect;

    // Nothing happens before the first KernelState. `sign_with` is needed where adverts are signed.
    Node(Settings settings, net::Instant now, vrrp::SignWith sign_with = {});

    std::vector<Effect> handle(const Event& event, net::Instant now);
    // When DeadlineReached is due: nothing changes before, unless an event comes.
    std::optional<net::Instant> deadline() const;
    // After StopRequested: everything is resigned and released.
    bool stopped() const;
    Status status(net::Instant now) const;
    std::optional<InstanceStatus> status_of(const std::string& instance) const;

private:
    using WireKey = std::tuple<net::InterfaceIndex, net::Family, vrrp::Vrid>;

    void on(const DatagramReceived& event, Turn& turn);
    void on(const ReceptionLost& event, Turn& turn);
    void on(const KernelState& event, Turn& turn);
    void on(const LinkChanged& event, Turn& turn);
    void on(const LinkVanished& event, Turn& turn);
    void on(const AddressAppeared& event, Turn& turn);
    void on(const AddressVanished& event, Turn& turn);
    void on(const LeftoversFound& event, Turn& turn);
    void on(const Reconfigured& event, Turn& turn);
    void on(const StopRequested& event, Turn& turn);
    void on(const ClockSet& event, Turn& turn);
    void on(const DeadlineReached& event, Turn& turn);
    void on(const Withdraw& event, Turn& turn);
    void on(const Readmit& event, Turn& turn);
    void on(const AnnounceAgain& event, Turn& turn);
    void on(const CheckReported& event, Turn& turn);
    void on(const VirtualLinkRefused& event, Turn& turn);
    void on(const TransmitFailed& event, Turn& turn);
    void on(const TurnPerformed& event, Turn& turn);
    void on(const AddressRefused& event, Turn& turn);
    void on(const RoutingAnswered& event, Turn& turn);
    void on(const ListenSucceeded& event, Turn& turn);
    void on(const ListenFailed& event, Turn& turn);

    Turn turn_at(net::Instant now, std::vector<Effect>& effects) const;
    void add(const InstanceSettings& settings, Turn& turn);
    void look_at_interfaces(Turn& turn);
    void assess_routers(Turn& turn);
    Assessment assessment_of(const InstanceSettings& instance) const;
    void arrange_groups(Turn& turn);
    void settle_groups(Turn& turn);
    const GroupSettings* group_of(const std::string& instance) const;
    std::optional<Withdraw> order_for(const std::string& instance) const;
    void share_orders(const std::string& why, Turn& turn);
    void expect_virtual_addresses();
    void adopt_leftovers(Turn& turn);
    void tell_routers(Turn& turn);
    void listen_where_needed(Turn& turn);
    Listening listening(const InstanceSettings& settings) const;
    void look_at_virtual_links(Turn& turn);
    void tidy_virtual_links(Turn& turn);
    void virtual_link_changed(const net::Link& link, Turn& turn);
    void drop(net::InterfaceIndex interface, net::Family family, vrrp::DropReason reason);
    Router* find(RouterId id) const;
    RouterId free_id() const;

    Settings settings_;
    net::Instant made_at_;
    vrrp::SignWith sign_with_;
    net::Duration utc_ahead_{};  // of our clock
    bool started_ = false;       // it knows what the kernel has
    KernelView kernel_;
    Tracker tracker_;
    Listeners listeners_;
    VirtualLinks virtual_links_;
    std::vector<std::unique_ptr<Router>> routers_;
    std::vector<Group> groups_;
    std::map<WireKey, Router*> by_wire_;
    LeftoversFound leftovers_;
    std::map<std::string, Withdraw> withdrawn_;                                // by instance
    std::map<std::pair<std::string, net::Family>, vrrp::DropCounts> dropped_;  // adverts that belong to no instance
    NoteLimit notes_;
};

}  // namespace holdfast::engine
