// What came of reading the configuration, on its way from the process that may to the one that may not.
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/config/config.hpp"

namespace holdfast::app {

using Reading = std::expected<config::Loaded, std::vector<config::Diagnostic>>;

std::string to_message(const Reading& reading);
// `file` as messages name it. What cannot be understood is a diagnostic.
Reading from_message(std::string_view message, const std::string& file);
// Nothing was read, and why.
Reading not_read(const std::string& file, const std::string& why);

}  // namespace holdfast::app
