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

// Connects and hangs up at once, which wakes a server that waits for connections.
void knock(const sockaddr_in& endpoint);

}  // namespace holdfast::metrics
