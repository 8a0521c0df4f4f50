#include "daemon/io/borrowed.hpp"

#include <cerrno>

#include <gtest/gtest.h>

#include "daemon/io/state_file.hpp"
#include "tests/unit/folder.hpp"

namespace holdfast::io {
namespace {

TEST(Borrowed, IsReadAsItWasWritten) {
    const std::vector<Borrowed> all{{"eth0", "arp_ignore", 0, 1}, {"eth1.5", "arp_announce", 1, 2}};
    EXPECT_EQ(parse_borrowed(to_text(all)), all);
}

TEST(Borrowed, IsRefusedWholeWhenALineIsDamaged) {
    for (const std::string damaged : {"eth1 arp_announce one 2", "eth1 arp_announce 1", "eth1 arp_announce 1 2 3",
                                      "eth1 arp_announce 1 2x", "", "eth1 arp_announce 99999999999 2"}) {
        EXPECT_EQ(parse_borrowed("eth0 arp_ignore 0 1\n" + damaged + "\n").error().code, EINVAL) << damaged;
    }
}

// The text is the engine's, and the host's settings are given back by root.
TEST(Borrowed, IsRefusedWhenItIsNoSettingOfAnInterface) {
    for (const std::string wrong : {"../../../../../tmp x 0 1", "lo ../../../../kernel/core_uses_pid 0 1",
                                    "lo forwarding 0 1", "all arp_ignore 0 1", ".. arp_ignore 0 1"}) {
        EXPECT_EQ(parse_borrowed(wrong + "\n").error().code, EINVAL) << wrong;
    }
}

class BorrowedFile : public testing::Test {
protected:
    // From where a setting's interface is looked for.
    std::string way_to(const std::string& file) const { return "../../../../.." + folder.file(file); }
    test::Folder folder;
};

TEST_F(BorrowedFile, IsNoWayToWriteAnyFile) {
    const std::string victim = folder.write("victim", "1");
    ASSERT_TRUE(write_state_file(folder.path(), borrowed_name, "lo ../" + way_to("victim") + " 7 1\n"));
    EXPECT_EQ(give_back(folder.path()).error().code, EINVAL);
    EXPECT_EQ(test::content_of(victim), "1");
    EXPECT_TRUE(std::filesystem::exists(folder / borrowed_name));
}

TEST_F(BorrowedFile, GoesWhenAllIsGivenBack) {
    ASSERT_TRUE(write_state_file(folder.path(), borrowed_name, "no_such arp_ignore 0 1\n"));
    EXPECT_TRUE(give_back(folder.path()));
    EXPECT_FALSE(std::filesystem::exists(folder / borrowed_name));
    EXPECT_TRUE(give_back(folder.path()));
}

// The file is written for the engine, and given back by root.
TEST(InterfaceSetting, IsNoWayToElsewhere) {
    EXPECT_EQ(read_setting({net::Family::ipv4, "lo", "../../ip_forward"}).error().code, EPERM);
    EXPECT_EQ(read_setting({net::Family::ipv4, "../..", "ip_forward"}).error().code, EPERM);
    EXPECT_EQ(read_setting({net::Family::ipv4, "..", "ip_forward"}).error().code, EPERM);
    EXPECT_EQ(write_setting({net::Family::ipv4, "lo", "../../ip_forward"}, 1).error().code, EPERM);
    EXPECT_EQ(write_setting({net::Family::ipv4, "lo", "forwarding"}, 1).error().code, EPERM);
    EXPECT_EQ(write_setting({net::Family::ipv4, "all", "arp_ignore"}, 1).error().code, EPERM);
    EXPECT_TRUE(read_setting({net::Family::ipv4, "lo", "arp_ignore"}));
}

}  // namespace
}  // namespace holdfast::io
