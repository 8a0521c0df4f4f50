#include "daemon/io/state_file.hpp"

#include <sys/stat.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/folder.hpp"

namespace holdfast::io {
namespace {

class StateFile : public testing::Test {
protected:
    std::optional<std::string> read() const { return read_state_file(folder.path(), "file").value(); }
    int error() const { return read_state_file(folder.path(), "file").error().code; }
    test::Folder folder;
};

TEST_F(StateFile, IsNotThereAtFirst) {
    EXPECT_EQ(read(), std::nullopt);
}

TEST_F(StateFile, IsReadAsItWasWritten) {
    const std::string content{"a\0b\n", 4};
    ASSERT_TRUE(write_state_file(folder.path(), "file", content));
    EXPECT_EQ(read(), content);
}

TEST_F(StateFile, IsReplacedWhole) {
    ASSERT_TRUE(write_state_file(folder.path(), "file", "long content"));
    ASSERT_TRUE(write_state_file(folder.path(), "file", "short"));
    EXPECT_EQ(read(), "short");
}

TEST_F(StateFile, IsWrittenPastWhatACrashLeft) {
    folder.write(".file.new", "half");
    ASSERT_TRUE(write_state_file(folder.path(), "file", "whole"));
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
    EXPECT_FALSE(write_state_file(folder.path(), "file", "content"));
    EXPECT_FALSE(std::filesystem::exists(folder / ".file.new"));
}

TEST_F(StateFile, IsNoFifoThatWouldBeWaitedFor) {
    ASSERT_EQ(::mkfifo(folder.file("file").c_str(), 0600), 0);
    EXPECT_EQ(error(), EINVAL);
}

TEST_F(StateFile, IsNoLink) {
    folder.write("other", "content");
    std::filesystem::create_symlink("other", folder / "file");
    EXPECT_EQ(error(), ELOOP);
}

TEST_F(StateFile, IsNothingThatOthersMayWrite) {
    ASSERT_TRUE(write_state_file(folder.path(), "file", "content"));
    ASSERT_EQ(::chmod(folder.file("file").c_str(), 0602), 0);
    EXPECT_EQ(error(), EPERM);
}

}  // namespace
}  // namespace holdfast::io
