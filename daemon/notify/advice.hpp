// What it means and what to do about it, for somebody who was woken by it.
#pragma once

#include <string>
#include <vector>

#include "daemon/notify/happening.hpp"
#include "daemon/notify/settings.hpp"
#include "detector/advice.hpp"

namespace holdfast::notify {

// Of its instance or group, which the commands name.
detector::Advice advice(const Happening& happening, const Settings& settings);

}  // namespace holdfast::notify
