// tests/import/corpus: configurations after the patterns of the field, each with what must come of it. With
// HOLDFAST_REWRITE in the environment, what comes of it is written instead.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "daemon/import/disk.hpp"
#include "daemon/import/words.hpp"
#include "tests/unit/import/support.hpp"

namespace holdfast::import {
namespace {

namespace fs = std::filesystem;

const fs::path corpus = fs::path{HOLDFAST_SOURCE_DIR} / "tests/import/corpus";

std::string contents(const fs::path& path) {
    std::ifstream file{path};
    return {std::istreambuf_iterator<char>{file}, {}};
}

// The files of the corpus by their names there; `changed` says otherwise of one of them.
Files in_corpus(const Texts& changed = {}) {
    return {.read = [changed](const std::string& path) -> std::expected<std::string, std::string> {
                const auto found = changed.find(path);
                return found != changed.end() ? found->second : disk().read((corpus / path).string());
            },
            .matching =
                [](const std::string& pattern) {
                    std::vector<std::string> paths = disk().matching((corpus / pattern).string());
                    for (std::string& path : paths) path = fs::path{path}.lexically_relative(corpus).string();
                    return paths;
                }};
}

std::vector<std::string> names() {
    std::vector<std::string> found;
    for (const auto& entry : fs::directory_iterator{corpus}) {
        if (entry.path().extension() == ".conf") found.push_back(entry.path().stem().string());
    }
    std::ranges::sort(found);
    return found;
}

// Without comments, more than braces.
bool is_significant(const std::string& line) {
    const std::string text = without_comment(line).text;
    return text.find_first_not_of(" \t{}\\") != std::string::npos;
}

class Corpus : public testing::TestWithParam<std::string> {
protected:
    const std::string file = GetParam() + ".conf";
    const std::string text = contents(corpus / file);
    std::vector<std::string> lines() const {
        std::vector<std::string> found{""};
        for (const char c : text) c == '\n' ? found.emplace_back() : found.back() += c;
        return found;
    }
    // The text of the result; of a refusal, what is said.
    static std::string result(const std::string& file, const Texts& changed = {}) {
        const auto outcome = import_file({file, "main"}, in_corpus(changed));
        return outcome ? outcome->toml : config::render(outcome.error(), false);
    }
};

TEST_P(Corpus, ComesOutAsExpected) {
    const fs::path expected = corpus / (GetParam() + ".toml");
    if (std::getenv("HOLDFAST_REWRITE") != nullptr) std::ofstream{expected} << result(file);
    EXPECT_EQ(result(file), contents(expected));
}

TEST_P(Corpus, HasAnAnswerForEveryLine) {
    const auto outcome = import_file({file, "main"}, in_corpus());
    ASSERT_TRUE(outcome) << config::render(outcome.error(), false);
    const std::vector<std::string> all = lines();
    for (std::uint32_t i = 0; i < all.size(); ++i) {
        if (!is_significant(all[i])) continue;
        EXPECT_TRUE(outcome->lines.contains({0, i + 1})) << file << ":" << i + 1;
    }
}

// What is not standard anyway must show: without its line the result is another, or none.
TEST_P(Corpus, LosesNoLineSilently) {
    const auto outcome = import_file({file, "main"}, in_corpus());
    ASSERT_TRUE(outcome) << config::render(outcome.error(), false);
    const std::vector<std::string> all = lines();
    for (std::uint32_t i = 0; i < all.size(); ++i) {
        const auto answer = outcome->lines.find({0, i + 1});
        if (answer == outcome->lines.end() || answer->second == Answer::standard) continue;
        std::string without;
        for (std::uint32_t k = 0; k < all.size(); ++k) without += (k == i ? "" : all[k]) + "\n";
        EXPECT_TRUE(result(file, {{file, without}}) != outcome->toml) << file << ":" << i + 1 << ": " << all[i];
    }
}

INSTANTIATE_TEST_SUITE_P(AllOfIt, Corpus, testing::ValuesIn(names()), [](const auto& one) { return one.param; });

TEST(CorpusAsAWhole, HasAtLeastTwentyFiveConfigurations) {
    EXPECT_GE(names().size(), 25U);
}

}  // namespace
}  // namespace holdfast::import
