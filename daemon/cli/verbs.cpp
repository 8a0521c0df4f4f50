#include "daemon/cli/verbs.hpp"

#include <algorithm>
#include <chrono>

#include <fmt/format.h>

#include "daemon/cli/events_text.hpp"
#include "daemon/cli/explain_text.hpp"
#include "daemon/cli/status_text.hpp"
#include "daemon/config/config.hpp"
#include "daemon/config/spelling.hpp"

namespace holdfast::cli {

namespace {

constexpr std::string_view clear_screen = "\033[H\033[2J";
// --follow looks back over what was shown already, so that no event is missed when the daemon restarts.
constexpr std::chrono::seconds overlap{10};

std::string plural(std::size_t count, std::string_view noun) {
    return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

Failure no_instance(const Json& status, const std::string& name) {
    const std::vector<std::string> names = instance_names(status);
    std::string hint = config::did_you_mean(name, {names.begin(), names.end()});
    if (hint.empty()) hint = "`holdfast status` lists them";
    return {Exit::failed, fmt::format("there is no instance \"{}\"", name), std::move(hint)};
}

// The whole status, cut down to one instance if that is asked for.
std::expected<Json, Failure> fetch_status(const Session& session, const std::string& instance) {
    std::expected<Json, Failure> status = session.ask({{"verb", "status"}});
    if (!status || instance.empty()) return status;
    const Json wanted = find_instance(*status, instance);
    if (wanted.is_null()) return std::unexpected{no_instance(*status, instance)};
    (*status)["instances"] = Json::array({wanted});
    return status;
}

void show_status(const Session& session, const Json& status, const StatusOptions& options) {
    if (options.json) {
        session.out << status.dump(options.watch ? -1 : 2) << '\n';
    } else {
        session.out << status_text(status, session.now(), Paint{session.colour});
    }
    session.out << std::flush;
}

void show_events(const Session& session, const std::vector<Json>& events, bool json, bool with_header) {
    if (json) {
        for (const Json& event : events) session.out << event.dump() << '\n';
    } else {
        session.out << events_text(events, Paint{session.colour}, with_header);
    }
    session.out << std::flush;
}

std::expected<Json, Failure> fetch_events(const Session& session, std::chrono::seconds since) {
    return session.ask({{"verb", "events"}, {"since_seconds", since.count()}});
}

Exit follow_events(const Session& session, const EventsOptions& options, Moment last_look, Unseen& unseen) {
    bool lost = false;
    while (session.wait()) {
        const auto since = std::chrono::ceil<std::chrono::seconds>(session.now() - last_look) + overlap;
        const auto document = fetch_events(session, since);
        if (!document && !lost) tell(session, document.error());
        lost = !document;
        if (lost) continue;
        last_look = session.now();
        show_events(session, unseen.of(*document), options.json, false);
    }
    return Exit::ok;
}

}  // namespace

Exit tell(const Session& session, const Failure& failure) {
    const Paint paint{session.colour_errors};
    session.err << paint(Tone::bad, "error:") << ' ' << failure.error << '\n';
    if (!failure.hint.empty()) session.err << paint(Tone::strong, "hint:") << ' ' << failure.hint << '\n';
    return failure.code;
}

Exit status(const Session& session, const StatusOptions& options) {
    const auto first = fetch_status(session, options.instance);
    if (!first) return tell(session, first.error());
    const bool clear = options.watch && session.terminal && !options.json;
    if (clear) session.out << clear_screen;
    show_status(session, *first, options);
    while (options.watch && session.wait()) {
        const auto next = fetch_status(session, options.instance);
        session.out << (clear ? clear_screen : options.json ? "" : "\n");
        if (next) {
            show_status(session, *next, options);
        } else {
            tell(session, next.error());  // it may come back
        }
    }
    return Exit::ok;
}

Exit events(const Session& session, const EventsOptions& options) {
    const Moment looked = session.now();
    const auto document = fetch_events(session, options.follow ? options.since + overlap : options.since);
    if (!document) return tell(session, document.error());
    if (options.json && !options.follow) {
        session.out << document->dump(2) << '\n';
        return Exit::ok;
    }
    Unseen unseen;
    std::vector<Json> known = unseen.of(*document);
    std::erase_if(known,
                  [&](const Json& event) { return parse_moment(text(event, "at", "")) < looked - options.since; });
    show_events(session, known, options.json, true);
    if (options.follow) return follow_events(session, options, looked, unseen);
    if (known.empty()) session.out << fmt::format("no events in the last {}\n", spell(options.since));
    return Exit::ok;
}

Exit explain(const Session& session, const std::string& instance) {
    const auto status = fetch_status(session, instance);
    if (!status) return tell(session, status.error());
    session.out << explain_text(find_instance(*status, instance), text(*status, "node", "this node"), session.now(),
                                Paint{session.colour});
    return Exit::ok;
}

Exit reload(const Session& session) {
    const auto done = session.ask({{"verb", "reload"}});
    if (!done && done.error().code == Exit::invalid_configuration) {
        session.err << done.error().error;  // every mistake with its place
        return tell(session, {Exit::invalid_configuration, "not reloaded: the old configuration stays in force", {}});
    }
    if (!done) return tell(session, done.error());
    const std::string note = text(*done, "note", "");
    session.out << "configuration reloaded\n" << (note.empty() ? "" : note + "\n");
    return Exit::ok;
}

Exit check_config(const Session& session, const std::string& file) {
    const auto outcome = config::load(file);
    if (!outcome) {
        const auto errors = static_cast<std::size_t>(
            std::ranges::count(outcome.error(), config::Weight::error, &config::Diagnostic::weight));
        session.err << config::render(outcome.error(), session.colour_errors);
        return tell(session,
                    {Exit::invalid_configuration, fmt::format("{} has {}", file, plural(errors, "error")), {}});
    }
    session.err << config::render(outcome->warnings, session.colour_errors);
    session.out << fmt::format("{}: ok, {}\n", file, plural(outcome->config.engine.instances.size(), "instance"));
    return Exit::ok;
}

}  // namespace holdfast::cli
