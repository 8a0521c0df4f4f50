// What to do about it, for somebody who was woken by it.
#pragma once

#include <string>

#include "daemon/notify/happening.hpp"

namespace holdfast::notify {

// A sentence or two; "": nothing.
std::string advice(const Happening& happening);

}  // namespace holdfast::notify
