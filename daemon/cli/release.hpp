// `holdfast release`: removes what a daemon that is gone has left; needs no daemon, and does nothing where one is.
#pragma once

#include <string>

#include "daemon/cli/verbs.hpp"

namespace holdfast::cli {

// `file`: the configuration, which says where things are.
Exit release(const Session& session, const std::string& file);

}  // namespace holdfast::cli
