// A hello message, with the right key or without: what is believed survives writing and reading, and what is not
// signed is never believed.
#include "detector/hello/codec.hpp"
#include "tests/fuzz/input.hpp"

namespace holdfast::fuzz {
namespace {

using namespace hello;

// Stands in for the keyed hash: any function of all bytes will do.
Digest sign(net::ByteView bytes) {
    Digest digest{};
    std::uint64_t state = 0xcbf29ce484222325U ^ bytes.size();
    for (std::size_t i = 0; i < bytes.size() + digest.size(); ++i) {
        const std::uint8_t byte = i < bytes.size() ? bytes[i] : std::uint8_t{0};
        state = (state ^ byte) * 0x100000001b3U;
        digest[i % digest.size()] ^= static_cast<std::uint8_t>(state >> 32);
    }
    return digest;
}

void check_harmless(const Message& message) {
    ensure(message.node.size() <= 64, "a name is short");
    for (const char c : message.node) ensure(c > ' ' && c <= '~', "and nothing in it can be taken for anything else");
    ensure(message.instances.size() <= most_instances && message.macs.size() <= 16 && message.addresses.size() <= 16,
           "lists have their limits");
    for (const Instance& one : message.instances) {
        ensure(one.vrid != vrrp::Vrid{} && one.state <= State::fenced && one.heard.size() <= 8, "and their values");
        ensure(one.since >= net::Duration::zero(), "nothing is in the future");
    }
}

void check_round_trip(const Message& message) {
    std::vector<Instance> instances;
    const std::vector<Message> parts = in_parts(message);
    for (const Message& part : parts) {
        const net::Bytes bytes = encode(part, sign);
        ensure(bytes.size() <= largest_message, "a part fits its datagram");
        const auto back = decode(bytes, sign);
        ensure(back && *back == part, "a message survives writing and reading");
        instances.insert(instances.end(), back->instances.begin(), back->instances.end());
        net::Bytes forged = bytes;
        forged[forged.size() / 2] ^= 1;
        ensure(!decode(forged, sign), "one bit more or less, and nobody believes it");
    }
    ensure(!parts.empty() && instances == message.instances, "no instance is lost between the parts");
}

void read(Input in) {
    const bool is_signed = in.flag();
    net::Bytes bytes = in.rest();
    if (is_signed) {
        const Digest digest = sign(bytes);
        bytes.insert(bytes.end(), digest.begin(), digest.end());
    }
    const auto message = decode(bytes, sign);
    if (!message) return;
    ensure(is_signed, "what is not signed is not believed");
    check_harmless(*message);
    check_round_trip(*message);
}

}  // namespace
}  // namespace holdfast::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    holdfast::fuzz::read({data, size});
    return 0;
}
