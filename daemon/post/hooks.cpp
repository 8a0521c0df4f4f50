#include "daemon/post/hooks.hpp"

#include "daemon/notify/digest.hpp"
#include "daemon/post/json.hpp"

namespace holdfast::post {

void Hooks::configure(const notify::Settings& settings, net::Instant) {
    settings_ = settings;
    std::vector<Dispatch::To> all;
    for (const notify::Webhook& hook : settings.webhooks) {
        all.push_back({.url = hook.url, .write = [hook](std::string content) {
                           const Letter::HttpTo to{hook.url, hook.headers, hook.ca_file};
                           return std::make_unique<Letter>(to, std::move(content));
                       }});
    }
    dispatch_.address(std::move(all));
}

void Hooks::tell(const notify::Happening& happening, const notify::Picture& picture, net::Instant now) {
    if (!dispatch_.has_addressee() || !notify::is_for_people(happening)) return;
    dispatch_.put(line_of(to_json(happening, settings_, picture)), now);
}

}  // namespace holdfast::post
