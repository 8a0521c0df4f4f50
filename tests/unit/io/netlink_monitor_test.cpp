#include "daemon/io/netlink_monitor.hpp"

#include <algorithm>

#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/io/namespace.hpp"

namespace holdfast::io {
namespace {

using test::prefix;

class NetlinkMonitorTest : public test::OneHost {
protected:
    void set_up() override {
        OneHost::set_up();
        monitor_.push_back(NetlinkMonitor::open().value());
    }
    NetlinkMonitor& monitor() { return monitor_.front(); }

    // The first change of that kind which `is_it` accepts.
    template <class Change>
    bool hears(const std::function<bool(const Change&)>& is_it) {
        while (test::readable(monitor().fd())) {
            for (const KernelChange& change : monitor().drain().changes) {
                const auto* wanted = std::get_if<Change>(&change);
                if (wanted != nullptr && is_it(*wanted)) return true;
            }
        }
        return false;
    }

private:
    std::vector<NetlinkMonitor> monitor_;
};

TEST_F(NetlinkMonitorTest, TellsOfAnIpv4Address) {
    test::run("ip address add 192.0.2.50/24 dev eth0");
    const std::function is_it = [this](const AddressAppeared& change) {
        return change.address.prefix == prefix("192.0.2.50/24") && change.address.index == eth0;
    };
    EXPECT_TRUE(hears(is_it));
}

TEST_F(NetlinkMonitorTest, TellsOfAnIpv6Address) {
    test::run("ip address add 2001:db8::50/64 dev eth0 nodad");
    const std::function is_it = [](const AddressAppeared& change) {
        return change.address.prefix == prefix("2001:db8::50/64") && !change.address.tentative;
    };
    EXPECT_TRUE(hears(is_it));
}

TEST_F(NetlinkMonitorTest, TellsThatAnAddressHasGone) {
    test::run("ip address add 192.0.2.50/24 dev eth0; ip address del 192.0.2.50/24 dev eth0");
    const std::function is_it = [](const AddressVanished& change) {
        return change.address.prefix == prefix("192.0.2.50/24");
    };
    EXPECT_TRUE(hears(is_it));
}

TEST_F(NetlinkMonitorTest, TellsASecondAddressOfANetworkAsSecondary) {
    test::run("ip address add 192.0.2.50/24 dev eth0; ip address add 192.0.2.51/24 dev eth0");
    const std::function is_it = [](const AddressAppeared& change) {
        return change.address.prefix == prefix("192.0.2.51/24") && change.address.secondary;
    };
    EXPECT_TRUE(hears(is_it));
}

TEST_F(NetlinkMonitorTest, TellsThatALinkWentDown) {
    test::run("ip link set eth0 down");
    const std::function is_it = [this](const LinkChanged& change) {
        return change.link.index == eth0 && !change.link.up;
    };
    EXPECT_TRUE(hears(is_it));
}

TEST_F(NetlinkMonitorTest, TellsThatALinkHasGone) {
    test::run("ip link del eth0");
    const std::function is_it = [this](const LinkVanished& change) { return change.index == eth0; };
    EXPECT_TRUE(hears(is_it));
}

// The kernel also says "deleted" of a link that merely leaves its bridge.
TEST_F(NetlinkMonitorTest, DoesNotTakeLeavingABridgeForTheEnd) {
    test::run("ip link add br0 type bridge; ip link set eth0 master br0; ip link set eth0 nomaster; ip link del br0");
    while (test::readable(monitor().fd())) {
        for (const KernelChange& change : monitor().drain().changes) {
            const auto* vanished = std::get_if<LinkVanished>(&change);
            if (vanished == nullptr) continue;
            EXPECT_NE(vanished->index, eth0);
            return;  // it was br0, the last of it
        }
    }
    FAIL() << "the bridge never went";
}

TEST_F(NetlinkMonitorTest, HasNothingToTellWhenNothingHappened) {
    monitor().drain();
    const Drained drained = monitor().drain();
    EXPECT_TRUE(drained.changes.empty());
    EXPECT_FALSE(drained.overrun);
}

TEST_F(NetlinkMonitorTest, NoticesThatItMissedSomething) {
    auto netlink = Netlink::open().value();
    std::vector<AddressChange> changes;
    for (std::uint8_t i = 1; i <= 250; ++i) {
        const net::Prefix address{net::IpAddress::v4(10, 0, 0, i), 32};
        changes.push_back({AddressChange::Kind::add, eth0, address, {}});
        changes.push_back({AddressChange::Kind::remove, eth0, address, {}});
    }
    for (int i = 0; i < 20; ++i) netlink.apply(changes);
    EXPECT_TRUE(monitor().drain().overrun);
    EXPECT_FALSE(monitor().drain().overrun);
    test::run("ip address add 192.0.2.50/24 dev eth0");
    const std::function is_it = [](const AddressAppeared& change) {
        return change.address.prefix == prefix("192.0.2.50/24");
    };
    EXPECT_TRUE(hears(is_it));
}

TEST_F(NetlinkMonitorTest, BelievesTheKernelOnly) {
    monitor().drain();
    sockaddr_nl to{};
    socklen_t size = sizeof to;
    ASSERT_EQ(::getsockname(monitor().fd(), reinterpret_cast<sockaddr*>(&to), &size), 0);
    to.nl_groups = 0;
    struct {
        nlmsghdr header;
        ifinfomsg link;
    } lie{};
    lie.header.nlmsg_len = sizeof lie;
    lie.header.nlmsg_type = RTM_DELLINK;
    lie.link.ifi_index = static_cast<int>(eth0);
    const Fd liar{::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE)};
    ASSERT_EQ(::sendto(liar.get(), &lie, sizeof lie, 0, reinterpret_cast<sockaddr*>(&to), size),
              static_cast<ssize_t>(sizeof lie));
    ASSERT_TRUE(test::readable(monitor().fd()));
    EXPECT_TRUE(monitor().drain().changes.empty());
}

}  // namespace
}  // namespace holdfast::io
