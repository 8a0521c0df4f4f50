// Connections and questions by HTTP, of which libcurl knows more than anybody would want to write anew. Names are
// resolved by threads of its own.
#pragma once

#include <map>
#include <memory>

#include <curl/curl.h>

#include "daemon/io/fd.hpp"
#include "daemon/probes/prober.hpp"
#include "daemon/probes/transfer.hpp"

namespace holdfast::probes {

class Web : public Prober {
public:
    Web();
    ~Web() override;
    Web(const Web&) = delete;
    Web& operator=(const Web&) = delete;

    void start(const checks::StartRun& run, net::Instant now) override;
    void kill(checks::RunId run, net::Instant now) override;
    void poll_on(std::vector<pollfd>& sources) override;
    std::optional<net::Instant> deadline() const override { return due_; }
    void advance(std::span<const pollfd> own, net::Instant now, Results& results) override;

private:
    static int watch_socket(CURL* handle, curl_socket_t socket, int what, void* self, void* known);
    static int set_timer(CURLM* handle, long milliseconds, void* self);
    void act(curl_socket_t socket, int events);
    void collect(Results& results);

    io::Fd sockets_;  // an epoll instance with all of libcurl's
    CURLM* multi_ = nullptr;
    std::optional<net::Instant> due_;
    std::map<checks::RunId, std::unique_ptr<Transfer>> transfers_;
    std::vector<checks::RunEnded> ended_;
};

}  // namespace holdfast::probes
