// An HTTP request as the server hands it on: each line of the input is one part of it. Whatever it asks, the answer is
// one well-formed answer.
#include <nlohmann/json.hpp>

#include "metrics/http.hpp"
#include "tests/fuzz/input.hpp"
#include "tests/unit/metrics/example.hpp"

namespace holdfast::fuzz {
namespace {

using namespace metrics;

std::vector<std::string> lines_of(const std::string& head) {
    std::vector<std::string> lines;
    std::size_t at = 0;
    for (std::size_t end = head.find("\r\n"); end != head.npos; end = head.find("\r\n", at)) {
        lines.push_back(head.substr(at, end - at));
        at = end + 2;
    }
    ensure(at == head.size(), "a head ends with its last line");
    return lines;
}

// RFC 9112 §5: a name of letters and hyphens, a colon, and a value without line ends.
void check_header(const std::string& line) {
    const auto colon = line.find(": ");
    ensure(colon != line.npos && colon > 0, "a header has a name and a value");
    for (const char c : line.substr(0, colon)) {
        ensure((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-', "a name is a word");
    }
    for (const char c : line.substr(colon)) ensure(c >= ' ' && c <= '~', "nothing of the request leaks into a header");
}

void check_response(const Response& response) {
    static constexpr std::array known{200, 400, 404, 405, 503};
    ensure(std::ranges::find(known, response.status) != known.end(), "a status of ours");
    const std::vector<std::string> lines = lines_of(head_of(response));
    ensure(lines.size() > 8 && lines.back().empty(), "an empty line ends the head");
    ensure(lines.size() == 3 + 7 + response.headers.size() + 1, "and no line was slipped in");
    ensure(lines[2] == "Content-Length: " + std::to_string(response.body.size()), "the length is that of the body");
    for (std::size_t i = 1; i + 1 < lines.size(); ++i) check_header(lines[i]);
    if (response.type != "application/json") return;
    ensure(nlohmann::json::accept(response.body), "JSON is JSON");
}

std::string percent(const std::string& text) {
    static constexpr char digits[] = "0123456789abcdef";
    std::string escaped;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        escaped += {'%', digits[byte >> 4], digits[byte & 15]};
    }
    return escaped;
}

void check_parameters(const std::string& value) {
    const Request asked{.query = "a=1&name=" + percent(value) + "&b"};
    ensure(parameter(asked, "name") == value, "an escaped value is what it was");
    ensure(parameter(asked, "a") == "1" && parameter(asked, "b") == "" && !parameter(asked, "c"), "so are the others");
}

void check_accepts(const std::string& header) {
    ensure(!accepts(header, "gzip") || header.contains("gzip"), "nobody is sent gzip unasked");
    ensure(accepts(header + ", gzip", "gzip"), "who asks at the end is heard");
    ensure(!accepts("gzip;q=0", "gzip") && accepts("gzip;q=0.1", "gzip"), "q=0 refuses");
}

Request request(Input& in) {
    static constexpr std::array paths{"/",        "/metrics", "/livez",         "/readyz",
                                      "/healthz", "/role",    "/api/v1/status", "/api/v1/events"};
    Request request;
    request.method = in.line();
    request.path = in.line();
    if (request.path.size() == 1 && request.path[0] >= '0' && request.path[0] <= '7') {
        request.path = paths[static_cast<std::size_t>(request.path[0] - '0')];
    }
    request.query = in.line();
    request.accept = in.line();
    request.accept_encoding = in.line();
    return request;
}

void read(Input in) {
    static const Snapshot snapshot = Example{}.snapshot();
    const Request asked = request(in);
    check_response(route(asked, [] { return snapshot; }));
    check_parameters(asked.query);
    check_accepts(asked.accept_encoding);
}

}  // namespace
}  // namespace holdfast::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    holdfast::fuzz::read({data, size});
    return 0;
}
