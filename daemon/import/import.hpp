// keepalived.conf becomes Holdfast's configuration, with an account of every line that has no equivalent.
#pragma once

#include <expected>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "daemon/config/diagnostic.hpp"
#include "daemon/import/files.hpp"
#include "daemon/import/lines.hpp"
#include "daemon/import/report.hpp"

namespace holdfast::import {

struct Outcome {
    std::string toml;         // the account is at its end, as comments
    std::string account;      // what has no equivalent, and notes; empty: everything is translated
    std::size_t missing = 0;  // how many remarks about what has no equivalent
    std::size_t instances = 0;
    std::map<std::pair<std::uint32_t, std::uint32_t>, Answer> lines;  // (file, line), of all that were read
};

// All errors at once, in the order of the files.
std::expected<Outcome, std::vector<config::Diagnostic>> import_file(const Origin& origin, const Files& files);

}  // namespace holdfast::import
