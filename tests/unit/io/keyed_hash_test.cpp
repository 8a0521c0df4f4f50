#include "daemon/io/keyed_hash.hpp"

#include <string_view>

#include <gtest/gtest.h>

#include "daemon/io/random.hpp"

namespace holdfast::io {
namespace {

std::string hex(net::ByteView bytes) {
    std::string text;
    for (const std::uint8_t byte : bytes) {
        text += "0123456789abcdef"[byte >> 4];
        text += "0123456789abcdef"[byte & 15];
    }
    return text;
}

net::Bytes bytes(std::string_view text) {
    return {text.begin(), text.end()};
}

// RFC 4231 §4.2, §4.3, §4.7
TEST(KeyedHash, IsThatOfTheRfcsExamples) {
    EXPECT_EQ(hex(KeyedHash{std::string(20, '\x0b')}(bytes("Hi There"))),
              "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    EXPECT_EQ(hex(KeyedHash{"Jefe"}(bytes("what do ya want for nothing?"))),
              "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    EXPECT_EQ(hex(KeyedHash{std::string(131, '\xaa')}(bytes("Test Using Larger Than Block-Size Key - Hash Key First"))),
              "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST(KeyedHash, TakesAnEmptyKeyAndAnEmptyText) {
    EXPECT_EQ(hex(KeyedHash{""}({})), "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

TEST(Random, FillsEverythingAndNeverTheSame) {
    std::array<std::uint8_t, 256> one{};
    std::array<std::uint8_t, 256> other{};
    fill_with_random(one);
    fill_with_random(other);
    EXPECT_NE(one, other);
    EXPECT_NE(hex(one).substr(448), std::string(64, '0'));  // the last 32 bytes
}

}  // namespace
}  // namespace holdfast::io
