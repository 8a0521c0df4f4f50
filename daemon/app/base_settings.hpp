// While a macvlan of ours is above an interface, that interface must not answer or ask for the macvlan's addresses with
// its own MAC. Linux does, unless told otherwise; what was told is taken back with the last macvlan.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/io/borrowed.hpp"
#include "daemon/io/netlink.hpp"
#include "daemon/io/sysctl.hpp"
#include "daemon/net/note.hpp"

namespace holdfast::app {

struct SettingsKeeper {
    // io::write_setting(), or whoever may do it for us.
    std::function<io::Result<void>(const io::InterfaceSetting&, int)> write;
    // All that is to be taken back, each time that changes.
    std::function<void(const std::vector<io::Borrowed>&)> remember;
};

class BaseSettings {
public:
    using NoteSink = std::function<void(net::Note)>;

    BaseSettings(io::Netlink& netlink, NoteSink sink, SettingsKeeper keeper)
        : netlink_{netlink}, sink_{std::move(sink)}, keeper_{std::move(keeper)} {}

    // Those of a predecessor, which are ours to take back.
    void recall(const std::vector<io::Borrowed>& borrowed);
    void change(net::InterfaceIndex base);
    void restore(net::InterfaceIndex base);
    std::vector<net::InterfaceIndex> changed() const;
    // The first address of a network goes alone. Stays so, as with systemd.
    void keep_secondaries(net::InterfaceIndex base);

private:
    struct Changed {
        std::string key;
        int before = 0;
        int after = 0;
    };

    struct Base {
        std::string name;
        std::vector<Changed> settings;
    };

    void raise(const std::string& interface, std::string_view key, int least, std::vector<Changed>& changed);
    void remember() const;
    void say(const char* event, const std::string& interface, const std::vector<Changed>& changed);

    io::Netlink& netlink_;
    NoteSink sink_;
    SettingsKeeper keeper_;
    std::map<net::InterfaceIndex, Base> changed_;
};

}  // namespace holdfast::app
