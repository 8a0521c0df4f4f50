// What the thread of the checks gives up.
#pragma once

namespace holdfast::probes {

// The calling thread gives up every capability for good, real-time scheduling and all signals. False if it kept a
// capability.
bool confine_thread();

}  // namespace holdfast::probes
