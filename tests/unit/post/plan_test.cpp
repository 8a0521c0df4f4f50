// Steward and engine make the same list of one configuration.
#include "daemon/post/plan.hpp"

#include <gmock/gmock.h>

#include "tests/unit/notify/support.hpp"

namespace holdfast::post {
namespace {

using notify::Slot;

notify::Settings two_scripts() {
    notify::Scripts scripts;
    scripts[Slot::master] = {"/m.sh", "up"};
    scripts[Slot::any] = {"/any.sh"};
    notify::Settings settings;
    settings.script_user = "nobody";
    settings.parties = {notify::web(scripts)};
    return settings;
}

TEST(Plan, HasAPlaceForEachScript) {
    const notify::Settings settings = two_scripts();
    const Plan plan = plan_of(settings);
    const notify::Key web = settings.parties.front().key;
    EXPECT_THAT(plan.commands.at(plan.places.at({web, Slot::master})).argv, testing::ElementsAre("/m.sh", "up"));
    EXPECT_THAT(plan.commands.at(plan.places.at({web, Slot::any})).argv, testing::ElementsAre("/any.sh"));
    EXPECT_FALSE(plan.places.contains({web, Slot::fault}));
}

TEST(Plan, LetsTheScriptForAllTakeArgumentsAndNoOther) {
    const Plan plan = plan_of(two_scripts());
    EXPECT_FALSE(plan.commands.at(0).takes_arguments);
    EXPECT_TRUE(plan.commands.at(1).takes_arguments);
}

TEST(Plan, RunsThemAsWhoTheySayOrElseAsAllScripts) {
    notify::Settings settings = two_scripts();
    EXPECT_EQ(plan_of(settings).commands.at(0).user, "nobody");
    settings.parties.front().scripts.user = "www-data";
    EXPECT_EQ(plan_of(settings).commands.at(0).user, "www-data");
}

}  // namespace
}  // namespace holdfast::post
