// What no single key can get wrong: keys that contradict each other, within an instance, between instances and between
// sections; and what the files that they name are like.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "daemon/config/instance.hpp"
#include "daemon/config/sections.hpp"

namespace holdfast::config {

// Also settles the family, which the addresses decide.
void check_instance(Draft& draft, Problems& problems);
// A part of it: where the addresses live, routes, rules, and whether they accept.
void check_addressing(Draft& draft, Problems& problems);
// Required keys; of no use after a syntax error, which may have hidden them.
void check_required(const Draft& draft, Problems& problems);
// Names, virtual routers and addresses must be one of a kind.
void check_together(const std::vector<Draft>& drafts, Problems& problems);

// What is tracked and grouped exists, and no name is used twice.
void check_tracking(const std::vector<Draft>& instances, const std::vector<GroupDraft>& groups,
                    const std::vector<CheckDraft>& checks, Problems& problems);

// The number of a file counts as it is, unless a weight was written.
void weigh_files(engine::Tracking& tracking, const std::set<std::string>& unweighted,
                 const std::vector<CheckDraft>& checks);

// [hello]: reachable without the virtual addresses, among others than ourselves.
void check_hello(const Config& config, const Written& written, const std::vector<Draft>& drafts, Problems& problems);
void check_hello_required(const Written& written, Problems& problems);
// What the detector may do, and whether it could ever do it.
void check_policy(const Config& config, const Sections& sections, const std::vector<Draft>& drafts, Problems& problems);

// Of this host's files: the state directory takes the latch, and nobody else can change what is run as root.
void check_files(const Config& config, const Sections& sections, Problems& problems);
// Those of checks: what cannot be run, or could be changed by others, is refused before it is needed.
void check_scripts(const Config& config, const std::vector<CheckDraft>& checks, Problems& problems);
// Those of notifications.
void check_notify(const Config& config, const NotifyDraft& draft, Problems& problems);

}  // namespace holdfast::config
