// A successor that ends before it has become a daemon: what it took over has somebody to remove it all the same.
#include "daemon/app/essentials.hpp"

#include <array>
#include <cstdlib>
#include <functional>

#include <sys/wait.h>
#include <unistd.h>

#include "daemon/guard/handover.hpp"
#include "daemon/io/clock.hpp"
#include "daemon/io/name_holder.hpp"
#include "daemon/io/single.hpp"
#include "tests/unit/folder.hpp"
#include "tests/unit/guard/engine.hpp"
#include "tests/unit/io/namespace.hpp"

namespace holdfast::app {
namespace {

using namespace std::chrono_literals;

class EssentialsTest : public test::OneHost {
protected:
    EssentialsTest() { configure("alert"); }
    void configure(const std::string& policy) const {
        const std::string name = folder.path().string();
        folder.write("holdfast.toml", "[node]\nuser = \"\"\nrealtime = false\nrun_dir = \"" + name +
                                          "\"\nstate_dir = \"" + name + "\"\n" +
                                          "[[instance]]\nname = \"web\"\ninterface = \"eth0\"\nvrid = 51\n" +
                                          "addresses = [\"192.0.2.50/32\"]\n" +
                                          "[detector]\ntrust_lan = true\npolicy = \"" + policy + "\"\n");
    }

    // With a lease as a handoff leaves it.
    void leave_behind(net::Duration silence_limit) const {
        const io::AddressChange change{io::AddressChange::Kind::add, eth0, address, 70s};
        ASSERT_TRUE(io::Netlink::open()->apply({&change, 1}).empty());
        const test::Engine engine{[&](test::Outfitted& guard, test::Engine&) {
            const guard::Promise promise{1, silence_limit, {{eth0, address}}};
            if (!guard.pledge(std::array{promise})) std::abort();
        }};
    }

    // In a process of its own, which ends with what it found.
    int open_and_die() const {
        const pid_t pid = ::fork();
        if (pid == 0) ::_exit(opened());
        int status = 0;
        ::waitpid(pid, &status, 0);
        return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    }

    static bool wait_until(const std::function<bool()>& happens) {
        const net::Instant end = io::now() + 10s;
        while (!happens() && io::now() < end) ::usleep(10'000);
        return happens();
    }

    static constexpr int everything_is_fenced = 100;
    const net::Prefix address = test::prefix("192.0.2.50/32");
    test::Folder folder;

private:
    int opened() const {
        auto steward = Steward::find(folder / "holdfast.toml");
        if (!steward) return 101;
        const auto reading = steward->read_configuration();
        if (!reading || !*reading) return 102;
        const auto essentials = Essentials::open(std::move(*steward), (*reading)->config);
        if (!essentials) return 103;
        if (essentials->left.latch.unreadable) return everything_is_fenced;
        return static_cast<int>(essentials->leftovers.addresses.size());
    }
};

TEST_F(EssentialsTest, LeaveNoAddressWithoutAGuard) {
    leave_behind(3s);
    EXPECT_EQ(open_and_die(), 1);
    EXPECT_TRUE(test::has_address(address));
    EXPECT_TRUE(wait_until([&] { return !test::has_address(address); }));
}

TEST_F(EssentialsTest, AreThereForTheNextSuccessorToo) {
    leave_behind(20s);
    EXPECT_EQ(open_and_die(), 1);
    wait_until([] { return io::holder_of(io::guard_name) == io::Holder::ours; });  // it waits for a successor
    EXPECT_EQ(open_and_die(), 1);
    EXPECT_TRUE(test::has_address(address));
}

// Which may not have written yet whom it fenced.
TEST_F(EssentialsTest, BelieveNoLatchWhileAFormerGuardDoesNotAnswer) {
    configure("fence");
    const auto its_name = guard::listen_for_successor();
    ASSERT_TRUE(its_name);
    EXPECT_EQ(open_and_die(), everything_is_fenced);
}

TEST_F(EssentialsTest, BelieveTheLatchAllTheSameWhereNobodyIsFencedButByHand) {
    const auto its_name = guard::listen_for_successor();
    ASSERT_TRUE(its_name);
    EXPECT_EQ(open_and_die(), 0);
}

}  // namespace
}  // namespace holdfast::app
