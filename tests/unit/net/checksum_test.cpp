#include "daemon/net/checksum.hpp"

#include <gtest/gtest.h>

namespace holdfast::net {
namespace {

// The example of RFC 1071 §3: its sum is ddf2.
const Bytes example{0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7};

TEST(Checksum, IsTheComplementOfTheFoldedSum) {
    EXPECT_EQ(ChecksumSum{}.add(example).complement(), static_cast<std::uint16_t>(~0xddf2));
}

TEST(Checksum, IsTheSameInPieces) {
    const ByteView view{example};
    EXPECT_EQ(ChecksumSum{}.add(view.first(2)).add(view.subspan(2)).complement(), ChecksumSum{}.add(view).complement());
}

TEST(Checksum, PadsAnOddEndWithZero) {
    EXPECT_EQ(ChecksumSum{}.add(Bytes{0x12}).complement(), ChecksumSum{}.add(Bytes{0x12, 0x00}).complement());
}

TEST(Checksum, VerifiesWhatItSummed) {
    const std::uint16_t checksum = ChecksumSum{}.add(example).complement();
    EXPECT_TRUE(ChecksumSum{}.add(example).add(checksum).verifies());
    EXPECT_FALSE(ChecksumSum{}.add(example).add(static_cast<std::uint16_t>(checksum + 1)).verifies());
}

TEST(Checksum, VerifiesAStoredZero) {  // P66
    EXPECT_TRUE(ChecksumSum{}.add(Bytes{0xff, 0xff, 0x00, 0x00}).verifies());
}

TEST(Checksum, FoldsMoreThanOneCarry) {
    EXPECT_TRUE(ChecksumSum{}.add(Bytes(131'072, 0xff)).verifies());
}

}  // namespace
}  // namespace holdfast::net
