// The command line of holdfastd.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <variant>

#include "daemon/config/config.hpp"

namespace holdfast::app {

struct Options {
    std::filesystem::path config = "/etc/holdfast/holdfast.toml";
    bool check = false;
    bool steward = false;  // be one, for an engine that systemd started without rights
    std::optional<config::LogFormat> log_format;
};

// The options, or the exit code after --help, --version or wrong usage (2), which were answered already.
std::variant<Options, int> parse_options(int argc, char** argv);

}  // namespace holdfast::app
