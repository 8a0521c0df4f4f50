// A process that works beside us: fed, heard, given time to end and killed, by any poll loop, which never waits for it.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <poll.h>
#include <sys/types.h>

#include "daemon/io/error.hpp"
#include "daemon/io/fd.hpp"
#include "daemon/net/time.hpp"

namespace holdfast::io {

struct Ending {
    enum class Kind {
        exited,     // value: its exit code
        signalled,  // value: the signal
        stuck,      // it was killed and is still there: the kernel does not let it go
    };
    Kind kind = Kind::exited;
    int value = 0;
    bool operator==(const Ending&) const = default;
};

// As execve() takes them, while the texts live.
std::vector<char*> pointers_to(const std::vector<std::string>& texts);

class Child {
public:
    // Runs in the child, whose exit code is its value: it may exec. Only 0, its input, and 1 and 2, its output, are
    // open there; it leads a session, signals are as by default, the umask is 077, the working directory /. The caller
    // has no other threads and ignores SIGPIPE.
    using Work = std::function<int()>;
    static Result<Child> start(const Work& work, std::string input);
    // The same with a process that `starter` makes, with these as its outputs and its input; nothing: it is told
    // nothing. It has no descriptor of its own: who starts it hears by SIGCHLD that it has ended, and calls bury().
    static constexpr int nothing = -1;
    using Starter = std::function<Result<pid_t>(int input, int output)>;
    static Result<Child> start_by(const Starter& starter, std::string input);

    // Then, and at the deadline, advance().
    void poll_on(std::vector<pollfd>& sources) const;
    std::optional<net::Instant> deadline() const { return net::earlier(insist_at_, drain_at_); }
    void advance(net::Instant now);
    void bury(net::Instant now);  // it has ended

    // SIGTERM to its process group now, and SIGKILL 2 s later.
    void stop(net::Instant now);

    // When it has ended, all of its process group has been killed.
    const std::optional<Ending>& ending() const { return ending_; }
    // The first 4 KiB that it has said; the rest is dropped.
    const std::string& output() const { return output_; }
    pid_t pid() const { return pid_; }

private:
    Child(pid_t pid, Fd input, Fd output, std::string to_say);

    Result<void> watch();
    void feed();
    void hear(net::Instant now);
    void insist(net::Instant now);
    void look_for_its_end(net::Instant now);
    void signal(int number) const;

    pid_t pid_ = 0;
    Fd process_;  // none: whoever started it hears of its end
    Fd input_;    // none: all is said
    Fd output_of_;
    std::string to_say_;
    std::string output_;
    std::optional<net::Instant> drain_at_;   // it talks too much
    std::optional<net::Instant> insist_at_;  // it was told to stop
    bool killed_ = false;
    std::optional<Ending> ending_;
};

}  // namespace holdfast::io
