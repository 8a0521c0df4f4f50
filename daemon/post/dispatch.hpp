// Delivers to several, each with an outbox of its own, so that one who is away holds up nobody else.
#pragma once

#include <functional>
#include <list>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "daemon/net/note.hpp"
#include "daemon/notify/outbox.hpp"
#include "daemon/post/letter.hpp"
#include "daemon/web/multi.hpp"

namespace holdfast::post {

class Dispatch {
public:
    using Note = std::function<void(net::Note)>;
    struct To {
        std::string url;
        std::function<std::unique_ptr<Letter>(std::string content)> write;
    };
    Dispatch(std::string outlet, notify::Outbox::Limits limits, Note note)
        : outlet_{std::move(outlet)}, limits_{limits}, note_{std::move(note)} {}
    ~Dispatch();
    Dispatch(const Dispatch&) = delete;
    Dispatch& operator=(const Dispatch&) = delete;

    // What waits for one who stays is delivered as it is described now.
    void address(std::vector<To> to);
    bool has_addressee() const { return !boxes_.empty(); }
    // To all of them.
    void put(const std::string& content, net::Instant now);
    // What waits is tried at once, and no more where it fails.
    void hurry(net::Instant now);

    bool idle() const;
    void show(notify::Status& status) const;
    void poll_on(std::vector<pollfd>& sources) const { multi_.poll_on(sources); }
    std::optional<net::Instant> deadline() const;
    void advance(bool has_news, net::Instant now);

private:
    struct Box {
        To to;
        std::string target;  // as it is shown
        notify::Outbox outbox;
        std::unique_ptr<Letter> under_way{};
    };
    void feed(Box& box, const notify::Outbox::Event& event, net::Instant now);
    void send(Box& box, const notify::Send& send, net::Instant now);
    void away(const Box& box, const std::string& why) const;

    std::string outlet_;
    notify::Outbox::Limits limits_;
    Note note_;
    web::Multi multi_;
    std::list<Box> boxes_;
};

// Scheme, host and port: what else is in it may be a secret.
std::string shown(const std::string& url);

}  // namespace holdfast::post
