#include "daemon/import/authentication.hpp"

#include <map>

#include <fmt/format.h>

#include "daemon/config/spelling.hpp"

namespace holdfast::import {

namespace {

constexpr std::size_t longest_password = 8;  // RFC 2338 §5.3.6

void password(const Keyword& keyword, Table& into, Report& report) {
    std::string words{keyword.value()};
    if (words.empty()) return report.error(keyword.where, "auth_pass has no value");
    translated(keyword, 2, report);
    if (words.size() > longest_password) {
        words.resize(longest_password);
        while (!words.empty() && (static_cast<unsigned char>(words.back()) & 0xc0U) == 0x80U) words.pop_back();
        report.note(keyword, "only the first 8 bytes count, to keepalived too");
    }
    into.set("authentication", inline_table({"type = \"pass\"", "password = " + toml_string(words)}));
}

void by_type(const Keyword& keyword, Table& into, bool version_3, Translation& to) {
    Report& report = to.report;
    if (version_3 || to.globals.strict) {
        return report.note(keyword, version_3 ? "version 3 has no authentication, and keepalived ignores this"
                                              : "in strict mode keepalived ignores this");
    }
    Block block{keyword.block, report};
    const Keyword* type = block.last("auth_type");
    const Keyword* pass = block.last("auth_pass");
    if (type != nullptr && type->value() == "AH") {
        return report.missing(keyword, "there is no IPsec AH: change to auth_type PASS on every node first");
    }
    report.translated(keyword);
    if (type != nullptr && type->value() != "PASS") {
        report.error(type->where_of(1), "auth_type is PASS or AH");
    } else if (type != nullptr) {
        translated(*type, 2, report);
    }
    if (type == nullptr || pass == nullptr) {
        report.note(keyword, "without both auth_type and auth_pass there is no authentication");
    } else {
        password(*pass, into, report);
    }
    block.finish({});
}

void by_hmac(const Keyword& keyword, Table& into, Report& report) {
    report.translated(keyword);
    Block block{keyword.block, report};
    std::map<int, std::string> keys;
    std::vector<std::string> parts;
    for (const Keyword* key : block.all("key")) {
        const auto id = parse_whole(key->value());
        if (!id || key->values() < 2) {
            report.error(key->where, "a key has a number and a text");
            continue;
        }
        keys[*id] = fmt::format("{} = {}", *id, toml_string(key->value(2)));
        translated(*key, 3, report);
    }
    std::vector<std::string> texts;
    for (const auto& [id, key] : keys) texts.push_back(key);
    parts.push_back("keys = " + inline_table(texts));
    if (const Keyword* active = block.last("active_key")) {
        parts.push_back(fmt::format("active = {}", whole_number(*active, 1, 255, report).value_or(1)));
    }
    if (const Keyword* mode = block.last("mode")) {
        parts.push_back("mode = " + toml_string(mode->value()));
        translated(*mode, 2, report);
    }
    if (const Keyword* window = block.last("time_window")) {
        parts.push_back("window = " +
                        toml_string(fmt::format("{}s", whole_number(*window, 1, 300, report).value_or(5))));
    }
    if (const Keyword* replay = block.last("anti_replay")) {
        if (replay->value() == "time") {
            translated(*replay, 2, report);
        } else {
            report.missing(*replay, "an advert is of the present, too: clocks may differ by the window at most");
        }
    }
    block.finish({});
    into.set("hmac", inline_table(parts));
}

}  // namespace

void translate_authentication(Block& block, Table& into, bool version_3, Translation& to) {
    if (const Keyword* keyword = block.last("authentication")) by_type(*keyword, into, version_3, to);
    if (const Keyword* keyword = block.last("auth_hmac")) by_hmac(*keyword, into, to.report);
}

}  // namespace holdfast::import
