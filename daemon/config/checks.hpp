// What no single key can get wrong: keys that contradict each other, within an instance and between instances.
#pragma once

#include <vector>

#include "daemon/config/instance.hpp"

namespace holdfast::config {

// Also settles the family, which the addresses decide.
void check_instance(Draft& draft, Problems& problems);
// Required keys; of no use after a syntax error, which may have hidden them.
void check_required(const Draft& draft, Problems& problems);
// Names, virtual routers and addresses must be one of a kind.
void check_together(const std::vector<Draft>& drafts, Problems& problems);

}  // namespace holdfast::config
