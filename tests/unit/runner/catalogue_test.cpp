#include "daemon/runner/catalogue.hpp"

#include <gtest/gtest.h>

namespace holdfast::runner {
namespace {

std::vector<Command> list(const std::string& name) {
    return {{.argv = {"/bin/" + name}, .user = ""}};
}

TEST(ACatalogue, FindsACommandByItsListAndItsPlace) {
    Catalogue catalogue;
    catalogue.add(list("a"));
    const Entry* entry = catalogue.find(generation_of(list("a")), 0);
    ASSERT_NE(entry, nullptr);
    EXPECT_EQ(entry->command.argv.front(), "/bin/a");
    EXPECT_EQ(entry->user->uid, 0U);
}

TEST(ACatalogue, HasNoOtherPlaces) {
    Catalogue catalogue;
    catalogue.add(list("a"));
    EXPECT_EQ(catalogue.find(generation_of(list("a")), 1), nullptr);
}

TEST(ACatalogue, KeepsTheListInUseWhileNewerOnesAreRefused) {
    Catalogue catalogue;
    catalogue.add(list("a"));
    for (int i = 0; i < 100; ++i) catalogue.add(list("b" + std::to_string(i)));
    EXPECT_NE(catalogue.find(generation_of(list("a")), 0), nullptr);
    EXPECT_NE(catalogue.find(generation_of(list("b99")), 0), nullptr);
}

TEST(ACatalogue, ForgetsListsThatAreOlderThanTheOneInUse) {
    Catalogue catalogue;
    catalogue.add(list("a"));
    catalogue.add(list("b"));
    EXPECT_NE(catalogue.find(generation_of(list("b")), 0), nullptr);
    EXPECT_EQ(catalogue.find(generation_of(list("a")), 0), nullptr);
}

TEST(ACatalogue, KeepsAListThatCameBackWhenTheOneBetweenIsStillOrderedFrom) {
    Catalogue catalogue;
    for (const char* name : {"a", "b", "a"}) catalogue.add(list(name));
    EXPECT_NE(catalogue.find(generation_of(list("b")), 0), nullptr);
    EXPECT_NE(catalogue.find(generation_of(list("a")), 0), nullptr);
}

TEST(ACatalogue, KnowsThatThereIsNoSuchUser) {
    Catalogue catalogue;
    std::vector<Command> commands = list("a");
    commands[0].user = "nobody-has-this-name";
    catalogue.add(commands);
    EXPECT_FALSE(catalogue.find(generation_of(commands), 0)->user.has_value());
}

}  // namespace
}  // namespace holdfast::runner
