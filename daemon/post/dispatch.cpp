#include "daemon/post/dispatch.hpp"

#include <algorithm>
#include <map>

namespace holdfast::post {

Dispatch::~Dispatch() {
    for (const Box& box : boxes_) {
        if (box.under_way) multi_.remove(box.under_way->handle());
    }
}

void Dispatch::address(std::vector<To> to) {
    std::list<Box> before = std::exchange(boxes_, {});
    std::map<std::string, int> of_host;
    for (To& one : to) {
        const auto known = std::ranges::find_if(before, [&](const Box& box) { return box.to.url == one.url; });
        if (known == before.end()) {
            boxes_.push_back({.to = std::move(one), .target = {}, .outbox = notify::Outbox{limits_}});
        } else {
            boxes_.splice(boxes_.end(), before, known);
            boxes_.back().to = std::move(one);
        }
        std::string& target = boxes_.back().target = shown(boxes_.back().to.url);
        if (const int nth = ++of_host[target]; nth > 1) target += "#" + std::to_string(nth);
    }
    for (const Box& gone : before) {
        if (gone.under_way) multi_.remove(gone.under_way->handle());
    }
}

void Dispatch::put(const std::string& content, net::Instant now) {
    for (Box& box : boxes_) feed(box, notify::Put{content}, now);
}

void Dispatch::hurry(net::Instant now) {
    for (Box& box : boxes_) feed(box, notify::Hurry{}, now);
}

void Dispatch::feed(Box& box, const notify::Outbox::Event& event, net::Instant now) {
    for (const notify::Outbox::Action& action : box.outbox.handle(event, now)) {
        if (const auto* one = std::get_if<notify::Send>(&action)) send(box, *one, now);
        if (const auto* one = std::get_if<notify::Away>(&action)) away(box, one->why);
    }
}

void Dispatch::send(Box& box, const notify::Send& send, net::Instant now) {
    box.under_way = box.to.write(send.content);
    if (const auto refusal = multi_.add(box.under_way->handle())) {
        box.under_way.reset();
        feed(box, notify::Delivered{notify::Delivery::again, *refusal}, now);
    }
}

void Dispatch::away(const Box& box, const std::string& why) const {
    note_({.level = net::Level::warning,
           .event = "notify_undelivered",
           .instance = "",
           .fields = {{"outlet", outlet_}, {"target", box.target}, {"why", why}}});
}

bool Dispatch::idle() const {
    return std::ranges::all_of(boxes_, [](const Box& box) { return box.outbox.idle(); });
}

void Dispatch::show(notify::Status& status) const {
    for (const Box& box : boxes_) {
        notify::OutletStatus& one = status.outlets.emplace_back();
        one.outlet = outlet_;
        one.target = box.target;
        box.outbox.show(one);
    }
}

std::optional<net::Instant> Dispatch::deadline() const {
    auto earliest = multi_.deadline();
    for (const Box& box : boxes_) earliest = net::earlier(earliest, box.outbox.deadline());
    return earliest;
}

void Dispatch::advance(bool has_news, net::Instant now) {
    for (const auto& [handle, code] : multi_.advance(has_news, now)) {
        for (Box& box : boxes_) {
            if (!box.under_way || box.under_way->handle() != handle) continue;
            const auto letter = std::exchange(box.under_way, nullptr);
            feed(box, letter->result(code), now);
            break;
        }
    }
    for (Box& box : boxes_) feed(box, notify::DeadlineReached{}, now);
}

std::string shown(const std::string& url) {
    const std::size_t host = url.find("://") + 3;
    const std::string_view authority = std::string_view{url}.substr(0, url.find_first_of("/?#\\", host)).substr(host);
    return url.substr(0, host).append(authority.substr(authority.rfind('@') + 1));
}

}  // namespace holdfast::post
