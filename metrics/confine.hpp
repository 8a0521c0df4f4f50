// What a thread that talks to strangers gives up.
#pragma once

#include <csignal>

namespace holdfast::metrics {

// The calling thread gives up every capability for good, real-time scheduling and all signals. False if it kept a
// capability.
bool confine_thread();

// Blocks all signals in the calling thread while it lives: threads started meanwhile inherit the block.
class SignalsBlocked {
public:
    SignalsBlocked();
    ~SignalsBlocked();
    SignalsBlocked(const SignalsBlocked&) = delete;
    SignalsBlocked& operator=(const SignalsBlocked&) = delete;

private:
    sigset_t before_{};
};

}  // namespace holdfast::metrics
