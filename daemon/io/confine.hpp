// What a thread gives up that needs no right of the process: who talks to servers or clients, or writes the log.
#pragma once

namespace holdfast::io {

// The calling thread gives up every capability for good, real-time scheduling and all signals. False if it kept a
// capability.
bool confine_thread();

}  // namespace holdfast::io
