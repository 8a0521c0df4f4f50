// The place where the server listens.
#pragma once

#include <cstdint>
#include <expected>
#include <string>

#include <netinet/in.h>

namespace holdfast::metrics {

// The address, if one can listen there now; else why not, beginning with "HOST:PORT: ". (The HTTP library would only
// say that something went wrong.)
std::expected<sockaddr_in, std::string> free_endpoint(const std::string& host, std::uint16_t port);

// Whoever listens there gets a connection when its first byte has come, or after so many seconds: those that say
// nothing wait in the kernel, and hold no thread. (The HTTP library neither does that nor shows its socket.)
void keep_silent_ones_waiting(const sockaddr_in& endpoint, int seconds);

// Connects, says a byte and hangs up, which wakes a server that waits for connections.
void knock(const sockaddr_in& endpoint);

}  // namespace holdfast::metrics
