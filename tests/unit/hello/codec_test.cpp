#include "detector/hello/codec.hpp"

#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "detector/hello/format.hpp"
#include "tests/unit/hello/samples.hpp"

namespace holdfast::hello {
namespace {

using testing::SizeIs;

const Sign ours = samples::signed_by(7);

net::Bytes body_of(const Message& message) {
    const net::Bytes bytes = encode(message, ours);
    return {bytes.begin(), bytes.end() - static_cast<std::ptrdiff_t>(Digest{}.size())};
}

net::Bytes sealed(net::Bytes body) {
    const Digest digest = ours(body);
    body.insert(body.end(), digest.begin(), digest.end());
    return body;
}

net::Bytes with_field(net::Bytes body, std::uint16_t type, const net::Bytes& value) {
    net::Writer field;
    field.u16(type).u16(static_cast<std::uint16_t>(value.size())).append(value);
    body.insert(body.end(), field.view().begin(), field.view().end());
    return sealed(std::move(body));
}

Instance numbered(std::uint8_t vrid) {
    Instance one = samples::instance();
    one.vrid = vrrp::Vrid{vrid};
    return one;
}

TEST(Codec, ReadsWhatItWrote) {
    EXPECT_EQ(decode(encode(samples::message(), ours), ours).value(), samples::message());
}

TEST(Codec, ReadsAnEmptyMessage) {
    EXPECT_EQ(decode(encode(Message{}, ours), ours).value(), Message{});
}

TEST(Codec, ReadsEveryStateFamilyAndFlag) {
    for (const State state : {State::absent, State::backup, State::master, State::fenced}) {
        Message message = samples::message();
        Instance& one = message.instances.front();
        one.state = state;
        one.family = net::Family::ipv6;
        one.primary = samples::ip("fe80::1");
        one.withdrawn = !one.withdrawn;
        one.pinned = !one.pinned;
        one.addresses_present = !one.addresses_present;
        EXPECT_EQ(decode(encode(message, ours), ours).value(), message);
    }
}

// DESIGN.md's table, byte for byte.
TEST(Codec, BeginsWithMagicVersionAndTheNodesName) {
    Message message;
    message.node = "lb1";
    const net::Bytes expected{'H', 'F', 'h', 'i', 1, 0, 0, 1, 0, 3, 'l', 'b', '1', 0, 2, 0, 16};
    const net::Bytes written = encode(message, ours);
    EXPECT_EQ(net::Bytes(written.begin(), written.begin() + static_cast<std::ptrdiff_t>(expected.size())), expected);
}

TEST(Codec, RefusesAMessageThatEndsEarlierWhereverThatIs) {
    const net::Bytes whole = encode(samples::message(), ours);
    for (std::size_t size = 0; size < whole.size(); ++size) {
        EXPECT_FALSE(decode(net::ByteView{whole}.first(size), ours)) << size;
    }
}

std::set<std::size_t> ends_of_fields(const net::Bytes& body) {
    std::set<std::size_t> ends{format::head_size};
    for (std::size_t at = format::head_size; at < body.size(); ends.insert(at)) {
        at += format::field_head + static_cast<std::size_t>(body[at + 2] << 8 | body[at + 3]);
    }
    return ends;
}

// It may be signed, by a node that is out of its mind.
TEST(Codec, RefusesASignedMessageThatEndsInsideAField) {
    const net::Bytes body = body_of(samples::message());
    const std::set<std::size_t> ends = ends_of_fields(body);
    ASSERT_EQ(*ends.rbegin(), body.size());
    for (std::size_t size = format::head_size; size < body.size(); ++size) {
        if (ends.contains(size)) continue;
        const net::Bytes cut = sealed(net::Bytes(body.begin(), body.begin() + static_cast<std::ptrdiff_t>(size)));
        const auto decoded = decode(cut, ours);
        EXPECT_TRUE(!decoded && decoded.error() == Fault::malformed) << size;
    }
}

TEST(Codec, RefusesAnotherKeysSignatureAsForged) {
    EXPECT_EQ(decode(encode(samples::message(), samples::signed_by(8)), ours).error(), Fault::forged);
}

TEST(Codec, RefusesAChangeOfAnySingleByte) {
    const net::Bytes whole = encode(samples::message(), ours);
    for (std::size_t i = 0; i < whole.size(); ++i) {
        net::Bytes changed = whole;
        changed[i] ^= 1;
        EXPECT_FALSE(decode(changed, ours)) << i;
    }
}

TEST(Codec, ChecksTheSignatureBeforeItReadsAField) {
    net::Bytes garbage = encode(Message{}, ours);
    std::fill(garbage.begin() + format::head_size, garbage.end(), 0xff);
    EXPECT_EQ(decode(garbage, ours).error(), Fault::forged);
}

TEST(Codec, SpendsNoSignatureOnWhatIsNoHello) {
    int spent = 0;
    const Sign counting = [&](net::ByteView bytes) {
        ++spent;
        return ours(bytes);
    };
    net::Bytes other_version = encode(Message{}, ours);
    other_version[4] = 2;
    for (const net::Bytes& bytes :
         {net::Bytes{}, net::Bytes(37, 'H'), net::Bytes(1401, 0), net::Bytes(100, 0xff), other_version}) {
        EXPECT_EQ(decode(bytes, counting).error(), Fault::malformed);
    }
    EXPECT_EQ(spent, 0);
}

TEST(Codec, SkipsFieldsThatItDoesNotKnow) {
    for (const std::uint16_t type : std::vector<std::uint16_t>{0, 9, 255, 65535}) {
        EXPECT_EQ(decode(with_field(body_of(samples::message()), type, {1, 2, 3}), ours).value(), samples::message());
    }
}

TEST(Codec, SkipsWhatANewerVersionAddedToAnInstance) {
    const net::Bytes first = body_of(Message{});
    net::Bytes with_instance = body_of({.node = {},
                                        .boot = {},
                                        .sequence = 0,
                                        .echo = {},
                                        .gateways = {},
                                        .macs = {},
                                        .addresses = {},
                                        .instances = {samples::instance()}});
    net::Bytes value(with_instance.begin() + static_cast<std::ptrdiff_t>(first.size() + format::field_head),
                     with_instance.end());
    value.push_back(0x77);
    EXPECT_THAT(decode(with_field(first, 8, value), ours).value().instances, testing::ElementsAre(samples::instance()));
}

TEST(Codec, RefusesFieldsOfTheWrongShape) {
    const std::vector<std::pair<std::uint16_t, net::Bytes>> wrong{
        {2, net::Bytes(15, 0)},   // boot
        {3, net::Bytes(7, 0)},    // sequence
        {4, net::Bytes(23, 0)},   // echo
        {5, {}},                  // gateways
        {6, net::Bytes(7, 0)},    // a MAC and a sixth of another
        {6, net::Bytes(102, 0)},  // 17: too many
        {7, {5, 1, 2, 3, 4, 5}},  // an address of five bytes
        {7, {4, 1, 2, 3}},        // one that is cut off
        {8, {}},                  // instance
        {8, net::Bytes(30, 0)},   // of family 0
    };
    for (const auto& [type, value] : wrong) {
        EXPECT_EQ(decode(with_field(body_of(Message{}), type, value), ours).error(), Fault::malformed)
            << type << " of " << value.size();
    }
}

TEST(Codec, RefusesAMessageThatCannotBeOrdered) {
    const net::Bytes head_only{'H', 'F', 'h', 'i', 1, 0};
    EXPECT_EQ(decode(sealed(head_only), ours).error(), Fault::malformed);
}

TEST(Codec, MakesANameHarmless) {
    Message message;
    message.node = "a\nb\"\x80";
    EXPECT_EQ(decode(encode(message, ours), ours).value().node, "a?b\"?");
}

TEST(Codec, CutsAnOverlongNameShort) {
    Message message;
    message.node = std::string(100, 'x');
    EXPECT_EQ(decode(encode(message, ours), ours).value().node, std::string(64, 'x'));
}

TEST(Codec, KeepsTheLongestTimeThatFits) {
    Message message = samples::message();
    message.instances.front().since = std::chrono::hours{24 * 365};
    EXPECT_EQ(decode(encode(message, ours), ours).value().instances.front().since,
              std::chrono::milliseconds{0xffffffff});
}

TEST(Parts, OfAFewInstancesIsTheWhole) {
    EXPECT_THAT(in_parts(samples::message()), testing::ElementsAre(samples::message()));
}

TEST(Parts, OfNoInstancesIsOneMessage) {
    EXPECT_THAT(in_parts(Message{}), SizeIs(1));
}

TEST(Parts, OfManyInstancesEachFitAndTogetherSayAll) {
    Message whole = samples::message();
    whole.macs.resize(40);
    whole.addresses.assign(40, samples::ip("2001:db8::1"));
    whole.instances.clear();
    for (int vrid = 1; vrid <= 255; ++vrid) whole.instances.push_back(numbered(static_cast<std::uint8_t>(vrid)));
    std::vector<Instance> told;
    for (const Message& part : in_parts(whole)) {
        const net::Bytes bytes = encode(part, ours);
        EXPECT_LE(bytes.size(), largest_message);
        EXPECT_LE(part.instances.size(), most_instances);
        const Message decoded = decode(bytes, ours).value();
        told.insert(told.end(), decoded.instances.begin(), decoded.instances.end());
    }
    EXPECT_EQ(told, whole.instances);
}

TEST(Parts, HaveAtMost32InstancesEvenIfThereIsRoomForMore) {
    Message whole;
    for (std::uint8_t vrid = 1; vrid <= 33; ++vrid) {
        whole.instances.push_back(numbered(vrid));
        whole.instances.back().heard.clear();
    }
    EXPECT_THAT(in_parts(whole), SizeIs(2));
}

}  // namespace
}  // namespace holdfast::hello
