#include "daemon/app/base_settings.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include "daemon/io/sysctl.hpp"

namespace holdfast::app {
namespace {

constexpr auto ipv4 = net::Family::ipv4;

}  // namespace

void BaseSettings::change(net::InterfaceIndex base) {
    const io::Result<net::Link> link = netlink_.link(base);
    if (!link) return;
    std::vector<Changed> changed;
    raise(link->name, "arp_ignore", 1, changed);    // answer for the addresses of this interface alone
    raise(link->name, "arp_announce", 2, changed);  // and ask in their name alone
    if (changed.empty()) return;
    say("interface_settings_changed", link->name, changed);
    changed_.try_emplace(base, Base{link->name, std::move(changed)});  // what was found first is what is restored
    remember();
}

void BaseSettings::recall(const std::vector<io::Borrowed>& borrowed) {
    for (const auto& [interface, key, before, now] : borrowed) {
        const io::Result<net::Link> link = netlink_.link(interface);
        if (!link) continue;
        Base& base = changed_[link->index];
        base.name = interface;
        base.settings.push_back({key, before, now});
    }
}

void BaseSettings::remember() const {
    std::vector<io::Borrowed> all;
    for (const auto& [index, base] : changed_) {
        for (const Changed& one : base.settings) all.push_back({base.name, one.key, one.before, one.after});
    }
    keeper_.remember(all);
}

void BaseSettings::keep_secondaries(net::InterfaceIndex base) {
    const io::Result<net::Link> link = netlink_.link(base);
    if (!link) return;
    std::vector<Changed> changed;
    raise(link->name, "promote_secondaries", 1, changed);
    if (!changed.empty()) say("interface_settings_changed", link->name, changed);
}

// The kernel takes the greater one of the interface's and that of all.
void BaseSettings::raise(const std::string& interface, std::string_view key, int least, std::vector<Changed>& changed) {
    const int all = io::read_setting({ipv4, "all", key}).value_or(0);
    const int before = io::read_setting({ipv4, interface, key}).value_or(0);
    if (std::max(all, before) >= least) return;
    if (const io::Result<void> written = keeper_.write({ipv4, interface, key}, least); !written) {
        return sink_({net::Level::warning, "interface_settings", "", {{"error", written.error().text()}}});
    }
    changed.push_back({std::string{key}, before, least});
}

void BaseSettings::restore(net::InterfaceIndex base) {
    const auto changed = changed_.find(base);
    if (changed == changed_.end()) return;
    const std::vector<Changed> settings = std::move(changed->second.settings);
    changed_.erase(changed);
    remember();
    const io::Result<net::Link> link = netlink_.link(base);
    if (!link) return;
    for (const Changed& one : settings) {
        const io::InterfaceSetting setting{ipv4, link->name, one.key};
        const bool is_as_we_left_it = io::read_setting(setting).value_or(one.before) == one.after;
        if (is_as_we_left_it) std::ignore = keeper_.write(setting, one.before);
    }
    say("interface_settings_restored", link->name, settings);
}

std::vector<net::InterfaceIndex> BaseSettings::changed() const {
    std::vector<net::InterfaceIndex> bases;
    for (const auto& [index, base] : changed_) bases.push_back(index);
    return bases;
}

void BaseSettings::say(const char* event, const std::string& interface, const std::vector<Changed>& changed) {
    net::Note note{net::Level::info, event, "", {{"interface", interface}}};
    for (const Changed& one : changed) {
        note.fields.emplace_back(one.key, std::to_string(one.after) + ", before " + std::to_string(one.before));
    }
    sink_(std::move(note));
}

}  // namespace holdfast::app
