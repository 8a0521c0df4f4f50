#include "daemon/probes/transfer.hpp"

#include <algorithm>
#include <memory>

#include <fmt/format.h>

#include "daemon/io/error.hpp"
#include "daemon/io/printable.hpp"

namespace holdfast::probes {
namespace {

constexpr std::size_t most_body = 65'536;
constexpr std::size_t shown_body = 4096;
using web::set;

bool is_wanted(const std::vector<checks::StatusRange>& ranges, long status) {
    return std::ranges::any_of(
        ranges, [status](const checks::StatusRange& range) { return status >= range.first && status <= range.last; });
}

std::string to_text(const std::vector<checks::StatusRange>& ranges) {
    std::string text;
    for (const auto& [first, last] : ranges) {
        text += text.empty() ? "" : ",";
        text += first == last ? fmt::format("{}", first) : fmt::format("{}-{}", first, last);
    }
    return text;
}

std::string url_of(const checks::TcpCheck& wanted) {
    const bool is_ipv6 = wanted.host.contains(':');
    return fmt::format("{}{}{}:{}", is_ipv6 ? "http://[" : "http://", wanted.host, is_ipv6 ? "]" : "", wanted.port);
}

// Not an address.
bool is_name(const std::string& url) {
    const std::unique_ptr<CURLU, decltype(&curl_url_cleanup)> parts{curl_url(), curl_url_cleanup};
    char* host = nullptr;
    if (curl_url_set(parts.get(), CURLUPART_URL, url.c_str(), 0) != CURLUE_OK) return false;
    if (curl_url_get(parts.get(), CURLUPART_HOST, &host, 0) != CURLUE_OK) return false;
    const std::unique_ptr<char, decltype(&curl_free)> owned{host, curl_free};
    return *host != '[' && !net::IpAddress::parse(host);
}

}  // namespace

Transfer::Transfer(const checks::StartRun& run, net::Instant now) : run_{run}, handle_{web::make_easy()} {
    CURL* handle = handle_.get();
    // A little less than the check has, so that it is libcurl that ends it, and says at what.
    const auto left = std::chrono::floor<std::chrono::milliseconds>(run.until - now).count() - 1;
    set(handle, CURLOPT_TIMEOUT_MS, static_cast<long>(std::max<std::int64_t>(left, 1)));
    set(handle, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(std::max<std::int64_t>(left, 1)));
    set(handle, CURLOPT_ERRORBUFFER, trouble_);
    set(handle, CURLOPT_PRIVATE, this);
    set(handle, CURLOPT_PROTOCOLS_STR, "http,https");
    set(handle, CURLOPT_FRESH_CONNECT, 1L);  // a server may keep its old connections and take no new ones
    set(handle, CURLOPT_FORBID_REUSE, 1L);
    set(handle, CURLOPT_DNS_CACHE_TIMEOUT, 0L);
    std::visit(
        [this](const auto& wanted) {
            if constexpr (requires { this->prepare(wanted); }) prepare(wanted);
        },
        run_.check.kind);
}

void Transfer::ask(const std::string& url) {
    set(handle(), CURLOPT_URL, url.c_str());
    goes_by_name_ = is_name(url);
}

void Transfer::prepare(const checks::TcpCheck& wanted) {
    ask(url_of(wanted));
    set(handle(), CURLOPT_CONNECT_ONLY, 1L);
}

void Transfer::prepare(const checks::HttpCheck& wanted) {
    ask(wanted.url);
    set(handle(), CURLOPT_USERAGENT, "holdfast");
    set(handle(), CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    set(handle(), CURLOPT_WRITEFUNCTION, &Transfer::take);
    set(handle(), CURLOPT_WRITEDATA, this);
    if (!wanted.host_header.empty()) {
        web::append(headers_, "Host: " + wanted.host_header);
        set(handle(), CURLOPT_HTTPHEADER, headers_.get());
    }
    // Each time from the beginning: a session that is resumed shows no certificate, and one may have run out.
    set(handle(), CURLOPT_SSL_SESSIONID_CACHE, 0L);
    web::trust(handle(), wanted.verify, wanted.ca_file);
}

bool Transfer::looks_up() const {
    curl_off_t found_after = 0;  // microseconds
    curl_easy_getinfo(handle(), CURLINFO_NAMELOOKUP_TIME_T, &found_after);
    return goes_by_name_ && found_after == 0;
}

// What comes beyond is not waited for.
std::size_t Transfer::take(const char* data, std::size_t, std::size_t count, void* self) {
    auto& transfer = *static_cast<Transfer*>(self);
    transfer.body_.append(data, std::min(count, most_body - transfer.body_.size()));
    transfer.is_full_ = transfer.body_.size() == most_body;
    return transfer.is_full_ ? 0 : count;
}

checks::Outcome Transfer::result(CURLcode code) const {
    if (code != CURLE_OK && !is_full_) {
        return {.ok = false, .reason = what_failed(code), .timed_out = code == CURLE_OPERATION_TIMEDOUT};
    }
    if (const auto* wanted = std::get_if<checks::HttpCheck>(&run_.check.kind)) return judge(*wanted);
    return {.ok = true, .reason = "connected"};
}

checks::Outcome Transfer::judge(const checks::HttpCheck& wanted) const {
    long status = 0;
    curl_easy_getinfo(handle(), CURLINFO_RESPONSE_CODE, &status);
    const bool has_body = wanted.body.empty() || body_.contains(wanted.body);
    checks::Outcome outcome{.ok = has_body && is_wanted(wanted.status, status),
                            .reason = fmt::format("status {}", status),
                            .output = io::printable(body_, shown_body)};
    if (!is_wanted(wanted.status, status)) {
        outcome.reason += ", expected " + to_text(wanted.status);
    } else if (!has_body) {
        outcome.reason += ", without the expected text";
    }
    return outcome;
}

std::string Transfer::what_failed(CURLcode code) const {
    if (code == CURLE_OPERATION_TIMEDOUT) {
        return fmt::format("no answer within {:.3g} s", net::seconds(run_.check.time_limit()));
    }
    long error = 0;
    curl_easy_getinfo(handle(), CURLINFO_OS_ERRNO, &error);
    if (code == CURLE_COULDNT_CONNECT && error != 0) return io::describe(static_cast<int>(error));
    return io::printable(trouble_[0] != '\0' ? trouble_ : curl_easy_strerror(code), sizeof trouble_);
}

}  // namespace holdfast::probes
