// Keywords without a key of their own, for each block, and why.
#pragma once

#include <span>

#include "daemon/import/block.hpp"

namespace holdfast::import {

std::span<const Without> without_in_globals();
std::span<const Without> without_in_instance();
std::span<const Without> without_in_group();
std::span<const Without> without_in_tracker();
std::span<const Without> without_at_top();

}  // namespace holdfast::import
