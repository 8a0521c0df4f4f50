// Understands a story's lines: settings first, then commands, each of which it gives to the World.
#pragma once

#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "tests/stories/world.hpp"

namespace holdfast::stories {

using Words = std::vector<std::string>;

class Teller {
public:
    void obey(const std::string& line);
    World& world() { return *world_; }
    std::string transcript() const { return world_ ? world_->transcript().text() : ""; }

private:
    bool set(const Words& words);  // false: it is not a setting
    bool set_behaviour(const Words& words);
    void set_sides(const Words& words);
    void set_nodes(const Words& words);
    void begin();
    void add_host(const std::string& name, int priority, int number);
    net::InterfaceIndex interface(const Words& words, std::size_t place) const;
    bool do_to_all(const Words& words);
    bool do_to_host(const Words& words, SimHost& host);
    bool do_to_machine(const Words& words, SimHost& host);
    bool do_by_order(const Words& words, SimHost& host);
    void report(const Words& words, SimHost& host);
    bool do_reload(const Words& words, SimHost& host);
    void forge(const Words& words);

    engine::InstanceSettings common_;
    std::vector<engine::InstanceSettings> sides_;  // the instances of a host
    net::Duration start_delay_{};
    std::vector<std::pair<std::string, int>> nodes_;  // name, priority
    std::set<std::string> later_;
    bool quiet_ = false;
    bool crossed_ = false;
    std::unique_ptr<World> world_;
};

}  // namespace holdfast::stories
