// Writes notes to stderr from a thread of its own: a blocked stderr costs lines, which are counted, and never time.
#pragma once

#include <memory>

#include "daemon/net/note.hpp"

namespace holdfast::io {

enum class LogFormat {
    automatic,  // journal when systemd reads our stderr, else text
    text,       // 2026-11-22T01:02:03.456Z info transition instance=web from=backup to=master
    json,       // one object a line
    journal,    // <6>transition instance=web ...; systemd adds the time
};

struct LogSettings {
    net::Level level = net::Level::info;  // what is below is not written
    LogFormat format = LogFormat::automatic;
    bool operator==(const LogSettings&) const = default;
};

class Logger {
public:
    explicit Logger(LogSettings settings, int fd = 2);
    ~Logger();  // writes what is queued, for at most half a second
    Logger(const Logger&) = delete;
    Logger& operator=(const Logger&) = delete;

    // From any thread; never blocks for longer than a queue's lock.
    void write(const net::Note& note);
    void reconfigure(LogSettings settings);

private:
    struct Queue;
    static void run(std::shared_ptr<Queue> queue);
    std::shared_ptr<Queue> queue_;  // shared with the thread, which outlives us when stderr is stuck
};

}  // namespace holdfast::io
