// What takes more rights than the engine keeps is done by its steward: a process of the rights that the daemon was
// started with. It does a few fixed things with what the configuration names, and never what the engine would name: no
// path, no command, no user.
#pragma once

#include <atomic>
#include <chrono>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/app/decisions.hpp"
#include "daemon/app/reading.hpp"
#include "daemon/fence/latch.hpp"
#include "daemon/io/borrowed.hpp"
#include "daemon/io/error.hpp"
#include "daemon/io/fd.hpp"
#include "daemon/io/parcel.hpp"
#include "daemon/io/sysctl.hpp"
#include "daemon/runner/command.hpp"

namespace holdfast::app {

// What a fence would need, as errnos: 0 is ready.
struct Readiness {
    int state_dir = 0;
    int command = 0;
    int watchdog = 0;
    bool operator==(const Readiness&) const = default;
};

// What was left on disk by whoever ran before.
struct Recollections {
    fence::Latch latch;
    Pins pins;
    std::vector<io::Borrowed> borrowed;
    std::string complaint;  // why decisions are forgotten; "": none is
};

enum class Errand : std::uint8_t {
    guard = 1,
    configuration,
    recollections,
    decisions,
    bind_control,
    unbind_control,
    readiness,
    interface_setting,
    borrowed,
    check_runner,
    notify_runner,
    bind_stream,
    unbind_stream,
};

// Each waits for the answer. From any thread.
class Steward {
public:
    // The service that HOLDFAST_STEWARD names by its socket; without it, a process of ours: before there are other
    // threads.
    static io::Result<Steward> find(const std::filesystem::path& file);
    // The exit code of such a service's instance, which systemd gave one engine's connection.
    static int serve(const std::filesystem::path& file);

    // The guard is told what it may run from now on. Fails when the steward does not answer.
    io::Result<Reading> read_configuration() const;
    io::Result<Recollections> recollect() const;
    // A guard's process, with these ends (guard/launch.hpp); at most as late as `patience`.
    io::Result<io::Fd> launch_guard(const io::Fd& engine, const io::Fd& page, std::chrono::milliseconds patience) const;
    // A process that runs the scripts of checks or of notifications, with its end of the socket (runner/launch.hpp).
    io::Result<io::Fd> launch_runner(runner::Duty duty, const io::Fd& engine) const;
    io::Result<void> keep_decisions(std::string_view text) const;
    // The control socket, listening.
    io::Result<io::Fd> bind_control() const;
    io::Result<void> unbind_control() const;
    // That of [stream], listening.
    io::Result<io::Fd> bind_stream() const;
    io::Result<void> unbind_stream() const;
    io::Result<Readiness> readiness() const;
    io::Result<void> keep_borrowed(std::string_view text) const;
    // Where /proc/sys is not the engine's to write; of a few keys.
    io::Result<void> write_setting(const io::InterfaceSetting& setting, int value) const;

    int fd() const { return desk_.get(); }  // readable when it has ended

private:
    Steward(io::Fd desk, std::filesystem::path file) : desk_{std::move(desk)}, file_{std::move(file)} {}
    static io::Result<Steward> fork_one(const std::filesystem::path& file);
    static io::Result<Steward> connect(const std::filesystem::path& socket, const std::filesystem::path& file);
    io::Result<io::Parcel> ask(Errand errand, std::string_view text, std::span<const int> files,
                               std::chrono::milliseconds patience) const;

    io::Fd desk_;
    std::filesystem::path file_;
    // The engine waited for an answer in vain: until then it does not wait again.
    std::unique_ptr<std::atomic<net::Instant>> silent_until_ = std::make_unique<std::atomic<net::Instant>>();
};

}  // namespace holdfast::app
