// The files that are installed, and what happens to them when they are cut or bent.
#include "daemon/config/files.hpp"

#include <array>
#include <filesystem>
#include <sstream>
#include <utility>

#include "tests/unit/config/support.hpp"

namespace holdfast::config {
namespace {

using testing::IsEmpty;

const std::filesystem::path conf = std::filesystem::path{HOLDFAST_SOURCE_DIR} / "conf";

// Not those of the ready pairs, which name files and users of their hosts: tests/netns/test_ready.py runs them.
std::vector<std::filesystem::path> toml_files() {
    std::vector<std::filesystem::path> files;
    for (const auto& folder : {conf, conf / "demo"}) {
        for (const auto& entry : std::filesystem::directory_iterator{folder}) {
            if (entry.path().extension() == ".toml") files.push_back(entry.path());
        }
    }
    return files;
}

TEST(Conf, HoldsNoFileWithADiagnostic) {
    ASSERT_GE(toml_files().size(), 3U);
    for (const auto& file : toml_files()) {
        const auto outcome = load(file);
        ASSERT_TRUE(outcome) << render(outcome.error(), false);
        EXPECT_THAT(render(outcome->warnings, false), IsEmpty());
    }
}

// Takes the comment marks off every `# key = value` and section, so that the documented values are parsed too. The key
// of the hello is in a file that this host does not have.
std::string uncommented(const std::string& text) {
    std::string result;
    std::istringstream lines{text};
    for (std::string line; std::getline(lines, line); result += line + "\n") {
        const bool is_key = line.starts_with("# ") && line.find(" = ") != std::string::npos && line.find(" = ") < 24;
        if (is_key || line.starts_with("# [")) line.erase(0, 2);
        const std::size_t file = line.find("file:/etc");
        if (line.starts_with("key = ") && file != std::string::npos) line.erase(file, 5);
    }
    return result;
}

TEST(Example, ShowsTheDefaultsAsTheyAre) {
    const std::string text = read_file(conf / "holdfast.toml").value();
    const Loaded shown = loaded(uncommented(text));
    const Loaded plain = loaded(text);
    ASSERT_EQ(shown.config.engine.instances.size(), 2U);
    EXPECT_EQ(shown.config.engine.instances[0], plain.config.engine.instances[0]);
    EXPECT_EQ(shown.config.engine.instances[1].family, net::Family::ipv6);
    EXPECT_EQ(shown.config.node.name, "lb1");
    EXPECT_EQ(shown.config.http, plain.config.http);
    EXPECT_EQ(shown.config.log, plain.config.log);
    EXPECT_EQ(shown.config.fence, plain.config.fence);
    EXPECT_EQ(shown.config.notify.mail, (notify::Mail{.to = {"ops@example.org"}}));
    EXPECT_EQ(shown.config.notify.stream, "");
    EXPECT_EQ(shown.config.notify.alertmanager, notify::Alertmanager{});
    detector::Settings detector = shown.config.detector;
    EXPECT_EQ(std::exchange(detector.hello, std::nullopt).value().peers.size(), 1U);
    detector.instances = plain.config.detector.instances;
    detector.node = plain.config.detector.node;
    EXPECT_EQ(detector, plain.config.detector);
}

TEST(Example, CutAnywhereIsParsedOrRefusedAndNeverMore) {
    const std::string text = uncommented(read_file(conf / "holdfast.toml").value());
    std::size_t refused = 0;
    for (std::size_t length = 0; length <= text.size(); length += 3) {
        const auto outcome = parse(std::string_view{text}.substr(0, length), "cut", "host");
        if (!outcome) {
            ++refused;
            EXPECT_THAT(outcome.error(), testing::Not(IsEmpty()));
            render(outcome.error(), true);
        }
    }
    EXPECT_GT(refused, 0U);
}

// A sample: the fuzzer of the same parser has the time for all.
TEST(Example, WithBytesReplacedIsParsedOrRefusedAndNeverMore) {
    const std::string text = uncommented(read_file(conf / "holdfast.toml").value());
    constexpr std::array bytes{'\0', '"', '[', '=', '\n', '\xff'};
    for (std::size_t at = 0; at < text.size(); at += 5) {
        std::string bent = text;
        bent[at] = bytes[at % bytes.size()];
        const auto outcome = parse(bent, "bent", "host");
        EXPECT_TRUE(outcome || !render(outcome.error(), false).empty());
    }
}

}  // namespace
}  // namespace holdfast::config
