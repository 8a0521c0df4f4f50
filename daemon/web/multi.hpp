// libcurl's transfers as a part of a poll loop that never waits for them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <poll.h>

#include <curl/curl.h>

#include "daemon/io/fd.hpp"
#include "daemon/net/time.hpp"

namespace holdfast::web {

class Multi {
public:
    struct Ended {
        CURL* transfer = nullptr;  // it was removed
        CURLcode code = CURLE_OK;
    };

    Multi();
    ~Multi();  // after the last was removed
    Multi(const Multi&) = delete;
    Multi& operator=(const Multi&) = delete;

    // Begins it; or why not, in words.
    std::optional<std::string> add(CURL* transfer);
    void remove(CURL* transfer);

    void poll_on(std::vector<pollfd>& sources) const;
    std::optional<net::Instant> deadline() const { return due_; }
    // `has_news`: the poll found something. A transfer that ended at once is told here, too.
    std::vector<Ended> advance(bool has_news, net::Instant now);

private:
    static int watch_socket(CURL* transfer, curl_socket_t socket, int what, void* self, void* unused);
    static int set_timer(CURLM* multi, long milliseconds, void* self);
    void act(curl_socket_t socket, int events);
    void act_on_sockets();

    io::Fd sockets_;  // an epoll
    CURLM* multi_ = nullptr;
    std::size_t running_ = 0;
    std::optional<net::Instant> due_;
};

}  // namespace holdfast::web
