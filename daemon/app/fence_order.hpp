// What the guard and the operator's script are told of a fence.
#pragma once

#include <string>
#include <vector>

#include "daemon/engine/status.hpp"
#include "daemon/fence/order.hpp"
#include "detector/report.hpp"

namespace holdfast::app {

struct FenceCause {
    std::string instance;
    std::string verdict;  // "operator" by hand
    std::string reason;
    std::vector<detector::Evidence> evidence;
};

// The script gets it all as JSON on its stdin, the essentials as HOLDFAST_*; the guard the addresses that we added.
fence::Order make_order(std::uint64_t id, const std::string& node, const FenceCause& cause,
                        const engine::InstanceStatus& instance, net::Instant now);

}  // namespace holdfast::app
