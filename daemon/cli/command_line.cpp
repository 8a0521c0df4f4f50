#include "daemon/cli/command_line.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include <CLI/CLI.hpp>

#include "daemon/cli/client.hpp"
#include "daemon/cli/import.hpp"
#include "daemon/cli/orders.hpp"
#include "daemon/cli/release.hpp"
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
    ImportOptions import;
    bool clear = false;
    bool json = false;
    std::string duration;  // of a drill or a handoff
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
    CLI::App* translate = verb->add_subcommand("import", "Translate keepalived.conf, and list what has no equivalent");
    translate->add_option("FILE", to.import.file, "The file")->capture_default_str();
    translate->add_option("-i,--id", to.import.id, "Which node this is, for lines that begin with @; default: the host");
    translate->add_option("-o,--output", to.import.out, "Where the result goes; default: the standard output");
    translate->add_flag("--strict", to.import.strict, "Fail when anything has no equivalent");
}

CLI::App* add_instance_verb(CLI::App& app, const char* name, const char* about, Arguments& to) {
    CLI::App* verb = app.add_subcommand(name, about);
    verb->add_option("INSTANCE", to.instance, "Which")->required();
    verb->fallthrough();
    return verb;
}

void declare_decisions(CLI::App& app, Arguments& to) {
    add_instance_verb(app, "yield", "This node must not be master, whatever is elected, until that is cleared", to)
        ->add_flag("--clear", to.clear, "It may again");
    add_instance_verb(app, "hold", "No ruling takes it from this node, until that is cleared", to)
        ->add_flag("--clear", to.clear, "It may again");
}

void declare_draining(CLI::App& app, Arguments& to) {
    for (const auto& [name, about] : {std::pair{"drain", "Hand over in an orderly way and stay out, for maintenance"},
                                      std::pair{"undrain", "Stand for election again"}}) {
        app.add_subcommand(name, about)->add_option("INSTANCE", to.instance, "Default: all");
    }
}

void declare_fence(CLI::App& app, Arguments& to) {
    CLI::App* verb = app.add_subcommand("fence", "Taking this node out of service");
    verb->require_subcommand(1);
    CLI::App* status = verb->add_subcommand("status", "Who is fenced and why, and how the last fence went");
    status->add_flag("--json", to.json, "For programs");
    verb->add_subcommand("clear", "Back into the election")->add_option("INSTANCE", to.instance, "Default: all");
    add_instance_verb(*verb, "force", "Fence it now, whatever the detector says", to);
    verb->add_subcommand("dry-run", "What would be done now, and whether it could be")
        ->add_option("INSTANCE", to.instance, "Default: all");
    for (CLI::App* what : verb->get_subcommands({})) what->fallthrough();
}

void declare_drill(CLI::App& app, Arguments& to) {
    CLI::App* verb = app.add_subcommand("drill", "Rehearse: a marked verdict, or a fail-over and back");
    verb->require_subcommand(1);
    for (CLI::App* kind :
         {add_instance_verb(*verb, "split", "A split brain for metrics, page and pager; nobody acts upon it", to),
          add_instance_verb(*verb, "failover", "Let another node take over, and stand for election again", to)}) {
        kind->add_option("--for", to.duration, "How long")->check(CLI::Validator{valid_duration, "DURATION"});
    }
}

void declare_handoff(CLI::App& app, Arguments& to) {
    app.add_subcommand("handoff", "End the daemon and leave its addresses in place for the one that is started next")
        ->add_option("--for", to.duration, "How long the guard keeps and advertises them at most; default: 10s")
        ->check(CLI::Validator{valid_duration, "DURATION"});
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
    declare_decisions(app, to);
    declare_fence(app, to);
    declare_draining(app, to);
    declare_drill(app, to);
    declare_handoff(app, to);
    app.add_subcommand("reload", "Load the configuration file again; a wrong one changes nothing");
    declare_config(app, to);
    app.add_subcommand("release", "Remove what a daemon that is gone has left; needs no daemon")
        ->add_option("-c,--config", to.file, "The daemon's configuration")
        ->capture_default_str();
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

std::string word_below(const CLI::App& app, const char* verb) {
    return app.get_subcommand(verb)->get_subcommands().front()->get_name();
}

// With what --for says, if anything.
Json for_a_time(Json request, const Arguments& arguments) {
    if (const auto duration = config::parse_duration(arguments.duration)) {
        request["seconds"] = std::chrono::ceil<std::chrono::seconds>(*duration).count();
    }
    return request;
}

Json drill_request(const CLI::App& app, const Arguments& arguments) {
    return for_a_time({{"verb", "drill"}, {"kind", word_below(app, "drill")}, {"instance", arguments.instance}},
                      arguments);
}

Exit perform_fence(const CLI::App& app, const Arguments& arguments, const Session& session) {
    const std::string what = word_below(app, "fence");
    if (what == "status") return fence_status(session, arguments.json);
    return order(session, {{"verb", "fence"}, {"what", what}, {"instance", arguments.instance}});
}

Exit perform(const CLI::App& app, const Arguments& arguments, const Session& session) {
    if (app.got_subcommand("status")) return status(session, arguments.status);
    if (app.got_subcommand("events")) return events(session, arguments.events);
    if (app.got_subcommand("explain")) return explain(session, arguments.instance);
    if (app.got_subcommand("reload")) return reload(session);
    if (app.got_subcommand("fence")) return perform_fence(app, arguments, session);
    if (app.got_subcommand("drill")) return order(session, drill_request(app, arguments));
    if (app.got_subcommand("handoff")) return order(session, for_a_time({{"verb", "handoff"}}, arguments));
    for (const char* verb : {"yield", "hold"}) {
        if (!app.got_subcommand(verb)) continue;
        return order(session, {{"verb", verb}, {"instance", arguments.instance}, {"clear", arguments.clear}});
    }
    for (const char* verb : {"drain", "undrain"}) {
        if (app.got_subcommand(verb)) return order(session, {{"verb", verb}, {"instance", arguments.instance}});
    }
    if (app.got_subcommand("release")) return release(session, arguments.file);
    if (word_below(app, "config") == "import") return import_config(session, arguments.import);
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
