// What a thread gives up that talks to servers.
#pragma once

namespace holdfast::io {

// The calling thread gives up every capability for good, real-time scheduling and all signals. False if it kept a
// capability.
bool confine_thread();

}  // namespace holdfast::io
