// A kernel of two interfaces that obeys or refuses, changes by itself, and reports each change when it is listened to.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "daemon/engine/effect.hpp"
#include "daemon/engine/event.hpp"
#include "tests/fuzz/input.hpp"

namespace holdfast::fuzz {

class Kernel {
public:
    using Index = net::InterfaceIndex;

    Kernel() {
        for (const char* name : {"eth0", "eth1"}) plug(name);
        reports_.clear();
    }

    engine::KernelState picture() const {
        engine::KernelState state;
        for (const auto& [index, link] : links_) state.links.push_back(link);
        for (const auto& [address, owner] : addresses_) state.addresses.push_back(as_told(address));
        return state;
    }
    std::vector<engine::Event> take_reports() { return std::exchange(reports_, {}); }
    const net::Link* find(const std::string& name) const {
        for (const auto& [index, link] : links_) {
            if (link.name == name) return &link;
        }
        return nullptr;
    }
    const net::Link* find(Index index) const {
        const auto found = links_.find(index);
        return found == links_.end() ? nullptr : &found->second;
    }
    bool has(Index index, const net::IpAddress& address) const {
        for (const auto& [known, owner] : addresses_) {
            if (known.interface == index && known.prefix.address == address) return true;
        }
        return false;
    }
    // Those that the engine added.
    std::vector<engine::HeldAddress> engines() const {
        std::vector<engine::HeldAddress> held;
        for (const auto& [address, owner] : addresses_) {
            if (owner == Owner::engine) held.push_back(address);
        }
        return held;
    }
    std::vector<net::Routing> engines_routing() const {
        std::vector<net::Routing> entries;
        for (const auto& [entry, owner] : routing_) {
            if (owner == Owner::engine) entries.push_back(entry);
        }
        return entries;
    }
    bool has_our_links() const {
        return std::ranges::any_of(links_, [](const auto& link) { return link.second.ours; });
    }

    // What happens on the host. Nothing, where there is no such thing.
    void plug(const std::string& name) {
        if (find(name) != nullptr) return;
        const Index index{next_index_++};
        links_[index] = {.index = index, .name = name, .up = true, .mac = {{2, 0, 0, 0, 0, 1}}};
        report_link(index);
        const bool first = name == "eth0";
        give({index, prefix(first ? "192.0.2.11/24" : "198.51.100.11/24")});
        give({index, prefix(first ? "fe80::11/64" : "fe80::21/64")});
    }
    void unplug(Index index) {
        if (!links_.contains(index)) return;
        std::vector<Index> above;
        for (const auto& [other, link] : links_) {
            if (link.base == index && other != index) above.push_back(other);
        }
        for (const Index one : above) unplug(one);
        std::erase_if(addresses_, [&](const auto& entry) { return entry.first.interface == index; });
        drop_routes(index);
        links_.erase(index);
        reports_.emplace_back(engine::LinkVanished{index});
    }
    void carrier(Index index, bool up) {
        for (auto& [other, link] : links_) {
            if (other != index && link.base != index) continue;
            link.up = up;
            if (!up) drop_routes(other);
            report_link(other);
        }
    }
    // Without a word.
    void drop_routes(Index index) {
        std::erase_if(routing_, [&](const auto& known) {
            const auto* route = std::get_if<net::Route>(&known.first);
            return route != nullptr && route->interface == index;
        });
    }
    void receive_frames(Index index) {
        if (const auto link = links_.find(index); link != links_.end()) ++link->second.frames_received;
    }
    void give(const engine::HeldAddress& address) {
        if (links_.contains(address.interface) && !has(address.interface, address.prefix.address)) {
            put(address, Owner::other);
        }
    }
    void leave_behind(const engine::HeldAddress& address) { put(address, Owner::engine); }
    void give(const net::Routing& entry) { add(entry, Owner::other); }
    void leave_behind(const net::Routing& entry) { add(entry, Owner::engine); }
    bool take(const engine::HeldAddress& address) {
        if (addresses_.erase(address) == 0) return false;
        reports_.emplace_back(engine::AddressVanished{as_told(address)});
        return true;
    }

    // What the engine orders; an errno's words, or nothing.
    enum class Answer : std::uint8_t { done, exists, no_device };
    Answer add(const engine::HeldAddress& address) {
        if (!links_.contains(address.interface)) return Answer::no_device;
        if (has(address.interface, address.prefix.address)) return Answer::exists;
        put(address, Owner::engine);
        return Answer::done;
    }
    void refresh(const engine::HeldAddress& address) { add(address); }
    Answer add(const net::Routing& entry) { return add(entry, Owner::engine); }
    void remove(const net::Routing& entry) { std::erase(routing_, std::pair{entry, Owner::engine}); }
    // False: the name is another's, or there is nothing to lay it on.
    bool make(const engine::MakeVirtualLink& wanted) {
        const net::Link* base = find(wanted.base);
        const net::Link* there = find(wanted.name);
        if (base == nullptr || (there != nullptr && !there->ours)) return false;
        const Index index = there != nullptr ? there->index : Index{next_index_++};
        net::Link link{.index = index, .name = wanted.name, .up = base->up, .mac = wanted.mac};
        link.ours = true;
        link.base = wanted.base;
        links_[index] = link;
        report_link(index);
        return true;
    }

private:
    enum class Owner : std::uint8_t { other, engine };

    static net::LinkAddress as_told(const engine::HeldAddress& address) {
        return {.index = address.interface, .prefix = address.prefix};
    }
    void put(const engine::HeldAddress& address, Owner owner) {
        addresses_[address] = owner;
        reports_.emplace_back(engine::AddressAppeared{as_told(address)});
    }
    Answer add(const net::Routing& entry, Owner owner) {
        const auto* route = std::get_if<net::Route>(&entry);
        if (route != nullptr && !links_.contains(route->interface)) return Answer::no_device;
        const bool there = std::ranges::any_of(routing_, [&](const auto& known) { return known.first == entry; });
        if (!there) routing_.emplace_back(entry, owner);
        return there ? Answer::exists : Answer::done;
    }
    void report_link(Index index) { reports_.emplace_back(engine::LinkChanged{links_.at(index)}); }

    int next_index_ = 2;
    std::map<Index, net::Link> links_;
    std::map<engine::HeldAddress, Owner> addresses_;
    std::vector<std::pair<net::Routing, Owner>> routing_;
    std::vector<engine::Event> reports_;
};

}  // namespace holdfast::fuzz
