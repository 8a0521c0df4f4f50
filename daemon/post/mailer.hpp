// [mail]: what happened, in mails for people.
#pragma once

#include "daemon/notify/digest.hpp"
#include "daemon/post/dispatch.hpp"
#include "daemon/post/outlet.hpp"

namespace holdfast::post {

class Mailer : public Outlet {
public:
    explicit Mailer(Dispatch::Note note) : dispatch_{"mail", {}, std::move(note)} {}

    void configure(const notify::Settings& settings, net::Instant now) override;
    void tell(const notify::Happening& happening, const notify::Picture& picture, net::Instant now) override;
    void hurry(net::Instant now) override;
    bool idle() const override { return digest_.idle() && dispatch_.idle(); }
    void show(notify::Status& status) const override { dispatch_.show(status); }
    void poll_on(std::vector<pollfd>& sources) override { dispatch_.poll_on(sources); }
    std::optional<net::Instant> deadline() const override;
    void advance(std::span<const pollfd> own, net::Instant now) override;

private:
    void feed(const notify::Digest::Event& event, net::Instant now);
    void write(const notify::Write& mail, net::Instant now);

    notify::Settings settings_;
    std::string from_;
    notify::Picture picture_;
    notify::Digest digest_;
    Dispatch dispatch_;
};

}  // namespace holdfast::post
