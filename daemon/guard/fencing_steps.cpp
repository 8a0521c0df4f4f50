#include <algorithm>
#include <string>

#include <sys/reboot.h>

#include "daemon/guard/block.hpp"
#include "daemon/guard/fencing.hpp"
#include "daemon/guard/removal.hpp"
#include "daemon/guard/script.hpp"
#include "daemon/io/clock.hpp"

namespace holdfast::guard {
namespace {

std::vector<GuardedAddress> addresses_of(const fence::Order& order) {
    std::vector<GuardedAddress> addresses;
    addresses.reserve(order.addresses.size());
    for (const auto& [interface, prefix] : order.addresses) addresses.push_back({interface, prefix});
    return addresses;
}

bool is_up(const io::KernelPicture& picture, net::InterfaceIndex index) {
    return std::ranges::any_of(picture.links, [&](const net::Link& link) { return link.index == index && link.up; });
}

std::string list(const std::vector<GuardedAddress>& addresses) {
    std::string text;
    for (const GuardedAddress& address : addresses) text += " " + to_string(address.prefix);
    return text;
}

// Without a sync, which a hung disk would not let return. What matters is on disk.
io::Result<void> reboot_now() {
    ::reboot(RB_AUTOBOOT);
    return io::failed("reboot");
}

}  // namespace

void Fencing::perform(Case& fenced, const fence::Perform& action) {
    const fence::Order& order = fenced.procedure.order();
    switch (action.step) {
        case fence::Step::remove:
        case fence::Step::verify:
            to_look_for_.emplace_back(order.id, action.step);
            return;
        case fence::Step::persist:
            return keeper_.ask(order.id);
        case fence::Step::command:
            return crew_.employ(command_task(order, fenced.equipment));
        case fence::Step::block:
            may_block_ = true;
            return crew_.employ(block_task(order));
        case fence::Step::link_down:
            return ended(order.id, action.step, set_links_down(fenced));
        case fence::Step::watchdog:
            return ended(order.id, action.step, watchdog_.starve());
        case fence::Step::reboot:
            return ended(order.id, action.step, reboot_now());
    }
}

void Fencing::perform(Case& fenced, const fence::Abandon& action) {
    crew_.stop(fenced.procedure.order().id, action.step, io::now());
}

void Fencing::perform(Case&, const fence::Progress& progress) {
    told_.push_back(progress);
}

void Fencing::ended(Id id, fence::Step step, const io::Result<void>& result) {
    happenings_.push_back({id, fence::StepEnded{step, result.has_value(), result ? "" : result.error().text()}});
}

io::Result<void> Fencing::set_links_down(Case& fenced) {
    fenced.links_down = true;
    io::Result<void> all;
    for (const auto& [interface, prefix] : fenced.procedure.order().addresses) {
        const auto done = netlink_.set_down(interface);
        if (!done && done.error().code != ENODEV) all = done;
    }
    return all;
}

// Of all orders at once: the kernel is asked once, however many instances leave together.
void Fencing::look_for_addresses() {
    if (to_look_for_.empty()) return;
    const auto wanted = std::exchange(to_look_for_, {});
    std::vector<GuardedAddress> all;
    for (const auto& [id, step] : wanted) {
        const auto addresses = addresses_of(cases_.at(id).procedure.order());
        all.insert(all.end(), addresses.begin(), addresses.end());
    }
    remove(netlink_, all);  // what came back meanwhile, too
    const auto picture = netlink_.dump();
    for (const auto& [id, step] : wanted) happenings_.push_back({id, look(cases_.at(id), step, picture)});
}

fence::StepEnded Fencing::look(const Case& fenced, fence::Step step,
                               const io::Result<io::KernelPicture>& picture) const {
    if (!picture) return {step, false, picture.error().text()};
    std::vector<GuardedAddress> there = still_there(*picture, addresses_of(fenced.procedure.order()));
    if (fenced.links_down) {
        std::erase_if(there, [&](const GuardedAddress& address) { return !is_up(*picture, address.interface); });
    }
    if (there.empty())
        return {step, true, std::to_string(fenced.procedure.order().addresses.size()) + " addresses gone"};
    if (fenced.blocked) return {step, true, "blocked:" + list(there)};
    return {step, false, "still there:" + list(there)};
}

}  // namespace holdfast::guard
