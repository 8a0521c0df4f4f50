#include "daemon/app/services.hpp"

#include <chrono>
#include <tuple>
#include <utility>

namespace holdfast::app {
namespace {

constexpr std::chrono::seconds retry_interval{1};

}  // namespace

Services::Services(boost::asio::io_context& context, const Steward& steward, Control::Verbs verbs, StreamSink stream,
                   Journal& journal)
    : context_{context},
      retry_{context},
      steward_{steward},
      verbs_{std::move(verbs)},
      stream_sink_{std::move(stream)},
      journal_{journal} {}

void Services::start(const config::HttpSettings& http, const std::string& stream) {
    http_ = http;
    stream_ = stream;
    open_missing();
}

void Services::reconfigure(const config::HttpSettings& http, const std::string& stream) {
    if (std::exchange(stream_, stream) != stream) {
        if (std::exchange(is_streaming_, false) && stream.empty()) std::ignore = steward_.unbind_stream();
        open_stream();
    }
    if (http == http_) return;
    server_.reset();
    http_ = http;
    open_http();
}

void Services::stop() {
    stopped_ = true;  // a retry that is due already cannot be cancelled
    retry_.cancel();
    if (std::exchange(control_, nullptr)) std::ignore = steward_.unbind_control();
    if (is_streaming_) std::ignore = steward_.unbind_stream();
    server_.reset();
}

void Services::open_missing() {
    if (!control_) open_control();
    if (!server_) open_http();
    if (!is_streaming_) open_stream();
    retry_.expires_after(retry_interval);
    retry_.async_wait([this](const boost::system::error_code& error) {
        if (!error && !stopped_) open_missing();
    });
}

void Services::open_control() {
    auto listening = steward_.bind_control();
    if (!listening) return complain(control_error_, "control_unavailable", listening.error().text());
    control_error_.clear();
    control_ = std::make_unique<Control>(context_, std::move(*listening), verbs_);
}

void Services::open_http() {
    if (!http_.enabled) return;
    auto server = metrics::Server::start(
        http_.host, http_.port, verbs_.snapshot,
        {.peer_pages = http_.peer_pages, .keepalived_exporter_names = http_.keepalived_exporter_names});
    if (!server) return complain(http_error_, "http_unavailable", server.error());
    http_error_.clear();
    server_ = std::move(*server);
    journal_.write(
        {net::Level::info, "http_listening", "", {{"address", http_.host + ":" + std::to_string(server_->port())}}});
}

void Services::open_stream() {
    if (stream_.empty()) return;
    auto listening = steward_.bind_stream();
    if (!listening) return complain(stream_error_, "stream_unavailable", listening.error().text());
    stream_error_.clear();
    is_streaming_ = true;
    stream_sink_(std::move(*listening));
}

void Services::complain(std::string& last, const char* event, const std::string& error) {
    if (last == error) return;
    last = error;
    journal_.write({net::Level::warning, event, "", {{"error", error}, {"retry", "1s"}}});
}

}  // namespace holdfast::app
