// [alertmanager]: the alerts that hold, pushed to each of several (API v2), without waiting for a scrape.
#pragma once

#include "daemon/notify/alerts.hpp"
#include "daemon/post/dispatching.hpp"

namespace holdfast::post {

class Pushes : public Dispatching {
public:
    explicit Pushes(Dispatch::Note note);

    void configure(const notify::Settings& settings, net::Instant now) override;
    void tell(const notify::Happening& happening, const notify::Picture& picture, net::Instant now) override;
    std::optional<net::Instant> deadline() const override;
    void advance(std::span<const pollfd> own, net::Instant now) override;

private:
    void feed(const notify::Alerts::Event& event, net::Instant now);

    notify::Alerts alerts_;
};

// As Alertmanager takes them; what holds ends at `lapse` unless it is pushed again.
std::string to_json(const std::vector<notify::Alert>& alerts, notify::UnixTime lapse);

}  // namespace holdfast::post
