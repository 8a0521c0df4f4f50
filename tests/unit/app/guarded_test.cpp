// What a guard that does not listen for a while is told when it listens again.
#include "daemon/app/guarded.hpp"

#include <poll.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <gmock/gmock.h>

#include "daemon/io/clock.hpp"
#include "tests/unit/guard/outfitted.hpp"

namespace holdfast::app {
namespace {

using namespace std::chrono_literals;

void signal(int process, int number) {
    ASSERT_EQ(::syscall(SYS_pidfd_send_signal, process, number, nullptr, 0), 0);
}

TEST(Guarded, TellsAnOrderThatFoundTheGuardDeafWhenItListensAgain) {
    boost::asio::io_context context;
    int deaf = 0;
    auto guard = test::Outfitted::start().value();
    const int process = guard.fd();
    const auto no_other = [](const io::Fd&, const io::Fd&) -> io::Result<io::Fd> { return io::failed("start", EPERM); };
    Guarded guarded{context, std::move(guard), no_other,
                    [&](const net::Note& note) { deaf += note.event == "guard_deaf"; }};
    std::vector<std::uint64_t> complete;
    guarded.on_progress([&](const fence::Progress& progress) {
        if (progress.last) complete.push_back(progress.order);
    });
    guarded.remind({});
    signal(process, SIGSTOP);
    for (int i = 0; i < 100'000 && deaf == 0; ++i) guarded.pledge({{engine::RouterId{1}, 1s, {}}});
    ASSERT_EQ(deaf, 1);
    fence::Order order;
    order.id = 7;
    order.instance = "web";
    guarded.fence(order);
    signal(process, SIGCONT);
    const net::Instant end = io::now() + 10s;
    while (complete.empty() && io::now() < end) {
        guarded.revive();
        context.run_one_for(100ms);
    }
    EXPECT_THAT(complete, testing::ElementsAre(7));
    EXPECT_EQ(deaf, 1);  // told of once
}

}  // namespace
}  // namespace holdfast::app
