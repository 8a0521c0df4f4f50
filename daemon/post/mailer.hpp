// [mail]: what happened, in mails for people.
#pragma once

#include "daemon/notify/digest.hpp"
#include "daemon/post/dispatching.hpp"

namespace holdfast::post {

class Mailer : public Dispatching {
public:
    explicit Mailer(Dispatch::Note note) : Dispatching{"mail", {}, std::move(note)} {}

    void configure(const notify::Settings& settings, net::Instant now) override;
    void tell(const notify::Happening& happening, const notify::Picture& picture, net::Instant now) override;
    void hurry(net::Instant now) override;
    bool idle() const override { return digest_.idle() && dispatch_.idle(); }
    std::optional<net::Instant> deadline() const override;
    void advance(std::span<const pollfd> own, net::Instant now) override;

private:
    void feed(const notify::Digest::Event& event, net::Instant now);
    void write(const notify::Write& mail, net::Instant now);

    notify::Settings settings_;
    std::string from_;
    notify::Picture picture_;
    notify::Digest digest_;
};

}  // namespace holdfast::post
