#include "daemon/app/decisions.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <nlohmann/json.hpp>

#include "daemon/io/state_file.hpp"

namespace holdfast::app {
namespace {

constexpr int format_version = 1;
constexpr std::array<std::pair<detector::Pin, const char*>, 3> words{
    {{detector::Pin::hold, "hold"}, {detector::Pin::yield, "yield"}, {detector::Pin::drain, "drain"}}};

const char* word_of(detector::Pin pin) {
    return std::ranges::find(words, pin, &std::pair<detector::Pin, const char*>::first)->second;
}

}  // namespace

std::string to_json(const Pins& pins) {
    nlohmann::ordered_json decisions = nlohmann::ordered_json::object();
    for (const auto& [instance, pin] : pins) decisions[instance] = word_of(pin);
    const nlohmann::ordered_json document{{"version", format_version}, {"decisions", decisions}};
    return document.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + '\n';
}

std::expected<Pins, std::string> parse_pins(std::string_view text) {
    const auto document = nlohmann::json::parse(text, nullptr, false);
    if (!document.is_object() || !document.contains("decisions") || !document["decisions"].is_object()) {
        return std::unexpected{"not a list of decisions"};
    }
    if (document.value("version", nlohmann::json{}) != format_version) return std::unexpected{"of another version"};
    Pins pins;
    for (const auto& [instance, decision] : document["decisions"].items()) {
        const auto known = std::ranges::find_if(words, [&](const auto& word) { return decision == word.second; });
        if (known == words.end()) return std::unexpected{"no such decision: " + decision.dump()};
        pins[instance] = known->first;
    }
    return pins;
}

io::Result<std::optional<std::string>> read_decisions(const std::filesystem::path& state_dir) {
    return io::read_state_file(state_dir, decisions_name);
}

}  // namespace holdfast::app
