// Each *.story file is a test: it must be told as it is written. HOLDFAST_REWRITE=1 writes the transcripts anew; read
// the difference before you keep it.

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/stories/story.hpp"

namespace holdfast::stories {
namespace {

class StoryFile : public testing::TestWithParam<std::filesystem::path> {};

std::vector<std::filesystem::path> all_stories() {
    std::vector<std::filesystem::path> found;
    for (const auto& entry : std::filesystem::directory_iterator{HOLDFAST_STORIES}) {
        if (entry.path().extension() == ".story") found.push_back(entry.path());
    }
    std::ranges::sort(found);
    return found;
}

TEST_P(StoryFile, IsToldAsItIsWritten) {
    Story story = Story::read(GetParam());
    const std::string told = tell(story.head);
    if (std::getenv("HOLDFAST_REWRITE")) {
        story.transcript = told;
        story.write(GetParam());
    }
    EXPECT_EQ(told, story.transcript);
}

TEST_P(StoryFile, IsTheSameWhenToldAgain) {
    const Story story = Story::read(GetParam());
    EXPECT_EQ(tell(story.head), tell(story.head));
}

INSTANTIATE_TEST_SUITE_P(Lan, StoryFile, testing::ValuesIn(all_stories()),
                         [](const auto& param) { return param.param.stem().string(); });

}  // namespace
}  // namespace holdfast::stories
