#include "daemon/post/pushes.hpp"

#include <chrono>

#include "daemon/post/json.hpp"

namespace holdfast::post {
namespace {

using namespace std::chrono_literals;

// Each push tells all: only the newest is worth sending.
constexpr notify::Outbox::Limits newest_only{.most = 1, .age = 1h, .first_pause = 1s, .longest_pause = 15s};
constexpr auto outlives_a_push = 3min;

}  // namespace

Pushes::Pushes(Dispatch::Note note) : Dispatching{"alertmanager", newest_only, std::move(note)} {}

void Pushes::configure(const notify::Settings& settings, net::Instant now) {
    feed(settings, now);
    std::vector<Dispatch::To> all;
    for (const std::string& url : settings.alertmanager.urls) {
        const std::string whole = (url.ends_with('/') ? url.substr(0, url.size() - 1) : url) + "/api/v2/alerts";
        all.push_back({.url = url, .write = [whole, ca_file = settings.alertmanager.ca_file](std::string content) {
                           return std::make_unique<Letter>(Letter::HttpTo{whole, {}, ca_file}, std::move(content));
                       }});
    }
    dispatch_.address(std::move(all));
}

void Pushes::tell(const notify::Happening& happening, const notify::Picture&, net::Instant now) {
    feed(happening, now);
}

std::optional<net::Instant> Pushes::deadline() const {
    const auto due = dispatch_.has_addressee() ? alerts_.deadline() : std::nullopt;
    return net::earlier(due, dispatch_.deadline());
}

void Pushes::advance(std::span<const pollfd> own, net::Instant now) {
    feed(notify::DeadlineReached{}, now);
    dispatch_.advance(has_news(own), now);
}

void Pushes::feed(const notify::Alerts::Event& event, net::Instant now) {
    for (const notify::Push& push : alerts_.handle(event, now)) {
        const auto wall = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
        dispatch_.put(to_json(push.alerts, wall + outlives_a_push), now);
    }
}

std::string to_json(const std::vector<notify::Alert>& alerts, notify::UnixTime lapse) {
    Json all = Json::array();
    for (const notify::Alert& alert : alerts) {
        all.push_back({{"labels", alert.labels},
                       {"annotations", alert.annotations},
                       {"startsAt", rfc3339(alert.starts)},
                       {"endsAt", rfc3339(alert.ends.value_or(lapse))}});
    }
    return line_of(all);
}

}  // namespace holdfast::post
