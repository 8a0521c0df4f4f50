// The operator's decisions, hold, yield and drain, kept on disk: a restart does not forget them.
#pragma once

#include <expected>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "daemon/io/error.hpp"
#include "detector/role.hpp"

namespace holdfast::app {

inline constexpr const char* decisions_name = "decisions.json";  // below state_dir

using Pins = std::map<std::string, detector::Pin>;  // by instance; those without a decision are not in it

std::string to_json(const Pins& pins);
std::expected<Pins, std::string> parse_pins(std::string_view text);

// None where there is no such file. Waits for the disk.
io::Result<std::optional<std::string>> read_decisions(const std::filesystem::path& state_dir);

}  // namespace holdfast::app
