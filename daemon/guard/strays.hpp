// What scripts leave behind: a process that has made itself a daemon left its group, but comes to us when its parent
// dies, since we are its subreaper.
#pragma once

#include <cstddef>
#include <span>

#include <sys/types.h>

namespace holdfast::guard {

// From now on. Inherited by none.
void adopt_strays();

enum class Mercy { spare, kill };
// Buries those that have ended, and kills the others without mercy. How many are left: with what they in turn leave, it
// may take another time. `ours` are our children that are not strays.
std::size_t tend_strays(std::span<const pid_t> ours, Mercy mercy);

}  // namespace holdfast::guard
