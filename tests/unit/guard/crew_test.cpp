// Who waits for whom, by the words of their queues.
#include "daemon/guard/crew.hpp"

#include <unistd.h>

#include <gtest/gtest.h>

#include "daemon/io/clock.hpp"

namespace holdfast::guard {
namespace {

constexpr std::uint64_t an_order = 1;

// How many of them begin at once, when none ends by itself.
std::size_t beginners_of(const std::vector<std::string>& queues) {
    Crew crew;
    for (const std::string& queue : queues) {
        crew.employ({.order = an_order,
                     .step = fence::Step::block,
                     .queue = queue,
                     .work = [] { return ::pause(); },
                     .input = ""});
    }
    const std::size_t began = crew.advance(0, io::now()).size();
    crew.dismiss(an_order, io::now());
    while (crew.busy()) {
        std::vector<pollfd> sources;
        crew.poll_on(sources);
        ::poll(sources.data(), sources.size(), 10);
        crew.advance(0, io::now());
    }
    return began;
}

TEST(Crew, WorksForAnInstanceOneAfterAnother) {
    EXPECT_EQ(beginners_of({"block web", "block web"}), 1U);
}

TEST(Crew, WorksForNoInstanceWhileItWorksForAll) {
    EXPECT_EQ(beginners_of({"block", "block web"}), 1U);
}

TEST(Crew, WorksTogetherForInstancesWhoseNamesBeginAlike) {
    EXPECT_EQ(beginners_of({"block web", "block web2"}), 2U);
}

}  // namespace
}  // namespace holdfast::guard
