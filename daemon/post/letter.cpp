#include "daemon/post/letter.hpp"

#include <algorithm>
#include <cstring>

#include <fmt/format.h>

#include "daemon/io/printable.hpp"

namespace holdfast::post {
namespace {

using notify::Delivery;
using web::set;

constexpr long http_limit = 10;
constexpr long mail_limit = 30;
constexpr std::size_t shown_of_answer = 200;

bool is_temporary(long http_status) {
    constexpr long request_timeout = 408;
    constexpr long too_many = 429;
    return http_status >= 500 || http_status == request_timeout || http_status == too_many;
}

}  // namespace

Letter::Letter(const HttpTo& to, std::string content) : content_{std::move(content)}, handle_{web::make_easy()} {
    prepare(http_limit);
    set(handle(), CURLOPT_URL, to.url.c_str());
    set(handle(), CURLOPT_PROTOCOLS_STR, "http,https");
    set(handle(), CURLOPT_USERAGENT, "holdfast");
    web::append(lines_, "Content-Type: application/json");
    for (const auto& [name, value] : to.headers) web::append(lines_, name + ": " + value);
    set(handle(), CURLOPT_HTTPHEADER, lines_.get());
    set(handle(), CURLOPT_POSTFIELDSIZE, static_cast<long>(content_.size()));
    set(handle(), CURLOPT_POSTFIELDS, content_.c_str());
    web::trust(handle(), true, to.ca_file);
}

Letter::Letter(const notify::Mail& to, const std::string& from, std::string content)
    : is_mail_{true}, content_{std::move(content)}, handle_{web::make_easy()} {
    prepare(mail_limit);
    set(handle(), CURLOPT_URL, to.server.c_str());
    set(handle(), CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    set(handle(), CURLOPT_MAIL_FROM, ("<" + from + ">").c_str());
    for (const std::string& receiver : to.to) web::append(lines_, "<" + receiver + ">");
    set(handle(), CURLOPT_MAIL_RCPT, lines_.get());
    set(handle(), CURLOPT_MAIL_RCPT_ALLLOWFAILS, 1L);  // the others are written to all the same
    set(handle(), CURLOPT_UPLOAD, 1L);
    set(handle(), CURLOPT_READFUNCTION, &Letter::give);
    set(handle(), CURLOPT_READDATA, this);
    secure(to);
}

void Letter::prepare(long seconds) {
    set(handle(), CURLOPT_TIMEOUT, seconds);
    set(handle(), CURLOPT_CONNECTTIMEOUT, seconds / 2);
    set(handle(), CURLOPT_ERRORBUFFER, trouble_);
    set(handle(), CURLOPT_FRESH_CONNECT, 1L);
    set(handle(), CURLOPT_FORBID_REUSE, 1L);
    set(handle(), CURLOPT_WRITEFUNCTION, &Letter::take);
    set(handle(), CURLOPT_WRITEDATA, this);
}

// Opportunistic encryption is better than none, whoever the other side is (RFC 7435); a password is another matter.
void Letter::secure(const notify::Mail& to) {
    using Tls = notify::Mail::Tls;
    const bool is_required = to.tls == Tls::required || (to.tls == Tls::automatic && !to.user.empty());
    const bool is_implicit = to.server.starts_with("smtps://");
    if (to.tls != Tls::off) {
        set(handle(), CURLOPT_USE_SSL, static_cast<long>(is_required ? CURLUSESSL_ALL : CURLUSESSL_TRY));
    }
    web::trust(handle(), is_required || is_implicit, to.ca_file);
    if (to.user.empty()) return;
    set(handle(), CURLOPT_USERNAME, to.user.c_str());
    set(handle(), CURLOPT_PASSWORD, to.password.c_str());
}

std::size_t Letter::give(char* into, std::size_t size, std::size_t count, void* self) {
    auto& letter = *static_cast<Letter*>(self);
    const std::size_t next = std::min(size * count, letter.content_.size() - letter.given_);
    std::copy_n(letter.content_.data() + letter.given_, next, into);
    letter.given_ += next;
    return next;
}

// Its beginning may say why it was refused.
std::size_t Letter::take(const char* data, std::size_t, std::size_t count, void* self) {
    auto& letter = *static_cast<Letter*>(self);
    letter.answer_.append(data, std::min(count, shown_of_answer - std::min(shown_of_answer, letter.answer_.size())));
    return count;
}

notify::Delivered Letter::result(CURLcode code) const {
    long status = 0;
    curl_easy_getinfo(handle(), CURLINFO_RESPONSE_CODE, &status);
    if (is_mail_) {
        if (code == CURLE_OK) return {Delivery::sent};
        // A 5yz of the receivers or the message; a login that fails may be mended.
        const bool for_good =
            status >= 500 && status < 600 && (code == CURLE_SEND_ERROR || code == CURLE_WEIRD_SERVER_REPLY);
        return {for_good ? Delivery::refused : Delivery::again, what_failed(code)};
    }
    if (code != CURLE_OK) return {Delivery::again, what_failed(code)};
    if (status >= 200 && status < 300) return {Delivery::sent};
    return {is_temporary(status) ? Delivery::again : Delivery::refused,
            io::with_first_line(fmt::format("status {}", status), answer_)};
}

std::string Letter::what_failed(CURLcode code) const {
    return io::printable(trouble_[0] != '\0' ? trouble_ : curl_easy_strerror(code), sizeof trouble_);
}

}  // namespace holdfast::post
