// Short ways to parse a text and to look at what was said about it.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "daemon/config/config.hpp"
#include "tests/unit/folder.hpp"

namespace holdfast::config {

// A line of an instance that has all that it needs, and `more`.
inline std::string instance_with(std::string_view more) {
    return "[[instance]]\nname = \"web\"\ninterface = \"eth0\"\nvrid = 51\naddresses = [\"10.0.0.10/24\"]\n" +
           std::string{more} + "\n";
}

inline std::vector<Diagnostic> errors_of(std::string_view text) {
    const auto loaded = parse(text, "t.toml", "host");
    return loaded ? std::vector<Diagnostic>{} : loaded.error();
}

inline std::vector<std::string> messages_of(std::string_view text) {
    std::vector<std::string> messages;
    for (const Diagnostic& d : errors_of(text)) messages.push_back(d.message);
    return messages;
}

// What the caret points at, as `line:column+length`.
inline std::string place_of_first(std::string_view text) {
    const std::vector<Diagnostic> errors = errors_of(text);
    if (errors.empty()) return "no error";
    const Diagnostic& d = errors.front();
    return std::to_string(d.line) + ":" + std::to_string(d.column) + "+" + std::to_string(d.length);
}

struct Mistake {
    const char* name;
    const char* text;     // with one mistake
    const char* message;  // part of what is said
    const char* place;
};

// Of a text that must be fine.
inline Loaded loaded(std::string_view text) {
    auto outcome = parse(text, "t.toml", "host");
    if (outcome) return *std::move(outcome);
    ADD_FAILURE() << render(outcome.error(), false);
    return {};
}

inline engine::InstanceSettings instance_of(std::string_view more) {
    const Loaded outcome = loaded(instance_with(more));
    if (outcome.config.engine.instances.size() == 1) return outcome.config.engine.instances.front();
    ADD_FAILURE() << "not one instance";
    return {};
}

class InAFolder : public testing::Test {
protected:
    std::filesystem::path write(const std::string& name, const std::string& text,
                                std::filesystem::perms permissions) const {
        return folder.write(name, text, static_cast<mode_t>(permissions));
    }
    const test::Folder folder;
};

}  // namespace holdfast::config
