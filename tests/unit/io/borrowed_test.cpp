#include "daemon/io/borrowed.hpp"

#include <gtest/gtest.h>

namespace holdfast::io {
namespace {

TEST(Borrowed, IsReadAsItWasWritten) {
    const std::vector<Borrowed> all{{"eth0", "arp_ignore", 0, 1}, {"eth1.5", "arp_announce", 1, 2}};
    EXPECT_EQ(parse_borrowed(to_text(all)), all);
}

TEST(Borrowed, EndsWhereALineIsDamaged) {
    EXPECT_EQ(parse_borrowed("eth0 arp_ignore 0 1\neth1 arp_announce one 2\n").size(), 1U);
}

}  // namespace
}  // namespace holdfast::io
