// What engine, guard and successor say to each other: whatever decodes is sensible, and is written as what was read.
#include "daemon/guard/fence_wire.hpp"
#include "daemon/guard/handoff.hpp"
#include "daemon/guard/wire.hpp"
#include "tests/fuzz/input.hpp"

namespace holdfast::fuzz {
namespace {

using namespace guard;

void check_prefix(const net::Prefix& prefix) {
    ensure(prefix.length <= prefix.address.bytes().size() * 8, "a network is no longer than its address");
    prefix.contains(prefix.address);
}

// In messages, of which a short one makes one.
template <class Decode, class Items>
void check_list(net::ByteView message, const std::vector<net::Bytes>& written, Decode decode, const Items& items) {
    if (written.empty()) return;
    ensure(message.size() >= message_size || written.size() == 1, "a short message stays one");
    if (written.size() != 1) return;
    const auto back = decode(written[0]);
    ensure(back && *back == items, "a list survives writing and reading");
}

template <class T, class Decode>
void check_one(net::ByteView message, const std::optional<T>& value, Decode decode) {
    if (!value) return;
    const net::Bytes written = encode(*value);
    ensure(written.size() == message.size() || message.size() > 16384, "nothing is added or left out");
    const auto back = decode(written);
    ensure(back && *back == *value, "a message survives writing and reading");
}

void read(Input in) {
    const net::Bytes message = in.rest();
    const auto kind = kind_of(message);
    const auto told = decode_promises(message);
    const auto leftovers = decode_leftovers(message);
    const auto order = decode_order(message);
    const auto equipment = decode_equipment(message);
    const auto reminder = decode_reminder(message);
    const auto latch = decode_latch(message);
    const auto progress = decode_progress(message);
    const auto handoff = decode_handoff(message);
    const int understood = (told || leftovers) + order.has_value() + equipment.has_value() + reminder.has_value() +
                           latch.has_value() + progress.has_value() + handoff.has_value();
    ensure(understood <= 1 && (kind || understood == 0), "a message is of one kind");

    if (told) {
        for (const Promise& promise : told->promises) {
            ensure(promise.slot < slot_count, "a slot is in the page");
            for (const GuardedAddress& address : promise.addresses) check_prefix(address.prefix);
        }
        check_list(message, encode(told->promises, told->at), decode_promises, *told);
    }
    if (leftovers) {
        for (const Leftover& leftover : *leftovers) check_prefix(leftover.prefix);
        check_list(message, encode(*leftovers), decode_leftovers, *leftovers);
    }
    if (order) {
        for (const auto& [interface, prefix] : order->addresses) check_prefix(prefix);
    }
    if (progress) ensure(!label(progress->step).empty(), "a step has a name");
    if (handoff) {
        for (const Repeat& repeat : handoff->adverts) ensure(repeat.slot < slot_count, "a slot is in the page");
    }
    check_one(message, order, decode_order);
    check_one(message, equipment, decode_equipment);
    check_one(message, reminder, decode_reminder);
    check_one(message, latch, decode_latch);
    check_one(message, progress, decode_progress);
    check_one(message, handoff, decode_handoff);
}

}  // namespace
}  // namespace holdfast::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    holdfast::fuzz::read({data, size});
    return 0;
}
