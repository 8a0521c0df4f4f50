// An engine in a process of its own, to be stopped and killed.
#pragma once

#include <array>
#include <atomic>
#include <functional>

#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/unit/guard/outfitted.hpp"
#include "daemon/io/clock.hpp"
#include "tests/unit/io/namespace.hpp"

namespace holdfast::test {

class Engine {
public:
    // Starts a guard, does `work`, and then says and does nothing more. The test goes on after `work`.
    using Work = std::function<void(Outfitted&, Engine&)>;

    explicit Engine(const Work& work) {
        void* memory = ::mmap(nullptr, sizeof(Time), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
        last_advert_ = static_cast<Time*>(memory);
        std::array<int, 2> ends{};
        if (::pipe2(ends.data(), O_CLOEXEC) != 0) std::abort();
        const io::Fd ready{ends[0]};
        const io::Fd say_ready{ends[1]};
        pid_ = ::fork();
        if (pid_ == 0) live(work, say_ready.get());
        EXPECT_TRUE(readable(ready.get()));
    }
    Engine(const Engine&) = delete;
    Engine& operator=(const Engine&) = delete;
    ~Engine() {
        kill();
        ::munmap(last_advert_, sizeof(Time));
    }

    void advert(Outfitted& guard, guard::Slot slot) {
        const net::Instant now = io::now();
        guard.advert_sent(slot, now);
        *last_advert_ = now.time_since_epoch().count();
    }
    net::Instant last_advert() const { return net::Instant{net::Duration{*last_advert_}}; }

    void stop() { ::kill(pid_, SIGSTOP); }
    void kill() {
        if (pid_ == 0) return;
        ::kill(pid_, SIGKILL);
        ::waitpid(std::exchange(pid_, 0), nullptr, 0);
    }

private:
    using Time = std::atomic<std::int64_t>;

    [[noreturn]] void live(const Work& work, int say_ready) {
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        auto guard = Outfitted::start();
        if (!guard) std::abort();
        work(*guard, *this);
        if (::write(say_ready, "!", 1) != 1) std::abort();
        while (true) ::pause();
    }

    Time* last_advert_ = nullptr;  // shared with the engine's process
    pid_t pid_ = 0;
};

}  // namespace holdfast::test
