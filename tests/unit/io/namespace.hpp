// Network namespaces of the test's own, made fresh, gone with the test. Needs root; a test without it is skipped.
#pragma once

#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <sched.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include "daemon/io/fd.hpp"
#include "daemon/io/netlink.hpp"
#include "daemon/io/netlink_monitor.hpp"
#include "tests/unit/readable.hpp"

namespace holdfast::test {

// The calling thread is in it after make() and enter(). A socket stays in the namespace that it was opened in.
class Namespace {
public:
    static Namespace make() {
        if (::unshare(CLONE_NEWNET) != 0) std::abort();
        return Namespace{io::Fd{::open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC)}};
    }
    void enter() const {
        if (::setns(fd_.get(), CLONE_NEWNET) != 0) std::abort();
    }
    // As `ip` takes it, from any process of ours.
    std::string path() const { return "/proc/" + std::to_string(::getpid()) + "/fd/" + std::to_string(fd_.get()); }

private:
    explicit Namespace(io::Fd fd) : fd_{std::move(fd)} {}
    io::Fd fd_;
};

inline void run(const std::string& command) {
    ASSERT_EQ(std::system(command.c_str()), 0) << command;
}

inline net::IpAddress ip(const char* text) {
    return net::IpAddress::parse(text).value();
}
inline net::Prefix prefix(const char* text) {
    return net::Prefix::parse(text).value();
}

inline net::InterfaceIndex index_of(const std::string& name) {
    const io::KernelPicture picture = io::Netlink::open()->dump().value();
    for (const net::Link& link : picture.links) {
        if (link.name == name) return link.index;
    }
    return {};
}

inline bool has_address(const net::Prefix& wanted) {
    const io::KernelPicture picture = io::Netlink::open()->dump().value();
    for (const net::LinkAddress& address : picture.addresses) {
        if (address.prefix == wanted) return true;
    }
    return false;
}

// A cable's first frames are lost until the kernel has worked off, on its own time, that both its ends are up.
inline void wait_until_up(net::InterfaceIndex index) {
    auto monitor = io::NetlinkMonitor::open().value();
    auto netlink = io::Netlink::open().value();
    while (!netlink.link(index)->up && readable(monitor.fd())) monitor.drain();
    run("ip link set lo up");  // waits for the lock under which that is done
}

class NeedsRoot : public testing::Test {
protected:
    void SetUp() override {
        if (::geteuid() != 0) GTEST_SKIP() << "network namespaces need root";
        set_up();
    }
    virtual void set_up() {}
};

// One namespace with an eth0 that is up, and whose cable ends at `far`.
class OneHost : public NeedsRoot {
protected:
    void set_up() override {
        namespace_.emplace_back(Namespace::make());
        run("ip link set lo up; ip link add eth0 type veth peer name far; ip link set far addrgenmode none up;"
            "ip link set eth0 addrgenmode none up");
        eth0 = index_of("eth0");
        wait_until_up(eth0);
    }
    net::InterfaceIndex eth0{};

private:
    std::vector<Namespace> namespace_;
};

// Two namespaces with a cable between them: eth0 of each, 192.0.2.1 fe80::1 | 192.0.2.2 fe80::2. The test is in `left`.
class TwoHosts : public NeedsRoot {
protected:
    void set_up() override {
        hosts_.emplace_back(Namespace::make());
        hosts_.emplace_back(Namespace::make());
        left().enter();
        run("ip link set lo up; ip link add eth0 type veth peer name eth0 netns " + right().path());
        address("1");
        right().enter();
        run("ip link set lo up");
        address("2");
        right0 = index_of("eth0");
        wait_until_up(right0);
        left().enter();
        left0 = index_of("eth0");
        wait_until_up(left0);
    }
    const Namespace& left() const { return hosts_[0]; }
    const Namespace& right() const { return hosts_[1]; }
    template <class Open>
    auto on_right(Open open) {
        right().enter();
        auto result = open();
        left().enter();
        return result;
    }

    net::InterfaceIndex left0{};
    net::InterfaceIndex right0{};

private:
    static void address(const std::string& host) {
        run("ip link set eth0 addrgenmode none up; ip address add 192.0.2." + host +
            "/24 dev eth0; ip address add fe80::" + host + "/64 dev eth0 nodad");
    }
    std::vector<Namespace> hosts_;
};

}  // namespace holdfast::test
