// The draft's own vectors, and others made with Python's hmac: both ways.
#include <gtest/gtest.h>

#include "tests/unit/vrrp/golden.hpp"
#include "tests/unit/vrrp/signing.hpp"

namespace holdfast::vrrp {
namespace {

struct Signed {
    std::string name;
    Advertisement advert;
    Sending sending;
    std::string key = old_key;
    std::uint8_t key_id = 1;
    Sequence sequence = 0x6800'0000'8000'0000;

    UtcTime time() const { return UtcTime{std::chrono::seconds{sequence >> 32}}; }
    net::Bytes image() const { return golden("hmac.txt", name); }
};

void PrintTo(const Signed& one, std::ostream* out) {
    *out << one.name;
}

Sending between(const std::string& source, const std::string& destination,
                ChecksumForm form = ChecksumForm::pseudo_header) {
    return {.source = ip(source), .destination = ip(destination), .checksum_form = form, .password = std::nullopt};
}

std::vector<Signed> signed_answers() {
    const Centiseconds second{100};
    const Priority usual{200};
    return {
        {"draft_ipv4",
         {Version::v3, Vrid{51}, usual, second, {ip("192.0.2.100")}},
         between("198.51.100.10", "224.0.0.18", ChecksumForm::rfc9568)},
        {"draft_ipv6", {Version::v3, Vrid{51}, usual, second, {ip("fe80::100")}}, between("fe80::10", "fe80::20")},
        {"v3_pseudo_header",
         {Version::v3, Vrid{10}, usual, second, {ip("192.0.2.1"), ip("192.0.2.2")}},
         between("192.0.2.251", "224.0.0.18"),
         new_key,
         255},
        {"v3_ipv6_resignation",
         {Version::v3, Vrid{1}, leaving, second, {ip("fe80::1"), ip("2001:db8::1")}},
         between("fe80::c8", "ff02::12"),
         old_key,
         1,
         1},
        {"v2",
         {Version::v2, Vrid{51}, Priority{30}, second, {ip("10.0.1.5")}},
         between("10.0.1.3", "224.0.0.18"),
         old_key,
         1,
         0xffff'ffff'ffff'ffff},
    };
}

class KnownSignature : public testing::TestWithParam<Signed> {};

TEST_P(KnownSignature, IsSent) {
    Sending sending = GetParam().sending;
    sending.seal = Seal{GetParam().key_id, GetParam().sequence, io::KeyedHash{GetParam().key}};
    EXPECT_EQ(encode(GetParam().advert, sending), GetParam().image());
}

TEST_P(KnownSignature, IsAccepted) {
    const Advertisement& advert = GetParam().advert;
    const Sending& route = GetParam().sending;
    Expectation expected;
    expected.version = advert.version;
    expected.interval = advert.interval;
    expected.addresses = advert.addresses;
    if (route.destination != multicast_group(route.source.family())) {
        expected.unicast_peers = {route.source};
        expected.own_addresses = {route.destination};
    }
    Authenticator receiver;
    receiver.configure(keys({{GetParam().key_id, GetParam().key}}, GetParam().key_id), real_hash());
    const net::Bytes image = GetParam().image();
    const Datagram datagram{
        .source = route.source, .destination = route.destination, .hop_limit = hop_limit, .message = image};
    const auto accepted = decode(datagram, expected, {&receiver, GetParam().time()});
    ASSERT_TRUE(accepted) << label(accepted.error());
    EXPECT_TRUE(accepted->authenticated);
    EXPECT_EQ(accepted->advert, advert);
}

INSTANTIATE_TEST_SUITE_P(Each, KnownSignature, testing::ValuesIn(signed_answers()),
                         [](const auto& param_info) { return param_info.param.name; });

// Against the image of the draft's appendix, one byte flipped each: what the hash covers, and what it does not.
struct Flip {
    const char* what;
    std::size_t at;
    std::optional<DropReason> fate;
};

class Flipped : public testing::TestWithParam<Flip> {};

TEST_P(Flipped, HasItsReason) {
    const Packet like{
        .source = ip("198.51.100.10"), .destination = ip("224.0.0.18"), .vrid = 51, .addresses = {ip("192.0.2.100")}};
    net::Bytes image = golden("hmac.txt", "draft_ipv4");
    image[GetParam().at] ^= 1;
    Authenticator receiver;
    receiver.configure(keys({{1, old_key}}), real_hash());
    const Datagram datagram = like.datagram(image);
    EXPECT_EQ(receiver.check(datagram, image.size() - trailer_size, UtcTime{std::chrono::seconds{0x68000000}}),
              GetParam().fate);
}

INSTANTIATE_TEST_SUITE_P(
    Each, Flipped,
    testing::Values(Flip{"Priority", 2, DropReason::hmac_fail}, Flip{"Interval", 5, DropReason::hmac_fail},
                    Flip{"Vrid", 1, DropReason::hmac_fail}, Flip{"Address", 11, DropReason::hmac_fail},
                    Flip{"Seconds", 19, DropReason::hmac_fail}, Flip{"Counter", 23, DropReason::hmac_fail},
                    Flip{"Hash", 24, DropReason::hmac_fail}, Flip{"LastOfHash", 39, DropReason::hmac_fail},
                    Flip{"Checksum", 6, std::nullopt}, Flip{"Type", 12, DropReason::hmac_type},
                    Flip{"Key", 13, DropReason::hmac_key}, Flip{"Reserved", 15, DropReason::hmac_type},
                    Flip{"Years", 16, DropReason::hmac_time}),
    [](const auto& param_info) { return param_info.param.what; });

}  // namespace
}  // namespace holdfast::vrrp
