// What there is to see of a router.

#include "daemon/engine/router.hpp"
#include "daemon/engine/virtual_link.hpp"

namespace holdfast::engine {

InstanceStatus Router::status(const KernelView& kernel) const {
    InstanceStatus status;
    status.settings = settings_;
    status.state = state_;
    status.since = since_;
    status.reason = reason_;
    status.effective_priority = priority();
    status.priority_why = priority_why();
    status.group = group_;
    if (const auto* backup = std::get_if<vrrp::Backup>(&machine_.situation()); backup && backup->master) {
        const PeerStatus* known = peers_.find(*backup->master);
        status.master = known ? *known : PeerStatus{*backup->master, vrrp::Priority{0}, std::nullopt, false};
    }
    status.holding = gate_.closed() && machine_.state() == vrrp::State::backup;
    if (withdrawn_ && !draining()) status.withdrawn = withdrawn_->kind;
    if (resign_by_) status.withdrawn = Withdrawal::fenced;  // readmitted meanwhile, it does not serve again yet
    if (state_ == InstanceState::fault) {
        for (const Fault& fault : all_faults()) status.faults.push_back(fault.words);
    }
    status.primary = uplink_.primary;
    if (const auto link = virtual_link_of(settings_, kernel)) status.virtual_link = link->name;
    if (!serving()) status.stray = strays(kernel);
    status.advert_interval = machine_.master_interval();
    status.master_down_interval = machine_.master_down_interval();
    status.skew = status.master_down_interval - 3 * status.advert_interval;
    status.lease = lease_of(settings_);
    status.checksum_form = checksum_form_;
    for (const net::Prefix& prefix : holdings_.wanted()) {
        status.addresses.push_back(holdings_.status(prefix, kernel, uplink_.places()));
    }
    status.held = holdings_.held_addresses();
    status.routing = holdings_.routings().status();
    status.peers = peers_.all();
    status.counters = counters_;
    status.lateness = lateness_;
    status.takeover = takeover_;
    return status;
}

}  // namespace holdfast::engine
