#include "daemon/fence/procedure.hpp"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace holdfast::fence {
namespace {

using namespace std::chrono_literals;

static_assert(net::SansIo<Procedure>);

std::string word(Step step) {
    return std::string{label(step)};
}
std::string text(const Perform& perform) {
    return "do " + word(perform.step);
}
std::string text(const Abandon& abandon) {
    return "end " + word(abandon.step);
}
std::string text(const Progress& progress) {
    return word(progress.step) + (progress.succeeded ? " done" : " failed") + (progress.last ? ", last" : "");
}

Settings with_command(std::vector<Escalation> rungs = {}) {
    Settings settings;
    settings.command = {"/etc/holdfast/fence.sh"};
    settings.timeout = 10s;
    settings.escalate = std::move(rungs);
    return settings;
}
Settings without_command(std::vector<Escalation> rungs = {}) {
    Settings settings = with_command(std::move(rungs));
    settings.command.clear();
    return settings;
}

// Tells a fence step by step, and what comes of each as one line.
class Story {
public:
    explicit Story(Settings settings = with_command()) : procedure{std::move(settings)} {}

    std::string order() {
        Ordered ordered;
        ordered.order.id = 7;
        return happens(ordered);
    }
    std::string began(Step step) { return happens(StepBegan{step}); }
    std::string done(Step step) { return happens(StepEnded{step, true, "fine"}); }
    std::string fails(Step step) { return happens(StepEnded{step, false, "no"}); }
    std::string after(net::Duration duration) {
        now += duration;
        return happens(DeadlineReached{});
    }
    std::optional<net::Duration> left() const {
        if (!procedure.deadline()) return std::nullopt;
        return *procedure.deadline() - now;
    }
    const Progress& told() const { return progress; }
    bool finished() const { return procedure.finished(); }

    // As far as the command's turn.
    Story& at_the_command() {
        order();
        done(Step::remove);
        done(Step::persist);
        return *this;
    }

private:
    std::string happens(const Procedure::Event& event) {
        std::string line;
        for (const Procedure::Action& action : procedure.handle(event, now)) {
            if (!line.empty()) line += "; ";
            line += std::visit([](const auto& a) { return text(a); }, action);
            if (const auto* told = std::get_if<Progress>(&action)) progress = *told;
        }
        return line;
    }

    Procedure procedure;
    Progress progress;
    net::Instant now{100s};
};

TEST(Fence, RemovesTheAddressesFirstWhileTheLatchIsWritten) {
    EXPECT_EQ(Story{}.order(), "do remove; do persist");
}

TEST(Fence, RunsTheCommandWhenBothAreDone) {
    Story story;
    story.order();
    EXPECT_EQ(story.done(Step::remove), "remove done");
    EXPECT_EQ(story.done(Step::persist), "persist done; do command");
}

TEST(Fence, RunsTheCommandWhenBothAreDoneInTheOtherOrder) {
    Story story;
    story.order();
    EXPECT_EQ(story.done(Step::persist), "persist done");
    EXPECT_EQ(story.done(Step::remove), "remove done; do command");
}

TEST(Fence, LooksAgainAfterTheCommandAndIsComplete) {
    Story story;
    story.at_the_command();
    EXPECT_EQ(story.done(Step::command), "command done; do verify");
    EXPECT_FALSE(story.finished());
    EXPECT_EQ(story.done(Step::verify), "verify done, last");
    EXPECT_TRUE(story.finished());
    EXPECT_EQ(story.left(), std::nullopt);
}

TEST(Fence, DoesWithoutACommandWhereNoneIsConfigured) {
    Story story{without_command()};
    story.order();
    story.done(Step::remove);
    EXPECT_EQ(story.done(Step::persist), "persist done; do verify");
    EXPECT_EQ(story.done(Step::verify), "verify done, last");
}

TEST(Fence, TellsOfEachStepWhoseOrderItIsAndWhenItEnded) {
    Story story;
    story.order();
    story.after(3ms);
    story.done(Step::remove);
    EXPECT_EQ(story.told(), (Progress{7, Step::remove, true, "fine", 3ms, false}));
    story.after(1s);
    story.fails(Step::persist);
    EXPECT_EQ(story.told(), (Progress{7, Step::persist, false, "no", 1003ms, false}));
}

// A hung disk must not keep the script from running.
TEST(Fence, WaitsTwoSecondsForTheLatch) {
    Story story;
    story.order();
    story.done(Step::remove);
    EXPECT_EQ(story.left(), 2s);
    EXPECT_EQ(story.after(2s - 1ns), "");
    EXPECT_EQ(story.after(1ns), "persist failed; do command");
    EXPECT_EQ(story.told().what, "not done after 2000 ms");
}

TEST(Fence, TellsOfALatchThatIsWrittenLate) {
    Story story;
    story.order();
    story.done(Step::remove);
    story.after(2s);
    EXPECT_EQ(story.done(Step::persist), "persist done");
    EXPECT_EQ(story.done(Step::persist), "");
}

TEST(Fence, DoesNotEscalateForALatchThatCannotBeWritten) {
    Story story{with_command({Escalation::reboot})};
    story.order();
    story.done(Step::remove);
    EXPECT_EQ(story.fails(Step::persist), "persist failed; do command");
    story.done(Step::command);
    EXPECT_EQ(story.done(Step::verify), "verify done, last");
}

TEST(Fence, WaitsFiftyMillisecondsForTheAddresses) {
    Story story{with_command({Escalation::block})};
    story.order();
    EXPECT_EQ(story.left(), 50ms);
    EXPECT_EQ(story.after(50ms), "remove failed; do block");
    EXPECT_EQ(story.told().what, "not done after 50 ms");
}

TEST(Fence, BlocksAddressesThatStayWithoutWaitingForTheLatch) {
    Story story{with_command({Escalation::block})};
    story.order();
    EXPECT_EQ(story.fails(Step::remove), "remove failed; do block");
    EXPECT_EQ(story.done(Step::block), "block done; do verify");
    EXPECT_EQ(story.done(Step::verify), "verify done");
    EXPECT_EQ(story.done(Step::persist), "persist done; do command");
}

TEST(Fence, ClimbsOneRungAfterTheOtherWhileAddressesStay) {
    Story story{with_command({Escalation::block, Escalation::link_down})};
    story.order();
    story.done(Step::persist);
    story.fails(Step::remove);
    EXPECT_EQ(story.fails(Step::block), "block failed; do verify");
    EXPECT_EQ(story.fails(Step::verify), "verify failed; do link-down");
    EXPECT_EQ(story.done(Step::link_down), "link-down done; do verify");
    EXPECT_EQ(story.done(Step::verify), "verify done; do command");
}

TEST(Fence, RunsTheCommandWhenNoRungHelps) {
    Story story{with_command({Escalation::block})};
    story.order();
    story.done(Step::persist);
    story.fails(Step::remove);
    story.fails(Step::block);
    EXPECT_EQ(story.fails(Step::verify), "verify failed; do command");
    story.done(Step::command);
    EXPECT_EQ(story.fails(Step::verify), "verify failed, last");
}

TEST(Fence, HasSucceededWhenTheCommandRemovesAddressesThatStayed) {
    Story story;
    story.order();
    story.done(Step::persist);
    EXPECT_EQ(story.fails(Step::remove), "remove failed; do command");
    story.done(Step::command);
    EXPECT_EQ(story.done(Step::verify), "verify done, last");
}

TEST(Fence, EscalatesWhenTheCommandFailed) {
    Story story{with_command({Escalation::block, Escalation::reboot})};
    story.at_the_command();
    EXPECT_EQ(story.fails(Step::command), "command failed; do verify");
    EXPECT_EQ(story.done(Step::verify), "verify failed; do block");
    EXPECT_EQ(story.told().what, "the addresses are gone, but the command failed");
    EXPECT_EQ(story.done(Step::block), "block done; do verify");
    EXPECT_EQ(story.done(Step::verify), "verify done, last");
}

TEST(Fence, ClimbsOnWhenARungFailsInPlaceOfTheCommand) {
    Story story{with_command({Escalation::watchdog, Escalation::reboot})};
    story.at_the_command();
    story.fails(Step::command);
    story.done(Step::verify);
    EXPECT_EQ(story.fails(Step::watchdog), "watchdog failed; do verify");
    EXPECT_EQ(story.done(Step::verify), "verify failed; do reboot");
    EXPECT_EQ(story.fails(Step::reboot), "reboot failed; do verify");
    EXPECT_EQ(story.done(Step::verify), "verify failed, last");
}

TEST(Fence, HasFailedWhenTheCommandDidAndNothingIsConfigured) {
    Story story;
    story.at_the_command();
    story.fails(Step::command);
    EXPECT_EQ(story.done(Step::verify), "verify failed, last");
    EXPECT_TRUE(story.finished());
}

TEST(Fence, EscalatesForAddressesThatCameBack) {
    Story story{with_command({Escalation::block})};
    story.at_the_command();
    story.done(Step::command);
    EXPECT_EQ(story.fails(Step::verify), "verify failed; do block");
    EXPECT_EQ(story.told().what, "no");
}

TEST(Fence, TakesEachRungOnce) {
    Story story{with_command({Escalation::block, Escalation::link_down})};
    story.order();
    story.done(Step::persist);
    story.fails(Step::remove);
    story.done(Step::block);
    story.done(Step::verify);
    story.fails(Step::command);
    EXPECT_EQ(story.done(Step::verify), "verify failed; do link-down");
}

TEST(Fence, CountsTheCommandsTimeFromWhenItBegins) {
    Story story;
    story.at_the_command();
    EXPECT_EQ(story.left(), std::nullopt);
    story.after(1min);
    EXPECT_EQ(story.began(Step::command), "");
    EXPECT_EQ(story.left(), 10s);
}

TEST(Fence, EndsACommandThatHangsAndWaitsUntilItIsGone) {
    Story story{with_command({Escalation::block})};
    story.at_the_command();
    story.began(Step::command);
    EXPECT_EQ(story.after(10s), "end command");
    EXPECT_EQ(story.after(1s), "");
    EXPECT_EQ(story.fails(Step::command), "command failed; do verify");
    EXPECT_EQ(story.done(Step::verify), "verify failed; do block");
}

TEST(Fence, EndsARungThatHangs) {
    Story story{with_command({Escalation::block})};
    story.at_the_command();
    story.fails(Step::command);
    story.done(Step::verify);
    EXPECT_EQ(story.after(2s), "end block");
}

TEST(Fence, IsDeafWhenItIsComplete) {
    Story story{without_command()};
    story.at_the_command();
    story.done(Step::verify);
    EXPECT_EQ(story.done(Step::persist), "");
    EXPECT_EQ(story.after(1h), "");
}

}  // namespace
}  // namespace holdfast::fence
