// May what is at a path be believed, as a program that root is to run, or what a daemon kept? Not when somebody else
// could put another there: each folder on the way, each link and what it leads to, and the file itself belong to root
// or to who uses it, and nobody else may write there.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <sys/types.h>

#include "daemon/io/looks.hpp"

namespace holdfast::io {

struct Objection {
    std::string what;    // "/opt/scripts may be written by others (mode 0777, o+w)"
    std::string remedy;  // "chmod o-w /opt/scripts"
    bool operator==(const Objection&) const = default;
};

// What speaks against it, from the root on; empty: nothing. `owner` may own it besides root. What is missing is no
// objection where nobody else could make it. Access lists are not looked at.
std::vector<Objection> objections_to(const std::filesystem::path& path, uid_t owner, Looks& looks);
std::vector<Objection> objections_to(const std::filesystem::path& path, uid_t owner = 0);

}  // namespace holdfast::io
