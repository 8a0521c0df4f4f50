#include "daemon/io/log_entry.hpp"

#include <cctype>

#include <boost/uuid/name_generator_sha1.hpp>
#include <boost/uuid/uuid.hpp>
#include <fmt/format.h>

namespace holdfast::io {
namespace {

// fcc98b21-c497-47f6-b1d2-7a88e86fcae3: of this program's events alone.
constexpr boost::uuids::uuid our_names{0xfc, 0xc9, 0x8b, 0x21, 0xc4, 0x97, 0x47, 0xf6,
                                       0xb1, 0xd2, 0x7a, 0x88, 0xe8, 0x6f, 0xca, 0xe3};

// systemd.io/JOURNAL_NATIVE_PROTOCOL: what contains a newline has its length before it, little-endian.
void append(std::string& entry, std::string_view name, std::string_view value) {
    entry += name;
    if (value.find('\n') == std::string_view::npos) {
        entry += '=';
    } else {
        entry += '\n';
        for (int byte = 0; byte < 8; ++byte) entry += static_cast<char>(value.size() >> (8 * byte) & 0xff);
    }
    entry += value;
    entry += '\n';
}

// The journal takes capitals, digits and underscores.
std::string name_of(std::string_view field) {
    std::string name = "HOLDFAST_";
    for (const char c : field) {
        const auto byte = static_cast<unsigned char>(c);
        name += std::isalnum(byte) != 0 ? static_cast<char>(std::toupper(byte)) : '_';
    }
    return name;
}

}  // namespace

// A UUID of version 5 (RFC 9562 §5.5) of the event's name: no list of ids is needed, here or elsewhere. Not by OpenSSL,
// which cleans up when the process ends: a thread that hangs at the journal may go on meanwhile.
std::string message_id(std::string_view event) {
    std::string id;
    for (const auto byte : boost::uuids::name_generator_sha1{our_names}(event.data(), event.size())) {
        id += fmt::format("{:02x}", byte);
    }
    return id;
}

std::string journal_entry(const net::Note& note, WallTime at) {
    std::string entry;
    append(entry, "MESSAGE", to_string(note));
    append(entry, "MESSAGE_ID", message_id(note.event));
    append(entry, "PRIORITY", std::to_string(syslog_priority(note.level)));
    append(entry, "SYSLOG_IDENTIFIER", "holdfastd");
    append(entry, "HOLDFAST_EVENT", note.event);
    append(entry, "HOLDFAST_TIME", timestamp(at));
    if (!note.instance.empty()) append(entry, "HOLDFAST_INSTANCE", note.instance);
    for (const auto& [name, value] : note.fields) {
        if (!is_reserved(name)) append(entry, name_of(name), value);
    }
    return entry;
}

}  // namespace holdfast::io
