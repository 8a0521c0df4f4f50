#include "daemon/cli/command_line.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include <CLI/CLI.hpp>

#include "daemon/cli/client.hpp"
#include "daemon/config/duration.hpp"
#include "daemon/config/spelling.hpp"

namespace holdfast::cli {

namespace {

struct Arguments {
    std::string socket = "/run/holdfast/control.sock";
    StatusOptions status;
    EventsOptions events;
    std::string since = "10m";
    std::string instance;
    std::string file = "/etc/holdfast/holdfast.toml";
};

std::string valid_duration(const std::string& text) {
    return config::parse_duration(text) ? "" : config::in_quotes(text) + " is not a duration like 30s, 10m or 2h";
}

void declare_status(CLI::App& app, Arguments& to) {
    CLI::App* verb = app.add_subcommand("status", "State, addresses, master and verdict of each instance");
    verb->add_option("INSTANCE", to.status.instance, "Only this one");
    verb->add_flag("--json", to.status.json, "For programs: the document of /api/v1/status");
    verb->add_flag("--watch", to.status.watch, "Again each second, until interrupted");
}

void declare_events(CLI::App& app, Arguments& to) {
    CLI::App* verb = app.add_subcommand("events", "What happened: transitions, verdicts, repairs");
    verb->add_option("--since", to.since, "How far back")
        ->check(CLI::Validator{valid_duration, "DURATION"})
        ->capture_default_str();
    verb->add_flag("--follow", to.events.follow, "Wait for more, until interrupted");
    verb->add_flag("--json", to.events.json, "For programs; with --follow one event on each line");
}

void declare_config(CLI::App& app, Arguments& to) {
    CLI::App* verb = app.add_subcommand("config", "The configuration file");
    verb->require_subcommand(1);
    verb->fallthrough();
    CLI::App* check = verb->add_subcommand("check", "Tell every mistake in a file; needs no daemon");
    check->add_option("FILE", to.file, "The file")->capture_default_str();
}

void declare(CLI::App& app, Arguments& to) {
    app.name("holdfast");
    app.require_subcommand(1);
    app.fallthrough();
    app.set_version_flag("--version", "holdfast " HOLDFAST_VERSION);
    app.add_option("--socket", to.socket, "The daemon's control socket")
        ->envname("HOLDFAST_SOCKET")
        ->capture_default_str();
    declare_status(app, to);
    declare_events(app, to);
    app.add_subcommand("explain", "Why this node is or is not master, and what the verdict rests on")
        ->add_option("INSTANCE", to.instance, "Which")
        ->required();
    app.add_subcommand("reload", "Load the configuration file again; a wrong one changes nothing");
    declare_config(app, to);
    for (CLI::App* verb : app.get_subcommands({})) verb->fallthrough();
}

// The first word that is no option and no verb.
std::optional<Failure> unknown_verb(const CLI::App& app, const std::vector<std::string>& arguments) {
    constexpr std::array options_with_value{std::string_view{"--socket"}};
    std::vector<std::string_view> verbs;
    for (const CLI::App* verb : app.get_subcommands({})) verbs.push_back(verb->get_name());
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        const std::string_view word = arguments[i];
        if (std::ranges::find(options_with_value, word) != options_with_value.end()) {
            ++i;
        } else if (!word.starts_with('-')) {
            if (std::ranges::find(verbs, word) != verbs.end()) return std::nullopt;
            const std::string hint = config::did_you_mean(word, verbs);
            return Failure{Exit::usage, "there is no verb " + config::in_quotes(word),
                           hint.empty() ? "holdfast --help" : hint};
        }
    }
    return std::nullopt;
}

Exit perform(const CLI::App& app, const Arguments& arguments, const Session& session) {
    if (app.got_subcommand("status")) return status(session, arguments.status);
    if (app.got_subcommand("events")) return events(session, arguments.events);
    if (app.got_subcommand("explain")) return explain(session, arguments.instance);
    if (app.got_subcommand("reload")) return reload(session);
    return check_config(session, arguments.file);
}

}  // namespace

Exit run(std::vector<std::string> words, Session session) {
    if (words.empty()) return tell(session, {Exit::usage, "a verb is needed", "holdfast --help"});
    Arguments arguments;
    CLI::App app{"Asks and directs the Holdfast daemon of this host"};
    declare(app, arguments);
    if (const auto failure = unknown_verb(app, words)) return tell(session, *failure);
    try {
        std::ranges::reverse(words);  // as CLI11 wants them
        app.parse(words);
    } catch (const CLI::Success& help_or_version) {
        app.exit(help_or_version, session.out, session.err);
        return Exit::ok;
    } catch (const CLI::ParseError& error) {
        return tell(session, {Exit::usage, error.what(), "holdfast --help"});
    }
    arguments.events.since = std::chrono::ceil<std::chrono::seconds>(config::parse_duration(arguments.since).value());
    if (!session.ask) {
        session.ask = [socket = arguments.socket](const Json& request) { return ask(socket, request); };
    }
    return perform(app, arguments, session);
}

}  // namespace holdfast::cli
