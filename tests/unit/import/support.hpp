// Short ways to import a text and to look at what came of it.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "daemon/import/import.hpp"

namespace holdfast::import {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

using Texts = std::map<std::string, std::string>;

// Files that exist nowhere else. A pattern ends with a star, or is a name.
inline Files in_memory(const Texts& texts) {
    return {.read = [texts](const std::string& path) -> std::expected<std::string, std::string> {
                const auto found = texts.find(path);
                if (found == texts.end()) return std::unexpected{"cannot open: No such file or directory"};
                return found->second;
            },
            .matching =
                [texts](const std::string& pattern) {
                    std::vector<std::string> paths;
                    const std::string start = pattern.substr(0, pattern.find('*'));
                    for (const auto& [path, text] : texts) {
                        if (pattern.contains('*') ? path.starts_with(start) : path == pattern) paths.push_back(path);
                    }
                    return paths;
                }};
}

inline std::expected<Outcome, std::vector<config::Diagnostic>> try_import(const Texts& texts, std::string id = "main") {
    return import_file({"k.conf", std::move(id)}, in_memory(texts));
}

// Of a text that must not be refused.
inline Outcome imported(const std::string& text, std::string id = "main") {
    auto outcome = try_import({{"k.conf", text}}, std::move(id));
    if (outcome) return *std::move(outcome);
    ADD_FAILURE() << config::render(outcome.error(), false);
    return {};
}

// An instance that has all that it needs, and `more`.
inline std::string instance_with(const std::string& more) {
    return "vrrp_instance VI_1 {\n interface eth0\n virtual_router_id 51\n" + more +
           "\n virtual_ipaddress {\n  192.0.2.10/24\n }\n}\n";
}
inline Outcome instance(const std::string& more) {
    return imported(instance_with(more));
}

// What is said of a text that is refused, as compilers say it.
inline std::string errors_of(const Texts& texts) {
    const auto outcome = try_import(texts);
    return outcome ? "" : config::render(outcome.error(), false);
}
inline std::string errors_of(const std::string& text) {
    return errors_of(Texts{{"k.conf", text}});
}

}  // namespace holdfast::import
