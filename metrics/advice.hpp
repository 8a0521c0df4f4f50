// What to do about an instance, as mails say it, too.
#pragma once

#include "daemon/engine/settings.hpp"
#include "detector/advice.hpp"

namespace holdfast::metrics {

using detector::Advice;
using detector::Step;

detector::Concerned concerned(const engine::InstanceSettings& instance);

}  // namespace holdfast::metrics
