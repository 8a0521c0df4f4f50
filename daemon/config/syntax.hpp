// TOML text to a table. A syntax error on a line of its own does not hide the mistakes of the other lines.
#pragma once

#include <string>
#include <string_view>

#include <toml++/toml.h>

#include "daemon/config/problems.hpp"

namespace holdfast::config {

struct Document {
    toml::table root;
    bool whole = true;  // false: there were syntax errors, and some keys are missing for that
};

Document parse_toml(std::string text, Problems& problems);

}  // namespace holdfast::config
