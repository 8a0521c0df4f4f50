#include "daemon/app/decisions.hpp"

#include <nlohmann/json.hpp>

#include "daemon/io/state_file.hpp"

namespace holdfast::app {
namespace {

constexpr int format_version = 1;
constexpr const char* file_name = "decisions.json";

}  // namespace

std::string to_json(const Pins& pins) {
    nlohmann::ordered_json decisions = nlohmann::ordered_json::object();
    for (const auto& [instance, pin] : pins) decisions[instance] = pin == detector::Pin::hold ? "hold" : "yield";
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
        if (decision != "hold" && decision != "yield") return std::unexpected{"no such decision: " + decision.dump()};
        pins[instance] = decision == "hold" ? detector::Pin::hold : detector::Pin::yield;
    }
    return pins;
}

io::Result<std::optional<std::string>> read_decisions(const std::filesystem::path& state_dir) {
    return io::read_state_file(state_dir, file_name);
}

io::Result<void> write_decisions(const std::filesystem::path& state_dir, const std::string& text) {
    return io::write_state_file(state_dir, file_name, text);
}

}  // namespace holdfast::app
