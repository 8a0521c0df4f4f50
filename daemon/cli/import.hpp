// `holdfast config import`: keepalived's configuration as Holdfast's; needs no daemon.
#pragma once

#include <string>

#include "daemon/cli/verbs.hpp"

namespace holdfast::cli {

struct ImportOptions {
    std::string file = "/etc/keepalived/keepalived.conf";
    std::string id;       // of this node, for lines that begin with @; empty: the host's name up to its first dot
    std::string out;      // a file; empty: the standard output
    bool strict = false;  // fail when anything has no equivalent
};

// The result to the output, what has no equivalent to the errors.
Exit import_config(const Session& session, const ImportOptions& options);

}  // namespace holdfast::cli
