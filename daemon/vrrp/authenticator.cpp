#include "daemon/vrrp/authenticator.hpp"

#include <algorithm>
#include <cstdlib>

#include "daemon/net/ensure.hpp"
#include "daemon/vrrp/wire.hpp"

namespace holdfast::vrrp {
namespace {

using std::chrono::seconds;

constexpr std::uint8_t trailer_type = 1;
constexpr std::size_t hash_size = 16;  // of the 32 bytes
constexpr std::size_t longest_address = 16;

bool after(Sequence a, Sequence b) {
    return static_cast<std::int64_t>(a - b) > 0;
}

// The counter, the lowest 16 bits, is what is added where the clock has not gone on.
Sequence by_clock(UtcTime now) {
    const auto whole = std::chrono::floor<seconds>(now);
    const auto fraction = static_cast<std::uint64_t>((now - whole).count()) * 0x10000 / 1'000'000'000;
    return static_cast<std::uint64_t>(whole.time_since_epoch().count()) << 32 | fraction << 16;
}

// How many seconds `a` is ahead of `b`.
std::int32_t ahead(Sequence a, Sequence b) {
    return static_cast<std::int32_t>(static_cast<std::uint32_t>(a >> 32) - static_cast<std::uint32_t>(b >> 32));
}

net::Bytes head(std::uint8_t key, Sequence sequence) {
    net::Writer out;
    out.u8(trailer_type).u8(key).u16(0);
    out.u32(static_cast<std::uint32_t>(sequence >> 32)).u32(static_cast<std::uint32_t>(sequence));
    return out.take();
}

// Family, version and VRID, so that no advert is good for another router with the same key; the source, so that it is
// good for no other sender; the message with its checksum as zero, and the trailer with its hash as zero.
Digest digest(const Sign& sign, const net::IpAddress& source, net::ByteView message, net::ByteView head) {
    net::Writer text;
    text.u8(source.family() == net::Family::ipv4 ? 4 : 6).u8(message[0] >> 4).u8(message[1]).u8(0);
    text.append(source.bytes()).zeros(longest_address - source.bytes().size());
    text.append(message.first(wire::checksum_offset)).u16(0).append(message.subspan(wire::checksum_offset + 2));
    text.append(head).zeros(hash_size);
    return sign(text.view());
}

// In constant time: how long a wrong guess takes must not tell how much of it was right.
bool begins_with(const Digest& digest, net::ByteView guess) {
    unsigned difference = 0;
    for (std::size_t i = 0; i < hash_size; ++i) difference |= unsigned{digest[i]} ^ unsigned { guess[i] };
    return difference == 0;
}

}  // namespace

std::string_view label(HmacMode mode) {
    switch (mode) {
        case HmacMode::enforce:
            return "enforce";
        case HmacMode::permissive:
            return "permissive";
        case HmacMode::receive_only:
            return "receive-only";
    }
    return "";
}

net::Bytes trailer(const Seal& seal, const net::IpAddress& source, net::ByteView message) {
    net::Bytes bytes = head(seal.key, seal.sequence);
    const Digest hash = digest(seal.sign, source, message, bytes);
    bytes.insert(bytes.end(), hash.begin(), hash.begin() + hash_size);
    return bytes;
}

void Authenticator::configure(const std::optional<HmacSettings>& settings, const SignWith& sign_with) {
    settings_ = settings;
    keys_.clear();
    if (!settings_) return;
    net::ensure(sign_with != nullptr, "whoever has keys has what to sign with");
    for (const HmacKey& key : settings_->keys) keys_.push_back({key.id, sign_with(key.secret)});
    net::ensure(find(settings_->active) != nullptr, "the key that is sent is one of the keys");
}

// What was sent lies ahead of the clock only where many were sent at once, or where the clock was set back: if by more
// than others put up with, the sequence begins anew from it.
std::optional<Seal> Authenticator::seal(UtcTime now) {
    if (!settings_ || settings_->mode == HmacMode::receive_only) return std::nullopt;
    const Sequence clock = by_clock(now);
    const bool follow_clock = after(clock, sent_) || ahead(sent_, clock) > settings_->window.count();
    sent_ = follow_clock ? clock : sent_ + 1;
    return Seal{settings_->active, sent_, find(settings_->active)->sign};
}

// The time first: a flood of recordings is not worth a hash each.
std::optional<DropReason> Authenticator::check(const Datagram& datagram, std::size_t size, UtcTime now) {
    const net::ByteView message = datagram.message.first(size);
    const net::ByteView trailer = datagram.message.subspan(size);
    if (trailer.size() != trailer_size) return DropReason::hmac_missing;

    net::Reader reader{trailer};
    const std::uint8_t type = reader.u8();
    const std::uint8_t id = reader.u8();
    const std::uint16_t reserved = reader.u16();
    if (type != trailer_type || reserved != 0) return DropReason::hmac_type;
    const Sequence whole = reader.u32();
    const Sequence sequence = whole << 32 | reader.u32();
    if (!in_window(sequence, now)) return DropReason::hmac_time;
    const Key* key = find(id);
    if (key == nullptr) return DropReason::hmac_key;
    const net::ByteView head = trailer.first(trailer_size - hash_size);
    const net::ByteView hash = trailer.last(hash_size);
    if (!begins_with(digest(key->sign, datagram.source, message, head), hash)) return DropReason::hmac_fail;
    if (!moves_on(datagram.source, sequence, now)) return DropReason::hmac_replay;
    return std::nullopt;
}

const Authenticator::Key* Authenticator::find(std::uint8_t id) const {
    const auto found = std::ranges::find(keys_, id, &Key::id);
    return found == keys_.end() ? nullptr : &*found;
}

bool Authenticator::in_window(Sequence sequence, UtcTime now) const {
    return std::abs(static_cast<std::int64_t>(ahead(sequence, by_clock(now)))) <= settings_->window.count();
}

// A last sequence that is out of the window orders nothing that could still come in; its sender's clock was set back.
bool Authenticator::moves_on(const net::IpAddress& source, Sequence sequence, UtcTime now) {
    const auto known = std::ranges::find(senders_, source, &Sender::address);
    if (known != senders_.end()) {
        if (in_window(known->last, now) && !after(sequence, known->last)) return false;
        senders_.erase(known);
    } else if (senders_.size() >= senders) {
        senders_.erase(senders_.begin());
    }
    senders_.push_back({source, sequence});
    return true;
}

}  // namespace holdfast::vrrp
