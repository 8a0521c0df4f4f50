// A configuration on its way from the process that may read it to the one that may not.
#include "daemon/app/reading.hpp"

#include <cerrno>
#include <filesystem>

#include <sys/stat.h>

#include <gmock/gmock.h>

#include "tests/unit/folder.hpp"

namespace holdfast::app {
namespace {

class ReadingTest : public testing::Test {
protected:
    std::string write(const std::string& name, const std::string& text) const { return folder.write(name, text, 0600); }
    std::string configuration(const std::string& more) const {
        return write(
            "a.toml",
            "[[instance]]\nname = \"web\"\ninterface = \"eth0\"\nvrid = 51\naddresses = [\"192.0.2.10/24\"]\n" + more);
    }

    test::Folder folder;
};

TEST_F(ReadingTest, BringsTheSameSettings) {
    const std::string secret = write("secret", "sesame\nand more\n");
    const std::string file =
        configuration("version = 2\nauthentication = { type = \"pass\", password = \"file:" + secret + "\" }\n");
    const Reading read = config::load(file);
    ASSERT_TRUE(read);
    const std::string message = to_message(read);
    std::filesystem::remove(secret);  // nobody looks there again
    std::filesystem::remove(file);
    const Reading taken = from_message(message, file).value();
    ASSERT_TRUE(taken);
    EXPECT_EQ(taken->config, read->config);
    EXPECT_EQ(taken->sha256, read->sha256);
    EXPECT_EQ(config::render(taken->warnings, false), config::render(read->warnings, false));
}

TEST_F(ReadingTest, BringsEveryMistakeWithItsPlace) {
    const Reading read = config::load(configuration("vrrid = 7\npriority = 0\n"));
    ASSERT_FALSE(read);
    const Reading taken = from_message(to_message(read), "a.toml").value();
    ASSERT_FALSE(taken);
    EXPECT_EQ(config::render(taken.error(), false), config::render(read.error(), false));
}

TEST_F(ReadingTest, BringsWarningsOfFilesThatOthersCanRead) {
    const std::string file = configuration("version = 2\nauthentication = { type = \"pass\", password = \"1111\" }\n");
    ::chmod(file.c_str(), 0644);
    const Reading taken = from_message(to_message(config::load(file)), file).value();
    ASSERT_TRUE(taken);
    EXPECT_EQ(taken->warnings.size(), 1U);
}

TEST_F(ReadingTest, ThatIsNoneSaysNothingOfTheConfiguration) {
    for (const std::string message : {"", "x", "\xa0"}) EXPECT_EQ(from_message(message, "a.toml").error().code, EPROTO);
}

}  // namespace
}  // namespace holdfast::app
