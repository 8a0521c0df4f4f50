#include "daemon/probes/web.hpp"

#include <array>
#include <iterator>
#include <utility>

#include <sys/epoll.h>

#include "daemon/io/clock.hpp"
#include "daemon/net/ensure.hpp"

namespace holdfast::probes {
namespace {

int events_of(std::uint32_t found) {
    int events = 0;
    if ((found & EPOLLIN) != 0) events |= CURL_CSELECT_IN;
    if ((found & EPOLLOUT) != 0) events |= CURL_CSELECT_OUT;
    if ((found & (EPOLLERR | EPOLLHUP)) != 0) events |= CURL_CSELECT_ERR;
    return events;
}

std::uint32_t wanted_by(int what) {
    std::uint32_t events = 0;
    if (what == CURL_POLL_IN || what == CURL_POLL_INOUT) events |= EPOLLIN;
    if (what == CURL_POLL_OUT || what == CURL_POLL_INOUT) events |= EPOLLOUT;
    return events;
}

}  // namespace

Web::Web() : sockets_{::epoll_create1(EPOLL_CLOEXEC)} {
    static const CURLcode begun = curl_global_init(CURL_GLOBAL_DEFAULT);
    net::ensure(begun == CURLE_OK, "libcurl begins where there is memory");
    multi_ = curl_multi_init();
    net::ensure(multi_ != nullptr && sockets_, "libcurl and the kernel have memory for one more");
    curl_multi_setopt(multi_, CURLMOPT_SOCKETFUNCTION, &Web::watch_socket);
    curl_multi_setopt(multi_, CURLMOPT_SOCKETDATA, this);
    curl_multi_setopt(multi_, CURLMOPT_TIMERFUNCTION, &Web::set_timer);
    curl_multi_setopt(multi_, CURLMOPT_TIMERDATA, this);
}

Web::~Web() {
    for (const auto& [run, transfer] : transfers_) curl_multi_remove_handle(multi_, transfer->handle());
    transfers_.clear();
    curl_multi_cleanup(multi_);
}

int Web::watch_socket(CURL*, curl_socket_t socket, int what, void* self, void*) {
    const int epoll = static_cast<Web*>(self)->sockets_.get();
    if (what == CURL_POLL_REMOVE) {
        ::epoll_ctl(epoll, EPOLL_CTL_DEL, socket, nullptr);
        return 0;
    }
    epoll_event event{.events = wanted_by(what), .data = {.fd = socket}};
    if (::epoll_ctl(epoll, EPOLL_CTL_MOD, socket, &event) != 0) ::epoll_ctl(epoll, EPOLL_CTL_ADD, socket, &event);
    return 0;
}

int Web::set_timer(CURLM*, long milliseconds, void* self) {
    auto& due = static_cast<Web*>(self)->due_;
    due.reset();
    if (milliseconds >= 0) due = io::now() + std::chrono::milliseconds{milliseconds};
    return 0;
}

void Web::start(const checks::StartRun& run, net::Instant now) {
    auto transfer = std::make_unique<Transfer>(run, now);
    const CURLMcode added = curl_multi_add_handle(multi_, transfer->handle());
    if (added != CURLM_OK) {
        ended_.push_back({run.run, failure(curl_multi_strerror(added))});
        return;
    }
    transfers_.emplace(run.run, std::move(transfer));
    act(CURL_SOCKET_TIMEOUT, 0);
}

void Web::kill(checks::RunId run, net::Instant) {
    const auto transfer = transfers_.find(run);
    if (transfer == transfers_.end()) return;
    curl_multi_remove_handle(multi_, transfer->second->handle());
    ended_.push_back({run, failure("")});
    transfers_.erase(transfer);
}

void Web::poll_on(std::vector<pollfd>& sources) {
    if (!transfers_.empty()) sources.push_back({.fd = sockets_.get(), .events = POLLIN, .revents = 0});
}

void Web::act(curl_socket_t socket, int events) {
    int running = 0;
    curl_multi_socket_action(multi_, socket, events, &running);
}

void Web::advance(std::span<const pollfd> own, net::Instant now, Results& results) {
    if (has_news(own)) {
        std::array<epoll_event, 64> found{};
        const int count = ::epoll_wait(sockets_.get(), found.data(), int{found.size()}, 0);
        for (int i = 0; i < count; ++i) {
            const epoll_event& event = found[static_cast<std::size_t>(i)];
            act(event.data.fd, events_of(event.events));
        }
    }
    if (due_ && *due_ <= now) {
        due_.reset();
        act(CURL_SOCKET_TIMEOUT, 0);
    }
    collect(results);
}

void Web::collect(Results& results) {
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(multi_, &left)) {
        if (message->msg != CURLMSG_DONE) continue;
        const CURLcode code = message->data.result;
        char* known = nullptr;
        curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &known);
        const auto& transfer = *reinterpret_cast<Transfer*>(known);
        const checks::RunId run = transfer.run();
        results.ended.push_back({run, transfer.result(code)});
        curl_multi_remove_handle(multi_, transfer.handle());
        transfers_.erase(run);
    }
    std::ranges::move(std::exchange(ended_, {}), std::back_inserter(results.ended));
}

}  // namespace holdfast::probes
