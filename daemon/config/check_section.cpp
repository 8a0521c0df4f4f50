#include <algorithm>
#include <charconv>
#include <chrono>

#include <fmt/format.h>

#include "daemon/config/duration.hpp"
#include "daemon/config/endpoint.hpp"
#include "daemon/config/names.hpp"
#include "daemon/config/sections.hpp"

namespace holdfast::config {

namespace {

using namespace std::chrono_literals;
using namespace checks;

// None: no host, no port, or an IPv6 address without brackets, whose last group may be meant as either.
std::optional<TcpCheck> parse_target(std::string_view text) {
    const std::size_t colon = text.rfind(':');
    if (colon == std::string_view::npos) return std::nullopt;
    std::string_view host = text.substr(0, colon);
    const auto port = port_number(text.substr(colon + 1));
    const bool brackets = host.starts_with('[') && host.ends_with(']');
    if (brackets) host = host.substr(1, host.size() - 2);
    if (!port || host.empty() || brackets != host.contains(':')) return std::nullopt;
    return TcpCheck{std::string{host}, *port};
}

// "db1.example.org:3306", "127.0.0.1:80", "[::1]:80".
Reader<TcpCheck> target() {
    return [](const toml::node& node, Problems& problems) -> std::optional<TcpCheck> {
        const std::optional<std::string> written = text()(node, problems);
        if (!written) return std::nullopt;
        auto found = parse_target(*written);
        if (found) return found;
        problems.error(place_of(node), in_quotes(*written) + " is not a host with a port",
                       "\"127.0.0.1:3306\", \"db.example.org:3306\" or \"[::1]:3306\"");
        return std::nullopt;
    };
}

std::optional<int> status_number(std::string_view digits) {
    int number = 0;
    const auto [stop, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    return error == std::errc{} && stop == digits.data() + digits.size() && number >= 100 && number <= 599
               ? std::optional{number}
               : std::nullopt;
}

// "200", "200-299" or "200-299,401".
Reader<std::vector<StatusRange>> status_ranges() {
    return [](const toml::node& node, Problems& problems) -> std::optional<std::vector<StatusRange>> {
        const std::optional<std::string> written = text()(node, problems);
        if (!written) return std::nullopt;
        std::vector<StatusRange> ranges;
        for (std::string_view rest = *written; !rest.empty() || ranges.empty();) {
            const std::string_view part = rest.substr(0, rest.find(','));
            rest.remove_prefix(std::min(rest.size(), part.size() + 1));
            const std::size_t dash = part.find('-');
            const auto first = status_number(part.substr(0, dash));
            const auto last = dash == std::string_view::npos ? first : status_number(part.substr(dash + 1));
            if (!first || !last || *first > *last) {
                problems.error(place_of(node), in_quotes(*written) + " are no HTTP status codes",
                               "\"200\", \"200-299\" or \"200-299,401\"");
                return std::nullopt;
            }
            ranges.push_back({*first, *last});
        }
        return ranges;
    };
}

Reader<std::string> url() {
    return [](const toml::node& node, Problems& problems) -> std::optional<std::string> {
        std::optional<std::string> written = text()(node, problems);
        if (!written || written->starts_with("http://") || written->starts_with("https://")) return written;
        problems.error(place_of(node), in_quotes(*written) + " is not a URL of http or https",
                       "\"http://127.0.0.1/healthz\"");
        return std::nullopt;
    };
}

Reader<std::size_t> amount() {
    return as<std::size_t, int>(whole_number(1, 1'000'000), [](int n) { return static_cast<std::size_t>(n); });
}

void read_kind(TableReader& reader, ScriptCheck& into) {
    reader.read("command", into.command, command("/etc/holdfast/check_nginx.sh"));
    reader.read("user", into.user, user_name());
}
void read_kind(TableReader& reader, ProcessCheck& into) {
    reader.read("process", into.process, text());
    reader.read("count", into.count, amount());
    reader.read("full_command", into.full_command, boolean());
}
void read_kind(TableReader& reader, TcpCheck& into) {
    reader.read("target", into, target());
}
void read_kind(TableReader& reader, HttpCheck& into) {
    reader.read("url", into.url, url());
    reader.read("status", into.status, status_ranges());
    reader.read("body", into.body, text());
    reader.read("host", into.host_header, text());
    reader.read("verify", into.verify, boolean());
    reader.read("ca_file", into.ca_file, absolute_path());
}
void read_kind(TableReader& reader, PingCheck& into) {
    reader.read("targets", into.targets, list_of(host_address()));
    reader.read("needed", into.needed, amount());
}
void read_kind(TableReader& reader, FileCheck& into) {
    reader.read("path", into.path, absolute_path());
}

struct OfKind {
    std::string_view type;
    Kind kind;
    std::vector<std::string_view> keys;  // the first one is required
};
const std::vector<OfKind>& kinds() {
    static const std::vector<OfKind> all{
        {"script", ScriptCheck{}, {"command", "user"}},
        {"process", ProcessCheck{}, {"process", "count", "full_command"}},
        {"tcp", TcpCheck{}, {"target"}},
        {"http", HttpCheck{}, {"url", "status", "body", "host", "verify", "ca_file"}},
        {"ping", PingCheck{}, {"targets", "needed"}},
        {"file", FileCheck{}, {"path"}},
    };
    return all;
}

// Keys of other kinds are known, and have no meaning here.
void refuse_keys_of_others(TableReader& reader, const OfKind& ours) {
    for (const OfKind& other : kinds()) {
        if (other.type == ours.type) continue;
        for (const std::string_view key : other.keys) {
            if (const toml::node* node = reader.take(key)) {
                reader.problems().error(place_of(*node),
                                        fmt::format("{} belongs to checks of type \"{}\", and this one is \"{}\"",
                                                    in_quotes(std::string{key}), other.type, ours.type));
            }
        }
    }
}

bool is_empty(const toml::node& node) {
    return node.value<std::string_view>() == "" || (node.is_array() && node.as_array()->empty());
}

void check_one(const CheckDraft& draft, const toml::table& table, const OfKind& kind, Problems& problems) {
    const CheckSettings& s = draft.settings;
    const Written& written = draft.written;
    if (!written.has("name")) problems.error(written.whole(), "this check has no name", "name = \"nginx\"");
    if (s.timeout && *s.timeout > s.interval && !written.is_broken("interval")) {
        problems.error(written.place("timeout"),
                       fmt::format("{} is longer than the interval of {}, and a check never runs twice at once",
                                   to_text(*s.timeout), to_text(s.interval)),
                       "shorten the timeout, or lengthen the interval");
    }
    const std::string_view required = kind.keys.front();
    if (!written.has(required)) {
        problems.error(written.whole(), fmt::format("a check of type \"{}\" needs {}", kind.type, required));
    } else if (const toml::node& node = *table.get(required); !written.is_broken(required) && is_empty(node)) {
        problems.error(place_of(node), fmt::format("{} says nothing", in_quotes(std::string{required})));
    }
    const auto* ping = std::get_if<PingCheck>(&s.kind);
    if (ping && !written.is_broken("targets") && ping->needed > ping->targets.size()) {
        problems.error(written.place("needed"),
                       fmt::format("{} of {} targets can never answer", ping->needed, ping->targets.size()));
    }
}

}  // namespace

CheckDraft read_check(const toml::table& table, Problems& problems) {
    CheckDraft draft;
    draft.written.set_whole(place_of(table));
    TableReader reader{table, "[[check]]", problems, draft.written};
    CheckSettings& into = draft.settings;
    const OfKind* kind = &kinds().front();
    std::vector<std::pair<std::string_view, const OfKind*>> choices;
    for (const OfKind& one : kinds()) choices.emplace_back(one.type, &one);

    reader.read("name", into.name, name());
    reader.read("type", kind, one_of<const OfKind*>(choices));
    into.kind = kind->kind;
    reader.read("interval", into.interval, duration(10ms, 24h));
    reader.read("timeout", into.timeout,
                as<std::optional<net::Duration>, net::Duration>(duration(1ms, 24h),
                                                                [](net::Duration d) { return std::optional{d}; }));
    reader.read("fall", into.fall, whole_number(1, 1000));
    reader.read("rise", into.rise, whole_number(1, 1000));
    reader.read("start", into.start,
                one_of<Health>({{"unknown", Health::unknown}, {"up", Health::up}, {"down", Health::down}}));
    std::visit([&](auto& one) { read_kind(reader, one); }, into.kind);
    if (draft.written.is_broken("type")) return draft;
    refuse_keys_of_others(reader, *kind);
    reader.finish();
    check_one(draft, table, *kind, problems);
    return draft;
}

}  // namespace holdfast::config
