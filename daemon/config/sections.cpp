#include "daemon/config/sections.hpp"

#include <algorithm>
#include <chrono>

#include "daemon/config/endpoint.hpp"
#include "daemon/config/names.hpp"

namespace holdfast::config {

namespace {

Reader<std::string> node_name() {
    return [](const toml::node& node, Problems& problems) -> std::optional<std::string> {
        std::optional<std::string> name = text()(node, problems);
        if (!name) return std::nullopt;
        const auto forbidden = [](char c) { return static_cast<unsigned char>(c) <= ' ' || c == 0x7f; };
        if (!name->empty() && name->size() <= 64 && std::ranges::none_of(*name, forbidden)) return name;
        problems.error(place_of(node), "a node's name has 1 to 64 characters and no blank");
        return std::nullopt;
    };
}

Reader<std::filesystem::path> folder() {
    return [](const toml::node& node, Problems& problems) -> std::optional<std::filesystem::path> {
        const std::optional<std::string> path = text()(node, problems);
        if (!path) return std::nullopt;
        if (path->starts_with('/')) return *path;
        problems.error(place_of(node), "the path must be absolute");
        return std::nullopt;
    };
}

// "127.0.0.1:10112" or "off".
Reader<HttpSettings> listen() {
    return [](const toml::node& node, Problems& problems) -> std::optional<HttpSettings> {
        const std::optional<std::string> written = text()(node, problems);
        if (!written) return std::nullopt;
        if (*written == "off") return HttpSettings{.enabled = false};
        const std::size_t colon = written->rfind(':');
        const std::string host = written->substr(0, colon);
        if (std::ranges::count(*written, ':') > 1) {
            problems.error(place_of(node), "the HTTP server listens on IPv4 only",
                           "\"0.0.0.0:10112\" is every IPv4 address");
            return std::nullopt;
        }
        const auto port =
            colon == std::string::npos ? std::nullopt : port_number(std::string_view{*written}.substr(colon + 1));
        if (port && net::IpAddress::parse(host)) return HttpSettings{.enabled = true, .host = host, .port = *port};
        problems.error(place_of(node), in_quotes(*written) + " is not an IPv4 address with a port",
                       "\"127.0.0.1:10112\"; \"0.0.0.0:10112\" for every address; \"off\" for no server");
        return std::nullopt;
    };
}

// An origin, as browsers write it. Nothing else may be in it: it goes into headers.
Reader<std::string> origin() {
    return [](const toml::node& node, Problems& problems) -> std::optional<std::string> {
        std::optional<std::string> written = text()(node, problems);
        if (!written) return std::nullopt;
        const std::size_t scheme = written->starts_with("https://") ? 8 : 7;
        const auto belongs = [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == ':';
        };
        const bool is_web = scheme == 8 || written->starts_with("http://");
        if (is_web && written->size() > scheme && std::ranges::all_of(written->substr(scheme), belongs)) return written;
        problems.error(place_of(node),
                       in_quotes(*written) + " is not the beginning of a page's address, in small letters",
                       "\"http://192.0.2.2:10112\"");
        return std::nullopt;
    };
}

}  // namespace

void read_node(TableReader& reader, NodeSettings& into) {
    reader.read("name", into.name, node_name());
    reader.read("state_dir", into.state_dir, folder());
    reader.read("run_dir", into.run_dir, folder());
    reader.read("realtime", into.realtime, boolean());
    reader.read("start_delay", into.start_delay, duration(std::chrono::seconds{0}, std::chrono::hours{1}));
    reader.read("user", into.user, user_name());
    if (!reader.has("script_user")) return;
    reader.read("script_user", into.script_user.emplace(), user_name());
}

void read_http(TableReader& reader, HttpSettings& into) {
    reader.read("listen", into, listen());  // first: it sets all of it
    reader.read("peer_pages", into.peer_pages, list_of(origin()));
    reader.read("keepalived_exporter_names", into.keepalived_exporter_names, boolean());
}

void read_log(TableReader& reader, LogSettings& into) {
    reader.read("level", into.level,
                one_of<net::Level>({{"debug", net::Level::debug},
                                    {"info", net::Level::info},
                                    {"warning", net::Level::warning},
                                    {"error", net::Level::error}}));
    reader.read("format", into.format,
                one_of<LogFormat>({{"auto", LogFormat::automatic},
                                   {"text", LogFormat::text},
                                   {"json", LogFormat::json},
                                   {"journal", LogFormat::journal}}));
}

}  // namespace holdfast::config
