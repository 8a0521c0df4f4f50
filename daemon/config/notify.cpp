#include "daemon/config/notify.hpp"

#include <algorithm>
#include <chrono>

#include <fmt/format.h>

#include "daemon/config/names.hpp"
#include "daemon/config/secret.hpp"

namespace holdfast::config {

namespace {

using namespace std::chrono_literals;
using Words = std::map<std::string, std::string>;

bool is_control(char c) {
    return static_cast<unsigned char>(c) < ' ' || c == '\x7f';
}

using Schemes = std::vector<std::string_view>;  // the likeliest first

// Of one of these schemes, and with a host.
bool is_url(const std::string& written, const Schemes& schemes) {
    const auto is_whole = [&](std::string_view scheme) {
        return written.starts_with(scheme) && written.size() > scheme.size();
    };
    const bool is_clean = std::ranges::none_of(written, [](char c) { return is_control(c) || c == ' '; });
    return is_clean && std::ranges::any_of(schemes, is_whole);
}

Reader<std::string> url(Schemes schemes, std::string_view example) {
    return [schemes = std::move(schemes), example](const toml::node& node,
                                                   Problems& problems) -> std::optional<std::string> {
        std::optional<std::string> written = text()(node, problems);
        if (!written || is_url(*written, schemes)) return written;
        problems.error(place_of(node),
                       fmt::format("{} is not a URL of {}", in_quotes(*written), fmt::join(schemes, " or ")),
                       fmt::format("\"{}\"", example));
        return std::nullopt;
    };
}

// Who knows it may write: no diagnostic shows it.
Reader<std::string> secret_url(Schemes schemes, std::string_view example) {
    return [schemes = std::move(schemes), example](const toml::node& node,
                                                   Problems& problems) -> std::optional<std::string> {
        std::optional<std::string> written = secret()(node, problems);
        if (!written || is_url(*written, schemes)) return written;
        problems.error(place_of(node), fmt::format("this is not a URL of {}", fmt::join(schemes, " or ")),
                       fmt::format("\"{}\"", example));
        return std::nullopt;
    };
}

// A password in it would go out whether or not the server is who it says.
Reader<std::string> mail_server() {
    return [](const toml::node& node, Problems& problems) -> std::optional<std::string> {
        const std::optional<std::string> written = text()(node, problems);
        if (!written || !written->contains('@')) {
            return url({"smtp://", "smtps://"}, "smtp://mail.example.org:587")(node, problems);
        }
        problems.hide(place_of(node));
        problems.error(place_of(node), "a mail server's URL holds no user and no password",
                       "user = \"…\" and password = \"…\"");
        return std::nullopt;
    };
}

// "ops@example.org": what goes to the server as it is. A host's own name needs no dot.
Reader<std::string> mail_address() {
    return [](const toml::node& node, Problems& problems) -> std::optional<std::string> {
        std::optional<std::string> written = text()(node, problems);
        if (!written) return std::nullopt;
        const auto forbidden = [](char c) { return is_control(c) || std::string_view{" <>,;:\"()[]\\"}.contains(c); };
        const std::size_t at = written->find('@');
        const bool is_address = at > 0 && at + 1 < written->size() && std::ranges::count(*written, '@') == 1 &&
                                std::ranges::none_of(*written, forbidden) && written->size() <= 254;
        if (is_address) return written;
        problems.error(place_of(node), in_quotes(*written) + " is not a mail address",
                       "\"ops@example.org\", without a name");
        return std::nullopt;
    };
}

// "": the default.
Reader<std::string> or_nothing(const Reader<std::string>& reader) {
    return [reader](const toml::node& node, Problems& problems) -> std::optional<std::string> {
        return node.value<std::string_view>() == "" ? std::string{} : reader(node, problems);
    };
}

bool is_token(std::string_view name) {  // RFC 9110 §5.6.2
    return !name.empty() && std::ranges::all_of(name, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               std::string_view{"!#$%&'*+-.^_`|~"}.contains(c);
    });
}

bool is_label(std::string_view name) {  // as Prometheus has them
    return !name.empty() && !(name.front() >= '0' && name.front() <= '9') && std::ranges::all_of(name, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    });
}

// A table of names and texts.
Reader<Words> words(bool (*is_name)(std::string_view), std::string_view what, const Reader<std::string>& value) {
    return [=](const toml::node& node, Problems& problems) -> std::optional<Words> {
        const toml::table* table = node.as_table();
        if (table == nullptr) {
            wrong_kind(node, "a table", problems);
            return std::nullopt;
        }
        Words all;
        for (const auto& [key, entry] : *table) {
            const std::optional<std::string> said = value(entry, problems);
            const bool is_named = is_name(key.str());
            const bool is_line = !said || std::ranges::none_of(*said, is_control);
            if (!is_named)
                problems.error(place_of(key.source()),
                               fmt::format("{} is no name of a {}", in_quotes(key.str()), what));
            if (!is_line) problems.error(place_of(entry), fmt::format("a {} is one line", what));
            if (said && is_named && is_line) all[std::string{key.str()}] = *said;
        }
        if (all.size() != table->size()) return std::nullopt;
        return all;
    };
}

}  // namespace

void read_notify(TableReader& reader, NotifyDraft& into) {
    reader.table("notify", "notify", into.written, [&](TableReader& inner) {
        for (const notify::Slot slot : notify::slots) {
            inner.read(label(slot), into.scripts[slot], command("/etc/holdfast/master.sh"));
        }
        inner.read("user", into.scripts.user, user_name());
        inner.read("timeout", into.scripts.timeout, duration(100ms, 1h));
    });
}

void read_mail(TableReader& reader, notify::Mail& into) {
    using Tls = notify::Mail::Tls;
    reader.read("server", into.server, mail_server());
    reader.read("from", into.from, or_nothing(mail_address()));
    reader.read("to", into.to, list_of(mail_address()));
    reader.read("user", into.user, text());
    reader.read("password", into.password, secret());
    reader.read("tls", into.tls,
                one_of<Tls>({{"auto", Tls::automatic}, {"require", Tls::required}, {"off", Tls::off}}));
    reader.read("ca_file", into.ca_file, absolute_path());
    if (!reader.has("to") || (reader.take("to")->is_array() && reader.take("to")->as_array()->empty())) {
        reader.problems().error(reader.place(), "nobody is written to", "to = [\"ops@example.org\"]");
    }
    if (reader.has("password") != reader.has("user")) {
        reader.problems().error(reader.place(), "a user and a password belong together");
    }
    if (into.tls == Tls::off && reader.has("password")) {
        reader.problems().warning(place_of(*reader.take("tls")), "the password is sent in the clear",
                                  "tls = \"require\"");
    }
}

notify::Webhook read_webhook(const toml::table& table, Problems& problems) {
    notify::Webhook webhook;
    Written written;
    TableReader reader{table, "[[webhook]]", problems, written};
    reader.read("url", webhook.url, secret_url({"https://", "http://"}, "https://chat.example.org/hook"));
    reader.read("headers", webhook.headers, words(is_token, "header", secret()));
    reader.read("ca_file", webhook.ca_file, absolute_path());
    reader.finish();
    if (!written.has("url")) problems.error(reader.place(), "this webhook has no url", "url = \"https://…\"");
    return webhook;
}

void read_stream(TableReader& reader, std::string& socket) {
    reader.read("socket", socket, absolute_path());
}

void read_alertmanager(TableReader& reader, notify::Alertmanager& into) {
    reader.read("urls", into.urls, list_of(url({"http://", "https://"}, "http://127.0.0.1:9093")));
    reader.read("labels", into.labels, words(is_label, "label", text()));
    reader.read("ca_file", into.ca_file, absolute_path());
}

}  // namespace holdfast::config
