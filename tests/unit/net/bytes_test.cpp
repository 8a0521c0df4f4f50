#include "daemon/net/bytes.hpp"

#include <gtest/gtest.h>

namespace holdfast::net {
namespace {

TEST(Reader, ReadsBigEndian) {
    const Bytes bytes{0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07};
    Reader reader{bytes};
    EXPECT_EQ(reader.u8(), 0x01);
    EXPECT_EQ(reader.u16(), 0x0203);
    EXPECT_EQ(reader.u32(), 0x04050607U);
    EXPECT_TRUE(reader.ok());
    EXPECT_EQ(reader.left(), 0U);
}

TEST(Reader, GivesZerosPastTheEnd) {
    const Bytes bytes{0xff};
    Reader reader{bytes};
    EXPECT_EQ(reader.u16(), 0);
    EXPECT_FALSE(reader.ok());
}

TEST(Reader, StaysBadAfterTheFirstReadPastTheEnd) {
    const Bytes bytes{0xff};
    Reader reader{bytes};
    reader.u32();
    EXPECT_EQ(reader.u8(), 0) << "there is a byte left, but nobody knows which field it would be";
}

TEST(Reader, TakesNothingRatherThanPart) {
    const Bytes bytes{1, 2, 3};
    Reader reader{bytes};
    EXPECT_TRUE(reader.take(4).empty());
    EXPECT_FALSE(reader.ok());
}

TEST(Reader, TakesNothingAtTheEndWithoutHarm) {
    Reader reader{ByteView{}};
    EXPECT_TRUE(reader.take(0).empty());
    EXPECT_TRUE(reader.ok());
}

TEST(Writer, WritesBigEndian) {
    Writer out;
    out.u8(1).u16(0x0203).u32(0x04050607).zeros(2).append(Bytes{9});
    EXPECT_EQ(out.take(), (Bytes{1, 2, 3, 4, 5, 6, 7, 0, 0, 9}));
}

TEST(Writer, OverwritesAField) {
    Writer out;
    out.u32(0).put_u16(1, 0xabcd);
    EXPECT_EQ(out.take(), (Bytes{0, 0xab, 0xcd, 0}));
}

TEST(WriterDeathTest, OverwritesNothingThatWasNotWritten) {
    Writer out;
    out.u16(0);
    EXPECT_DEATH(out.put_u16(1, 0), "overwritten only after it was written");
}

}  // namespace
}  // namespace holdfast::net
