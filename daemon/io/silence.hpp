// Keeps quiet what the kernel says of itself on a virtual router's macvlan: membership reports (IGMP, MLD), router
// solicitations and duplicate address detection would leave every router with the one shared MAC, and make switches
// believe that it lives at a backup (P166). By nftables, in a table of our own.
#pragma once

#include <set>
#include <span>
#include <string>

#include "daemon/io/error.hpp"

namespace holdfast::io {

class Silence {
public:
    // Each as often as wanted; before the interface comes up.
    Result<void> impose(std::span<const std::string> interfaces);
    // Removes the table with the last one.
    Result<void> lift(std::span<const std::string> interfaces);
    // Removes the table, also a predecessor's; impose() begins anew.
    Result<void> end();
    // Removes the table, whoever made it.
    static Result<void> sweep();

private:
    bool begun_ = false;  // a predecessor's table is gone
    std::set<std::string> silent_;
};

}  // namespace holdfast::io
