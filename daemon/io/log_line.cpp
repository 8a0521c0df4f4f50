#include "daemon/io/log_line.hpp"

#include <fmt/chrono.h>
#include <nlohmann/json.hpp>

namespace holdfast::io {
namespace {

std::string json_line(const net::Note& note, WallTime at) {
    nlohmann::ordered_json object{{"time", timestamp(at)}, {"level", label(note.level)}, {"event", note.event}};
    if (!note.instance.empty()) object["instance"] = note.instance;
    for (const auto& [name, value] : note.fields) {
        if (!is_reserved(name)) object[name] = value;
    }
    // Bytes that are no UTF-8, e.g. of a packet or a path, become U+FFFD instead of an exception.
    return object.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + '\n';
}

}  // namespace

// As syslog(3) and the start of a line for systemd (sd-daemon(3)) have it.
int syslog_priority(net::Level level) {
    switch (level) {
        case net::Level::debug:
            return 7;
        case net::Level::info:
            return 6;
        case net::Level::warning:
            return 4;
        case net::Level::error:
            return 3;
    }
    return 3;
}

std::string timestamp(WallTime at) {
    const auto rounded = std::chrono::round<std::chrono::milliseconds>(at);
    const auto whole = std::chrono::floor<std::chrono::seconds>(rounded);
    const auto rest = rounded - whole;
    return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}Z", fmt::gmtime(std::chrono::system_clock::to_time_t(whole)),
                       rest.count());
}

bool is_reserved(std::string_view field) {
    return field == "time" || field == "level" || field == "event" || field == "instance";
}

std::string log_line(const net::Note& note, LogFormat format, WallTime at) {
    switch (format) {
        case LogFormat::json:
            return json_line(note, at);
        case LogFormat::journal:
            return fmt::format("<{}>{}\n", syslog_priority(note.level), to_string(note));
        case LogFormat::automatic:
        case LogFormat::text:
            return fmt::format("{} {} {}\n", timestamp(at), label(note.level), to_string(note));
    }
    return {};
}

}  // namespace holdfast::io
