// What repeats itself is in the log and in the list of events as often as is good for who reads them.
#include "daemon/app/journal.hpp"

#include <gmock/gmock.h>

#include "tests/unit/io/pipe.hpp"

namespace holdfast::app {
namespace {

using testing::EndsWith;

TEST(Journal, HoldsBackWhatRepeatsItselfButNotFromThoseWhoAreTold) {
    io::Pipe pipe;
    boost::asio::io_context background;
    int told = 0;
    {
        io::Logger logger{{.format = io::LogFormat::text}, pipe.in.get()};
        Journal journal{background, logger, [&](const net::Note&) { ++told; }};
        for (int i = 0; i < 100; ++i) journal.write({net::Level::info, "address_reinstated", "web", {}});
        journal.write({net::Level::info, "transition", "web", {}});
        EXPECT_EQ(journal.held_back(), 80U);
        journal.finish();
        journal.write({net::Level::info, "address_reinstated", "web", {}});
        background.run();  // comes back, although something was to be said in ten seconds
        EXPECT_EQ(journal.events()->size(), 23U);
        EXPECT_EQ(to_string(journal.events()->at(21).note),
                  "events_suppressed instance=web of=address_reinstated suppressed=80");
    }
    EXPECT_EQ(told, 102);
    const std::string text = pipe.drain();
    EXPECT_EQ(std::ranges::count(text, '\n'), 23);
    EXPECT_THAT(text, EndsWith(" info address_reinstated instance=web\n"));
}

}  // namespace
}  // namespace holdfast::app
