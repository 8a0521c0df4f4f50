#include "metrics/http.hpp"

#include <algorithm>
#include <ranges>

#include <fmt/format.h>

namespace holdfast::metrics {
namespace {

std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> pieces;
    for (const auto piece : std::views::split(text, separator)) pieces.emplace_back(piece.begin(), piece.end());
    return pieces;
}

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t");
    if (first == text.npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

int hex(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

// Undoes %XX and '+'; what is no such escape stays as it is.
std::string decoded(std::string_view text) {
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool escape = text[i] == '%' && i + 2 < text.size() && hex(text[i + 1]) >= 0 && hex(text[i + 2]) >= 0;
        if (escape) {
            result += static_cast<char>(hex(text[i + 1]) * 16 + hex(text[i + 2]));
            i += 2;
        } else {
            result += text[i] == '+' ? ' ' : text[i];
        }
    }
    return result;
}

bool is_refused(std::string_view parameter) {
    parameter = trimmed(parameter);
    return parameter.starts_with("q=0") && parameter.find_first_not_of("0.", 2) == parameter.npos;
}

std::string_view phrase(int status) {
    switch (status) {
        case 200:
            return "OK";
        case 400:
            return "Bad Request";
        case 404:
            return "Not Found";
        case 405:
            return "Method Not Allowed";
        case 500:
            return "Internal Server Error";
        case 503:
            return "Service Unavailable";
        default:
            return "Unknown";
    }
}

constexpr std::string_view common_headers =
    "Connection: close\r\n"
    "Cache-Control: no-store\r\n"
    "Vary: Accept, Accept-Encoding, Origin\r\n"
    "X-Content-Type-Options: nosniff\r\n"
    "X-Frame-Options: DENY\r\n"
    "Referrer-Policy: no-referrer\r\n";

}  // namespace

std::optional<std::string> parameter(const Request& request, std::string_view name) {
    for (const auto piece : split(request.query, '&')) {
        const auto equals = std::min(piece.find('='), piece.size());
        if (decoded(piece.substr(0, equals)) != name) continue;
        return decoded(piece.substr(std::min(equals + 1, piece.size())));
    }
    return std::nullopt;
}

bool accepts(std::string_view header, std::string_view token) {
    return std::ranges::any_of(split(header, ','), [&](std::string_view item) {
        const auto pieces = split(item, ';');
        if (pieces.empty() || trimmed(pieces.front()) != token) return false;
        return std::ranges::none_of(pieces | std::views::drop(1), is_refused);
    });
}

std::string head_of(const Response& response) {
    auto head = fmt::format(
        "HTTP/1.1 {} {}\r\nContent-Type: {}\r\nContent-Length: {}\r\n{}Content-Security-Policy: {}\r\n",
        response.status, phrase(response.status), response.type, response.body.size(), common_headers, response.policy);
    for (const auto& [name, value] : response.headers) head += fmt::format("{}: {}\r\n", name, value);
    return head + "\r\n";
}

}  // namespace holdfast::metrics
