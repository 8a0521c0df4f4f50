// `holdfast VERB …` to one call of a verb.
#pragma once

#include <string>
#include <vector>

#include "daemon/cli/verbs.hpp"

namespace holdfast::cli {

// `arguments` without the program's name. Where `session.ask` is empty, it is set to ask the socket that the
// arguments, the environment or the default name.
Exit run(std::vector<std::string> arguments, Session session);

}  // namespace holdfast::cli
