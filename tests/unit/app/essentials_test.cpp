// A successor that ends before it has become a daemon: what it took over has somebody to remove it all the same.
#include "daemon/app/essentials.hpp"

#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>

#include <sys/wait.h>
#include <unistd.h>

#include "daemon/io/clock.hpp"
#include "daemon/io/name_holder.hpp"
#include "daemon/io/single.hpp"
#include "tests/unit/guard/engine.hpp"
#include "tests/unit/io/namespace.hpp"

namespace holdfast::app {
namespace {

using namespace std::chrono_literals;

class EssentialsTest : public test::OneHost {
protected:
    EssentialsTest() {
        std::string name = (std::filesystem::temp_directory_path() / "holdfast-XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr) std::abort();
        folder = name;
        std::ofstream{folder / "holdfast.toml"}
            << "[node]\nuser = \"\"\nrealtime = false\nrun_dir = \"" << name << "\"\nstate_dir = \"" << name << "\"\n"
            << "[[instance]]\nname = \"web\"\ninterface = \"eth0\"\nvrid = 51\naddresses = [\"192.0.2.50/32\"]\n";
    }
    ~EssentialsTest() override { std::filesystem::remove_all(folder); }

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

    const net::Prefix address = test::prefix("192.0.2.50/32");
    std::filesystem::path folder;

private:
    int opened() const {
        auto steward = Steward::find(folder / "holdfast.toml");
        if (!steward) return 101;
        const auto reading = steward->read_configuration();
        if (!reading || !*reading) return 102;
        const auto essentials = Essentials::open(std::move(*steward), (*reading)->config);
        return essentials ? static_cast<int>(essentials->leftovers.addresses.size()) : 103;
    }
};

TEST_F(EssentialsTest, LeaveNoAddressWithoutAGuard) {
    leave_behind(1s);
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

}  // namespace
}  // namespace holdfast::app
