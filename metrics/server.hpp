// The HTTP server (civetweb): GET and HEAD, read-only, from snapshots alone.
// Its threads hold no capability and no real-time priority, and nothing that happens in them reaches the engine.
#pragma once

#include <cstdint>
#include <expected>
#include <memory>
#include <string>

#include "metrics/options.hpp"
#include "metrics/snapshot.hpp"

namespace holdfast::metrics {

class Server {
public:
    // An error names the address and why, e.g. "127.0.0.1:10112: address already
    // in use". Port 0 picks one.
    static std::expected<std::unique_ptr<Server>, std::string> start(const std::string& host, std::uint16_t port,
                                                                     SnapshotSource source, Options options = {});
    ~Server();
    std::uint16_t port() const;

private:
    class Impl;
    explicit Server(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace holdfast::metrics
