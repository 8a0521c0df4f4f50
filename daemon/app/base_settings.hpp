// While a macvlan of ours is above an interface, that interface must not answer or ask for the macvlan's addresses with
// its own MAC. Linux does, unless told otherwise; what was told is taken back with the last macvlan.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/io/netlink.hpp"
#include "daemon/net/note.hpp"

namespace holdfast::app {

class BaseSettings {
public:
    using NoteSink = std::function<void(net::Note)>;

    BaseSettings(io::Netlink& netlink, NoteSink sink) : netlink_{netlink}, sink_{std::move(sink)} {}

    void change(net::InterfaceIndex base);
    void restore(net::InterfaceIndex base);

private:
    struct Changed {
        std::string_view key;
        int before = 0;
        int after = 0;
    };

    void raise(const std::string& interface, std::string_view key, int least, std::vector<Changed>& changed);
    void say(const char* event, const std::string& interface, const std::vector<Changed>& changed);

    io::Netlink& netlink_;
    NoteSink sink_;
    std::map<net::InterfaceIndex, std::vector<Changed>> changed_;
};

}  // namespace holdfast::app
