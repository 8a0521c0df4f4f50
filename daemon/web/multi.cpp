#include "daemon/web/multi.hpp"

#include <array>

#include <sys/epoll.h>

#include "daemon/io/clock.hpp"
#include "daemon/net/ensure.hpp"

namespace holdfast::web {
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

Multi::Multi() : sockets_{::epoll_create1(EPOLL_CLOEXEC)} {
    static const CURLcode begun = curl_global_init(CURL_GLOBAL_DEFAULT);
    net::ensure(begun == CURLE_OK, "libcurl begins where there is memory");
    multi_ = curl_multi_init();
    net::ensure(multi_ != nullptr && sockets_, "libcurl and the kernel have memory for one more");
    curl_multi_setopt(multi_, CURLMOPT_SOCKETFUNCTION, &Multi::watch_socket);
    curl_multi_setopt(multi_, CURLMOPT_SOCKETDATA, this);
    curl_multi_setopt(multi_, CURLMOPT_TIMERFUNCTION, &Multi::set_timer);
    curl_multi_setopt(multi_, CURLMOPT_TIMERDATA, this);
}

Multi::~Multi() {
    curl_multi_cleanup(multi_);
}

int Multi::watch_socket(CURL*, curl_socket_t socket, int what, void* self, void*) {
    const int epoll = static_cast<Multi*>(self)->sockets_.get();
    if (what == CURL_POLL_REMOVE) {
        ::epoll_ctl(epoll, EPOLL_CTL_DEL, socket, nullptr);
        return 0;
    }
    epoll_event event{.events = wanted_by(what), .data = {.fd = socket}};
    if (::epoll_ctl(epoll, EPOLL_CTL_MOD, socket, &event) != 0) ::epoll_ctl(epoll, EPOLL_CTL_ADD, socket, &event);
    return 0;
}

int Multi::set_timer(CURLM*, long milliseconds, void* self) {
    auto& due = static_cast<Multi*>(self)->due_;
    due.reset();
    if (milliseconds >= 0) due = io::now() + std::chrono::milliseconds{milliseconds};
    return 0;
}

std::optional<std::string> Multi::add(CURL* transfer) {
    // A name that is being looked up is not waited for when the transfer's time is up.
    curl_easy_setopt(transfer, CURLOPT_QUICK_EXIT, 1L);
    const CURLMcode added = curl_multi_add_handle(multi_, transfer);
    if (added != CURLM_OK) return curl_multi_strerror(added);
    ++running_;
    act(CURL_SOCKET_TIMEOUT, 0);
    due_ = io::now();  // it may have ended already: nothing else would call for advance()
    return std::nullopt;
}

void Multi::remove(CURL* transfer) {
    curl_multi_remove_handle(multi_, transfer);
    --running_;
}

void Multi::poll_on(std::vector<pollfd>& sources) const {
    if (running_ > 0) sources.push_back({.fd = sockets_.get(), .events = POLLIN, .revents = 0});
}

void Multi::act(curl_socket_t socket, int events) {
    int running = 0;
    curl_multi_socket_action(multi_, socket, events, &running);
}

void Multi::act_on_sockets() {
    std::array<epoll_event, 64> found{};
    const int count = ::epoll_wait(sockets_.get(), found.data(), int{found.size()}, 0);
    for (int i = 0; i < count; ++i) {
        const epoll_event& event = found[static_cast<std::size_t>(i)];
        act(event.data.fd, events_of(event.events));
    }
}

std::vector<Multi::Ended> Multi::advance(bool has_news, net::Instant now) {
    if (has_news) act_on_sockets();
    if (due_ && *due_ <= now) {
        due_.reset();
        act(CURL_SOCKET_TIMEOUT, 0);
    }
    std::vector<Ended> ended;
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(multi_, &left)) {
        if (message->msg == CURLMSG_DONE) ended.push_back({message->easy_handle, message->data.result});
    }
    for (const Ended& one : ended) remove(one.transfer);
    return ended;
}

}  // namespace holdfast::web
