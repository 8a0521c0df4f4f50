// Signed adverts for tests: keys, a time, and who signs with them.
#pragma once

#include <string>

#include "daemon/io/keyed_hash.hpp"
#include "daemon/vrrp/authenticator.hpp"
#include "tests/unit/vrrp/packet.hpp"

namespace holdfast::vrrp {

inline SignWith real_hash() {
    return [](const std::string& key) { return io::KeyedHash{key}; };
}

inline std::string bytes_from(unsigned char first, std::size_t count) {
    std::string bytes;
    for (std::size_t i = 0; i < count; ++i) bytes.push_back(static_cast<char>(first + i));
    return bytes;
}

inline const std::string old_key = bytes_from(0, 32), new_key = bytes_from(100, 64);
inline constexpr UtcTime noon{std::chrono::seconds{1'800'000'000}};

inline HmacSettings keys(std::vector<HmacKey> all, std::uint8_t active = 1, HmacMode mode = HmacMode::enforce) {
    return {.keys = std::move(all), .active = active, .mode = mode};
}

// A router with keys, which sends packet_v3() or hears what another sent.
class Signer {
public:
    explicit Signer(const HmacSettings& settings = keys({{1, old_key}})) { configure(settings); }
    void configure(const HmacSettings& settings) { authenticator_.configure(settings, real_hash()); }

    net::Bytes send(UtcTime now, const Packet& like = packet_v3()) {
        const Advertisement advert{
            static_cast<Version>(like.version), Vrid{like.vrid}, Priority{like.priority},
            like.version == 2 ? std::chrono::seconds{like.interval} : Centiseconds{like.interval}, like.addresses};
        return encode(advert, {.source = like.source,
                               .destination = like.destination,
                               .password = std::nullopt,
                               .seal = authenticator_.seal(now)});
    }
    std::expected<Accepted, DropReason> hear(net::ByteView message, UtcTime now, const Packet& like = packet_v3()) {
        return decode(like.datagram(message), expectation_of(like), {&authenticator_, now});
    }
    // Why it was dropped; none: accepted.
    std::optional<DropReason> fate(net::ByteView message, UtcTime now, const Packet& like = packet_v3()) {
        const auto heard = hear(message, now, like);
        return heard ? std::nullopt : std::optional{heard.error()};
    }

private:
    Authenticator authenticator_;
};

}  // namespace holdfast::vrrp
