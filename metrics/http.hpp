// A request and its answer as values; metrics/server.cpp is where they meet a socket.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "metrics/options.hpp"
#include "metrics/snapshot.hpp"

namespace holdfast::metrics {

struct Request {
    std::string method{};  // in capitals
    std::string path{};    // decoded, without the query
    std::string query{};   // as sent, without the '?'
    std::string accept{};
    std::string accept_encoding{};
    std::string origin{};  // of the page that asks, if a browser does
};

// For everything that is no page.
inline constexpr std::string_view strictest_policy =
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

struct Response {
    int status = 200;
    std::string type = "text/plain; charset=utf-8";
    std::string body{};
    std::vector<std::pair<std::string, std::string>> headers{};  // besides those that every response has
    std::string policy{strictest_policy};                        // its Content-Security-Policy
};

// The decoded value of a parameter of the query; empty for a bare `?name`, none when it is not there.
std::optional<std::string> parameter(const Request& request, std::string_view name);
// Whether an Accept or Accept-Encoding header names `token` without refusing it by q=0.
bool accepts(std::string_view header, std::string_view token);

// Status line and headers, those of every response included, up to the empty line.
std::string head_of(const Response& response);

// Answers one request. An exception of `source` or of a bug passes through.
Response route(const Request& request, const SnapshotSource& source, const Options& options = {});

}  // namespace holdfast::metrics
