#include "daemon/net/parts.hpp"

namespace holdfast::net {

void put_number(Writer& writer, std::uint64_t number) {
    writer.u32(static_cast<std::uint32_t>(number >> 32)).u32(static_cast<std::uint32_t>(number));
}

std::uint64_t take_number(Reader& reader) {
    const std::uint64_t high = reader.u32();
    return high << 32 | reader.u32();
}

void put_time(Writer& writer, Duration time) {
    put_number(writer, static_cast<std::uint64_t>(time.count()));
}

Duration take_time(Reader& reader) {
    return Duration{static_cast<std::int64_t>(take_number(reader))};
}

void put_text(Writer& writer, std::string_view text) {
    writer.u32(static_cast<std::uint32_t>(text.size()));
    writer.append({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
}

std::string take_text(Reader& reader) {
    const ByteView bytes = reader.take(reader.u32());
    return {bytes.begin(), bytes.end()};
}

}  // namespace holdfast::net
