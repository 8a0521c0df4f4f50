// Writes notes to stderr or the journal from a thread of its own: one that takes nothing costs lines, which are
// counted, and never time.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>

#include "daemon/net/note.hpp"

namespace holdfast::io {

using WallTime = std::chrono::system_clock::time_point;

enum class LogFormat {
    automatic,  // journal when systemd reads our stderr, else text
    text,       // 2026-11-22T01:02:03.456Z info transition instance=web from=backup to=master
    json,       // one object a line
    journal,    // entries with fields; <6>transition instance=web ... to stderr while there is no journal
};

struct LogSettings {
    net::Level level = net::Level::info;  // what is below is not written
    LogFormat format = LogFormat::automatic;
    bool operator==(const LogSettings&) const = default;
};

class Logger {
public:
    explicit Logger(LogSettings settings, int fd = 2,
                    const std::filesystem::path& journal = "/run/systemd/journal/socket");
    ~Logger();  // writes what is queued, for at most half a second
    Logger(const Logger&) = delete;
    Logger& operator=(const Logger&) = delete;

    // From any thread; never blocks for longer than a queue's lock.
    void write(const net::Note& note, WallTime at = std::chrono::system_clock::now());
    void reconfigure(LogSettings settings);
    std::uint64_t lost() const;  // lines that found no room

private:
    struct Queue;
    static void run(std::shared_ptr<Queue> queue);
    std::shared_ptr<Queue> queue_;  // shared with the thread, which outlives us when it is stuck
};

}  // namespace holdfast::io
