#include "metrics/server.hpp"

#include <chrono>
#include <exception>
#include <stop_token>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <CivetServer.h>
#include <fmt/format.h>

#include "metrics/confine.hpp"
#include "metrics/endpoint.hpp"
#include "metrics/http.hpp"
#include "metrics/scribe.hpp"

namespace holdfast::metrics {
namespace {

struct Option {
    const char* name;
    const char* value;
};
constexpr int silence_allowed = 10;  // seconds

// There is no document root, so that no file can be reached; other methods and paths end in our own route().
constexpr Option fixed_options[] = {
    {"num_threads", "96"},       // a slow connection holds one until the time-out
    {"listen_backlog", "1024"},  // of connections that have said nothing yet
    {"request_timeout_ms", "1000"},
    {"connection_queue", "32"},
    {"max_request_size", "8192"},
    {"enable_keep_alive", "no"},
    {"enable_directory_listing", "no"},
    {"access_control_allow_methods", ""},  // else it answers OPTIONS by itself, for every origin
};

std::vector<std::string> options(const std::string& place) {
    std::vector<std::string> names_and_values{"listening_ports", place};
    for (const auto& [name, value] : fixed_options) names_and_values.insert(names_and_values.end(), {name, value});
    return names_and_values;
}

std::string text_of(const char* text) {
    return text == nullptr ? std::string{} : std::string{text};
}

Request request_of(const mg_connection* connection) {
    const auto* info = mg_get_request_info(connection);
    return {.method = text_of(info->request_method),
            .path = text_of(info->local_uri),
            .query = text_of(info->query_string),
            .accept = text_of(mg_get_header(connection, "Accept")),
            .accept_encoding = text_of(mg_get_header(connection, "Accept-Encoding")),
            .origin = text_of(mg_get_header(connection, "Origin"))};
}

constexpr std::string_view failure =
    "HTTP/1.1 500 Internal Server Error\r\nConnection: close\r\nCache-Control: "
    "no-store\r\n"
    "Content-Type: text/plain\r\nContent-Length: 15\r\n\r\ninternal error\n";

void write(mg_connection* connection, std::string_view bytes) {
    mg_write(connection, bytes.data(), bytes.size());
}

void answer(mg_connection* connection) {
    const auto* server = static_cast<const CivetServer*>(mg_get_user_data(mg_get_context(connection)));
    auto& scribe = *static_cast<Scribe*>(const_cast<void*>(server->getUserContext()));
    const bool confined = mg_get_thread_pointer(connection) != nullptr;
    if (!confined) return write(connection, failure);
    const auto request = request_of(connection);
    const auto response = scribe.answer(request);
    write(connection, head_of(response));
    if (request.method != "HEAD") write(connection, response.body);
}

int begin_request(mg_connection* connection) {
    try {
        answer(connection);
    } catch (...) {  // civetweb does not survive an exception, so none leaves here
        write(connection, failure);
    }
    return 200;  // handled; the number is for an access log that is not kept
}

// The result is the thread's pointer: not null in a confined thread.
void* init_thread(const mg_context*, int) {
    static int confined = 0;
    return confine_thread() ? &confined : nullptr;
}

int keep_silent(const mg_connection*, const char*) {
    return 1;
}

CivetCallbacks callbacks() {
    CivetCallbacks result;
    result.begin_request = begin_request;
    result.init_thread = init_thread;
    result.log_message = keep_silent;
    result.log_access = keep_silent;
    return result;
}

}  // namespace

class Server::Impl {
public:
    Impl(const std::string& place, sockaddr_in endpoint, SnapshotSource source, Options answering)
        : endpoint_{endpoint},
          scribe_{std::move(source), std::move(answering)},
          callbacks_{callbacks()},
          civet_{options(place), &callbacks_, &scribe_} {
        endpoint_.sin_port = htons(port());
        keep_silent_ones_waiting(endpoint_, silence_allowed);
    }

    // The library looks every two seconds whether to stop, or when a connection comes.
    ~Impl() {
        const std::jthread knocking{[this](const std::stop_token& stopped) {
            while (!stopped.stop_requested()) {
                knock(endpoint_);
                std::this_thread::sleep_for(std::chrono::milliseconds{5});
            }
        }};
        civet_.close();
    }

    std::uint16_t port() { return static_cast<std::uint16_t>(civet_.getListeningPorts().at(0)); }

private:
    sockaddr_in endpoint_;
    Scribe scribe_;
    CivetCallbacks callbacks_;
    CivetServer civet_;  // last: its threads use the others until they are joined
};

std::expected<std::unique_ptr<Server>, std::string> Server::start(const std::string& host, std::uint16_t port,
                                                                  SnapshotSource source, Options options) {
    const auto endpoint = free_endpoint(host, port);
    if (!endpoint) return std::unexpected{endpoint.error()};
    const auto place = fmt::format("{}:{}", host, port);
    const SignalsBlocked blocked;
    try {
        return std::unique_ptr<Server>{
            new Server{std::make_unique<Impl>(place, *endpoint, std::move(source), std::move(options))}};
    } catch (const std::exception& exception) {
        return std::unexpected{place + ": " + exception.what()};
    }
}

Server::Server(std::unique_ptr<Impl> impl) : impl_{std::move(impl)} {}
Server::~Server() = default;
std::uint16_t Server::port() const {
    return impl_->port();
}

}  // namespace holdfast::metrics
