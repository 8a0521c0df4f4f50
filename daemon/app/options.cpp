#include "daemon/app/options.hpp"

#include <iostream>
#include <map>

#include <CLI/CLI.hpp>

namespace holdfast::app {
namespace {

constexpr int wrong_usage = 2;

}  // namespace

std::variant<Options, int> parse_options(int argc, char** argv) {
    static const std::map<std::string, config::LogFormat> formats{{"auto", config::LogFormat::automatic},
                                                                  {"text", config::LogFormat::text},
                                                                  {"json", config::LogFormat::json},
                                                                  {"journal", config::LogFormat::journal}};
    Options options;
    std::string format;
    CLI::App app{"Keeps each virtual address on exactly one machine, and says when that is not so."};
    app.name("holdfastd");
    app.set_version_flag("--version", "holdfastd " HOLDFAST_VERSION " (" HOLDFAST_REVISION ")");
    app.add_option("-c,--config", options.config, "the configuration file")->capture_default_str();
    app.add_flag("--check", options.check, "check the configuration and exit: 0 valid, 4 invalid");
    app.add_flag("--steward", options.steward, "what holdfast-steward.socket starts beside a daemon that is not root");
    app.add_option("--log-format", format, "auto, text, json or journal")->check(CLI::IsMember(formats));
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error, std::cout, std::cerr) == 0 ? 0 : wrong_usage;
    }
    if (!format.empty()) options.log_format = formats.at(format);
    return options;
}

}  // namespace holdfast::app
