#include "promtool.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <sstream>
#include <stdexcept>
#include <string_view>

#include <sys/wait.h>
#include <unistd.h>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "example.hpp"
#include "metrics/families.hpp"

namespace holdfast::metrics {

Outcome promtool(const std::string& arguments, const std::string& input) {
    const auto file = testing::TempDir() + "promtool-input-" + std::to_string(getpid());
    std::ofstream{file} << input;
    const auto command = "cd " HOLDFAST_SOURCE_DIR " && promtool " + arguments + " < " + file + " 2>&1";
    FILE* pipe = popen(command.c_str(), "r");
    if (pipe == nullptr) throw std::runtime_error{"cannot run promtool"};
    Outcome outcome;
    std::array<char, 4096> chunk{};
    for (std::size_t n = 0; (n = fread(chunk.data(), 1, chunk.size(), pipe)) > 0;)
        outcome.output.append(chunk.data(), n);
    outcome.exit_code = WEXITSTATUS(pclose(pipe));
    std::remove(file.c_str());
    return outcome;
}

std::string as_rules(const std::vector<std::string>& expressions) {
    auto rules = nlohmann::json::array();
    for (std::size_t i = 0; i < expressions.size(); ++i) {
        rules.push_back({{"record", "panel:expression:" + std::to_string(i)}, {"expr", expressions[i]}});
    }
    return nlohmann::json{{"groups", {{{"name", "expressions"}, {"rules", rules}}}}}.dump();  // JSON is YAML
}

std::set<std::string> metrics_named_in(const std::string& text) {
    constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz_";
    std::set<std::string> names;
    for (auto at = text.find("holdfast_"); at != text.npos; at = text.find("holdfast_", at + 1)) {
        auto name = text.substr(at, std::min(text.find_first_not_of(letters, at), text.size()) - at);
        for (const std::string_view suffix : {"_bucket", "_sum", "_count"}) {
            if (name.ends_with(suffix)) name.resize(name.size() - suffix.size());
        }
        names.insert(name);
    }
    return names;
}

std::vector<std::string> words_after(const std::string& text, const std::string& mark) {
    std::vector<std::string> words;
    for (auto at = text.find(mark); at != text.npos; at = text.find(mark, at + 1)) {
        std::istringstream rest{text.substr(at + mark.size(), 200)};
        rest >> words.emplace_back();
    }
    return words;
}

std::set<std::string> known_metrics() {
    std::set<std::string> names;
    for (const auto& family : families(Example{}.snapshot())) names.insert(family.name);
    return names;
}

std::string contents(const std::string& path_in_tree) {
    std::ifstream file{std::string{HOLDFAST_SOURCE_DIR "/"} + path_in_tree};
    return {std::istreambuf_iterator{file}, {}};
}

}  // namespace holdfast::metrics
