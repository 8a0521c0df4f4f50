#include "daemon/post/mailer.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <functional>

#include <fmt/format.h>

#include "daemon/io/random.hpp"
#include "daemon/post/mime.hpp"

namespace holdfast::post {
namespace {

// A node's name may be anything without blanks; that of a host in an address may not.
std::string host_of(const std::string& node) {
    std::string host = node;
    const auto is_allowed = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
    };
    std::ranges::replace_if(host, std::not_fn(is_allowed), '-');
    return host;
}

std::string new_id(const std::string& node) {
    std::array<std::uint8_t, 16> random{};
    io::fill_with_random(random);
    return fmt::format("{:02x}@{}", fmt::join(random, ""), host_of(node));
}

}  // namespace

void Mailer::configure(const notify::Settings& settings, net::Instant) {
    settings_ = settings;
    picture_.keep(settings.parties);
    const notify::Mail& mail = settings.mail;
    from_ = mail.from.empty() ? "holdfast@" + host_of(settings.node) : mail.from;
    std::vector<Dispatch::To> to;
    if (!mail.to.empty()) {
        to.push_back({.url = mail.server, .write = [mail, from = from_](std::string content) {
                          return std::make_unique<Letter>(mail, from, std::move(content));
                      }});
    }
    dispatch_.address(std::move(to));
}

void Mailer::tell(const notify::Happening& happening, const notify::Picture&, net::Instant now) {
    picture_.take(happening);
    if (dispatch_.has_addressee()) feed(happening, now);
}

void Mailer::hurry(net::Instant now) {
    feed(notify::Hurry{}, now);
    dispatch_.hurry(now);
}

std::optional<net::Instant> Mailer::deadline() const {
    return net::earlier(digest_.deadline(), dispatch_.deadline());
}

void Mailer::advance(std::span<const pollfd> own, net::Instant now) {
    feed(notify::DeadlineReached{}, now);
    dispatch_.advance(has_news(own), now);
}

void Mailer::feed(const notify::Digest::Event& event, net::Instant now) {
    for (const notify::Write& mail : digest_.handle(event, now)) write(mail, now);
}

void Mailer::write(const notify::Write& mail, net::Instant now) {
    using namespace std::chrono;
    const Envelope envelope{.from = from_,
                            .to = settings_.mail.to,
                            .at = floor<milliseconds>(system_clock::now()),
                            .id = new_id(settings_.node)};
    dispatch_.put(to_mime(envelope, notify::compose(settings_, mail, picture_)), now);
}

}  // namespace holdfast::post
