#include "daemon/config/hmac_section.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "daemon/config/duration.hpp"
#include "daemon/config/secret.hpp"

namespace holdfast::config {

namespace {

using namespace std::chrono_literals;

constexpr std::chrono::seconds by_interval{0};  // until check_hmac
constexpr std::chrono::seconds least_window{5};
constexpr std::chrono::seconds most_window{300};
constexpr std::size_t least_key = 32, most_key = 64;
constexpr std::string_view hex_scheme = "hex:";

std::optional<std::string> from_hex(std::string_view digits) {
    std::string bytes;
    for (std::size_t i = 0; i < digits.size(); i += 2) {
        unsigned char byte = 0;
        const char* end = digits.data() + std::min(i + 2, digits.size());
        const auto [stop, failure] = std::from_chars(digits.data() + i, end, byte, 16);
        if (failure != std::errc{} || stop != digits.data() + i + 2) return std::nullopt;
        bytes.push_back(static_cast<char>(byte));
    }
    return bytes;
}

// As keepalived has it: the text itself, or "hex:…"; here in a file, too.
Reader<std::string> hmac_key() {
    return [](const toml::node& node, Problems& problems) -> std::optional<std::string> {
        std::optional<std::string> key = secret()(node, problems);
        if (!key) return std::nullopt;
        if (key->starts_with(hex_scheme)) {
            key = from_hex(std::string_view{*key}.substr(hex_scheme.size()));
            if (!key) problems.error(place_of(node), "after hex: come pairs of hexadecimal digits");
            if (!key) return std::nullopt;
        }
        if (key->size() >= least_key && key->size() <= most_key) return key;
        problems.error(place_of(node),
                       fmt::format("a key has {} to {} bytes, not {}", least_key, most_key, key->size()),
                       "make one: echo hex:$(openssl rand -hex 32)");
        return std::nullopt;
    };
}

std::optional<int> key_number(const toml::key& key, Problems& problems) {
    int number = 0;
    const std::string_view text = key.str();
    const auto [stop, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool whole = failure == std::errc{} && stop == text.data() + text.size();
    if (whole && number >= 1 && number <= 255) return number;
    problems.error(place_of(key.source()), fmt::format("the number of a key is 1 to 255, not {}", in_quotes(text)));
    return std::nullopt;
}

Reader<std::vector<vrrp::HmacKey>> keys() {
    return [](const toml::node& node, Problems& problems) -> std::optional<std::vector<vrrp::HmacKey>> {
        const toml::table* table = node.as_table();
        if (table == nullptr) {
            wrong_kind(node, "a table", problems, "keys = { 1 = \"file:/etc/holdfast/vrrp.key\" }");
            return std::nullopt;
        }
        std::vector<vrrp::HmacKey> found;
        for (const auto& [name, value] : *table) {
            const std::optional<int> number = key_number(name, problems);
            std::optional<std::string> key = hmac_key()(value, problems);
            if (number && key) found.push_back({static_cast<std::uint8_t>(*number), std::move(*key)});
        }
        if (found.size() != table->size()) return std::nullopt;
        std::ranges::sort(found, {}, &vrrp::HmacKey::id);
        return found;
    };
}

Reader<std::chrono::seconds> window() {
    return [](const toml::node& node, Problems& problems) -> std::optional<std::chrono::seconds> {
        if (node.value<std::string_view>() == "auto") return by_interval;
        const std::optional<net::Duration> value = duration(1s, most_window)(node, problems);
        if (!value) return std::nullopt;
        if (*value % 1s == 0s) return std::chrono::duration_cast<std::chrono::seconds>(*value);
        problems.error(place_of(node), "the window is counted in whole seconds");
        return std::nullopt;
    };
}

}  // namespace

void read_hmac(TableReader& reader, std::optional<vrrp::HmacSettings>& into) {
    vrrp::HmacSettings settings;
    settings.window = by_interval;
    const bool sound = [&] {
        const toml::node* node = reader.take("keys");
        const auto found =
            node == nullptr ? std::optional<std::vector<vrrp::HmacKey>>{} : keys()(*node, reader.problems());
        if (node == nullptr || (found && found->empty())) {
            reader.problems().error(reader.place(), "there is no key",
                                    "keys = { 1 = \"file:/etc/holdfast/vrrp.key\" }");
        }
        if (found) settings.keys = *found;
        return !settings.keys.empty();
    }();
    if (sound) settings.active = settings.keys.front().id;
    const bool chosen = reader.has("active");
    reader.read("active", settings.active,
                as<std::uint8_t, int>(whole_number(1, 255), [](int n) { return static_cast<std::uint8_t>(n); }));
    reader.read("mode", settings.mode,
                one_of<vrrp::HmacMode>({{"enforce", vrrp::HmacMode::enforce},
                                        {"permissive", vrrp::HmacMode::permissive},
                                        {"receive-only", vrrp::HmacMode::receive_only}}));
    reader.read("window", settings.window, window());
    into.reset();
    if (!sound) return;
    if (std::ranges::find(settings.keys, settings.active, &vrrp::HmacKey::id) == settings.keys.end()) {
        reader.problems().error(reader.place(), fmt::format("there is no key {} to send", settings.active),
                                "active is the number of one of the keys");
        return;
    }
    if (!chosen && settings.keys.size() > 1) {
        reader.problems().error(reader.place(), "which of the keys is sent?",
                                fmt::format("active = {}", settings.keys.front().id));
    }
    into = std::move(settings);
}

void check_hmac(Draft& draft, Problems& problems) {
    engine::InstanceSettings& s = draft.settings;
    if (!s.hmac) return;
    if (s.password) {
        problems.error(draft.written.place("hmac"), "there is a password too, which every advert shows to everybody",
                       "leave out authentication");
    }
    if (s.hmac->window != by_interval) return;
    const auto three = std::chrono::ceil<std::chrono::seconds>(3 * s.advert_interval);
    s.hmac->window = std::clamp(three, least_window, most_window);
}

}  // namespace holdfast::config
