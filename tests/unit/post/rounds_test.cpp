// Who tells never waits, whatever those who are told do.
#include "daemon/post/rounds.hpp"

#include <gmock/gmock.h>

#include "tests/unit/notify/support.hpp"

namespace holdfast::post {
namespace {

using engine::Standing;

TEST(Rounds, TakeABoundedNumberWhileNobodyListensAndCountTheRest) {
    notify::Status status;
    Rounds rounds{
        [](const io::Fd&) -> io::Result<io::Fd> { return io::failed("start", ECHILD); },
        {.note = [](const net::Note&) {}, .status = [&](notify::Status shown) { status = std::move(shown); }}};
    rounds.configure({});
    constexpr std::size_t more_than_it_takes = 10'000;
    for (std::size_t i = 0; i < more_than_it_takes; ++i) rounds.tell(notify::becomes(Standing::master));
    rounds.finish({});
    rounds.run();
    EXPECT_EQ(status.untold, more_than_it_takes - 8192 + 1);  // the settings are one of those
}

}  // namespace
}  // namespace holdfast::post
