// What nft reads, carried out: all of it, or nothing.
#pragma once

#include <string>

#include "daemon/io/error.hpp"

namespace holdfast::io {

Result<void> run_nft(const std::string& script);

}  // namespace holdfast::io
