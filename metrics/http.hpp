// A request and its answer as values; metrics/server.cpp is where they meet a socket.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "metrics/snapshot.hpp"

namespace holdfast::metrics {

struct Request {
    std::string method{};  // in capitals
    std::string path{};    // decoded, without the query
    std::string query{};   // as sent, without the '?'
    std::string accept{};
    std::string accept_encoding{};
};

struct Response {
    int status = 200;
    std::string type = "text/plain; charset=utf-8";
    std::string body{};
    std::vector<std::pair<std::string, std::string>> headers{};  // besides those that every response has
};

// The decoded value of a parameter of the query; empty for a bare `?name`, none when it is not there.
std::optional<std::string> parameter(const Request& request, std::string_view name);
// Whether an Accept or Accept-Encoding header names `token` without refusing it by q=0.
bool accepts(std::string_view header, std::string_view token);

// Status line and headers, those of every response included, up to the empty line.
std::string head_of(const Response& response);

// Answers one request. An exception of `source` or of a bug passes through.
Response route(const Request& request, const SnapshotSource& source);

}  // namespace holdfast::metrics
