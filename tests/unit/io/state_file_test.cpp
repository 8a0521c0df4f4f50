#include "daemon/io/state_file.hpp"

#include <fstream>

#include <sys/stat.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace holdfast::io {
namespace {

class StateFile : public testing::Test {
protected:
    void SetUp() override {
        std::string name = (std::filesystem::temp_directory_path() / "holdfast-XXXXXX").string();
        ASSERT_NE(::mkdtemp(name.data()), nullptr);
        folder = name;
    }
    void TearDown() override { std::filesystem::remove_all(folder); }

    std::optional<std::string> read() const { return read_state_file(folder, "file").value(); }
    int error() const { return read_state_file(folder, "file").error().code; }
    std::filesystem::path folder;
};

TEST_F(StateFile, IsNotThereAtFirst) {
    EXPECT_EQ(read(), std::nullopt);
}

TEST_F(StateFile, IsReadAsItWasWritten) {
    const std::string content{"a\0b\n", 4};
    ASSERT_TRUE(write_state_file(folder, "file", content));
    EXPECT_EQ(read(), content);
}

TEST_F(StateFile, IsReplacedWhole) {
    ASSERT_TRUE(write_state_file(folder, "file", "long content"));
    ASSERT_TRUE(write_state_file(folder, "file", "short"));
    EXPECT_EQ(read(), "short");
}

TEST_F(StateFile, IsWrittenPastWhatACrashLeft) {
    std::ofstream{folder / ".file.new"} << "half";
    ASSERT_TRUE(write_state_file(folder, "file", "whole"));
    EXPECT_EQ(read(), "whole");
    EXPECT_FALSE(std::filesystem::exists(folder / ".file.new"));
}

TEST_F(StateFile, IsNotWrittenWhereThereIsNoFolder) {
    const auto written = write_state_file(folder / "nowhere", "file", "content");
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().code, ENOENT);
}

TEST_F(StateFile, IsNotWrittenOverAFolder) {
    std::filesystem::create_directory(folder / "file");
    EXPECT_FALSE(write_state_file(folder, "file", "content"));
    EXPECT_FALSE(std::filesystem::exists(folder / ".file.new"));
}

TEST_F(StateFile, IsNoFifoThatWouldBeWaitedFor) {
    ASSERT_EQ(::mkfifo((folder / "file").c_str(), 0600), 0);
    EXPECT_EQ(error(), EINVAL);
}

TEST_F(StateFile, IsNoLink) {
    std::ofstream{folder / "other"} << "content";
    std::filesystem::create_symlink("other", folder / "file");
    EXPECT_EQ(error(), ELOOP);
}

TEST_F(StateFile, IsNothingThatOthersMayWrite) {
    ASSERT_TRUE(write_state_file(folder, "file", "content"));
    ASSERT_EQ(::chmod((folder / "file").c_str(), 0602), 0);
    EXPECT_EQ(error(), EPERM);
}

}  // namespace
}  // namespace holdfast::io
