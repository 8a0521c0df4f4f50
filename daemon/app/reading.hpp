// What came of reading the configuration, on its way from the process that may to the one that may not.
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/config/config.hpp"
#include "daemon/io/error.hpp"

namespace holdfast::app {

using Reading = std::expected<config::Loaded, std::vector<config::Diagnostic>>;

std::string to_message(const Reading& reading);
// `file` as messages name it. Fails where it is no such message: that says nothing of the configuration.
io::Result<Reading> from_message(std::string_view message, const std::string& file);
// Nothing was read, and why.
Reading not_read(const std::string& file, const std::string& why);
// The engine was told to read `meant`, and its steward reads `file`.
Reading another_file(const std::string& meant, const std::string& file);

}  // namespace holdfast::app
