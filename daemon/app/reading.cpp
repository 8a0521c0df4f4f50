#include "daemon/app/reading.hpp"

#include <cerrno>
#include <utility>

#include <nlohmann/json.hpp>

namespace holdfast::app {
namespace {

using nlohmann::json;

json to_json(const std::vector<config::Diagnostic>& diagnostics) {
    json list = json::array();
    for (const config::Diagnostic& one : diagnostics) {
        list.push_back({{"error", one.weight == config::Weight::error},
                        {"file", one.file},
                        {"line", one.line},
                        {"column", one.column},
                        {"length", one.length},
                        {"message", one.message},
                        {"hint", one.hint},
                        {"source_line", one.source_line}});
    }
    return list;
}

std::vector<config::Diagnostic> diagnostics_in(const json& list) {
    std::vector<config::Diagnostic> diagnostics;
    for (const json& one : list) {
        diagnostics.push_back({.weight = one.at("error") ? config::Weight::error : config::Weight::warning,
                               .file = one.at("file"),
                               .line = one.at("line"),
                               .column = one.at("column"),
                               .length = one.at("length"),
                               .message = one.at("message"),
                               .hint = one.at("hint"),
                               .source_line = one.at("source_line")});
    }
    return diagnostics;
}

// Any bytes: a file is text only after it was parsed.
json as_bytes(const std::string& text) {
    return json::binary({text.begin(), text.end()});
}
std::string as_text(const json& bytes) {
    const auto& binary = bytes.get_binary();
    return {binary.begin(), binary.end()};
}

Reading mistake(const std::string& file, std::string message, std::string hint) {
    return std::unexpected{std::vector<config::Diagnostic>{{.weight = config::Weight::error,
                                                            .file = file,
                                                            .line = 0,
                                                            .column = 0,
                                                            .length = 0,
                                                            .message = std::move(message),
                                                            .hint = std::move(hint),
                                                            .source_line = ""}}};
}

}  // namespace

std::string to_message(const Reading& reading) {
    json message;
    if (!reading) {
        message["errors"] = to_json(reading.error());
    } else {
        message["text"] = as_bytes(reading->contents.text);
        message["warnings"] = to_json(reading->warnings);
        message["secrets"] = json::array();
        for (const auto& [path, line] : reading->contents.secrets) {
            message["secrets"].push_back({as_bytes(path), as_bytes(line)});
        }
    }
    std::string bytes;
    json::to_cbor(message, bytes);
    return bytes;
}

io::Result<Reading> from_message(std::string_view message, const std::string& file) {
    try {
        const json read = json::from_cbor(message);
        if (read.contains("errors")) return Reading{std::unexpected{diagnostics_in(read["errors"])}};
        config::Contents contents{.text = as_text(read.at("text")), .secrets = {}};
        for (const json& secret : read.at("secrets")) contents.secrets[as_text(secret.at(0))] = as_text(secret.at(1));
        Reading reading = config::parse(contents, file);
        if (reading) reading->warnings = diagnostics_in(read.at("warnings"));
        return reading;
    } catch (const json::exception& error) {
        return io::failed(std::string{"understand what was read: "} + error.what(), EPROTO);
    }
}

Reading not_read(const std::string& file, const std::string& why) {
    return mistake(file, "cannot be read again: " + why, "");
}

Reading another_file(const std::string& meant, const std::string& file) {
    return mistake(meant, "is not what the steward reads: that is " + file,
                   "name one file in both services: --config, of holdfast.service and holdfast-steward@.service");
}

}  // namespace holdfast::app
