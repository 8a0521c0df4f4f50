#include "daemon/io/log.hpp"

#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <deque>
#include <mutex>
#include <string_view>
#include <thread>

#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fmt/format.h>

#include "daemon/io/log_line.hpp"

namespace holdfast::io {
namespace {

constexpr std::size_t capacity = 4096;  // lines
constexpr std::chrono::milliseconds patience_at_end{500};

// systemd names the device and inode of the stream that it made; sd_notify's sibling, systemd.exec(5).
bool is_journal(int fd) {
    const char* stream = std::getenv("JOURNAL_STREAM");
    struct stat status{};
    if (stream == nullptr || ::fstat(fd, &status) != 0) return false;
    return fmt::format("{}:{}", status.st_dev, status.st_ino) == stream;
}

LogSettings resolved(LogSettings settings, int fd) {
    if (settings.format == LogFormat::automatic) {
        settings.format = is_journal(fd) ? LogFormat::journal : LogFormat::text;
    }
    return settings;
}

// May block for as long as the reader pleases. What cannot be written is lost: there is nowhere to say it.
void write_out(int fd, std::string_view text) {
    while (!text.empty()) {
        const auto written = ::write(fd, text.data(), text.size());
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return;
        text.remove_prefix(static_cast<std::size_t>(written));
    }
}

// The process's signals are others' business, and a reader of stderr that ends (SIGPIPE) is nobody's.
void block_signals() {
    sigset_t all;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_BLOCK, &all, nullptr);
}

}  // namespace

struct Logger::Queue {
    struct Entry {
        net::Note note;
        WallTime at;
    };

    const int fd;
    std::mutex mutex;
    std::condition_variable changed;
    LogSettings settings;
    std::deque<Entry> entries;
    std::size_t dropped = 0;
    bool closing = false;
    bool finished = false;

    Queue(LogSettings wanted, int to) : fd{to}, settings{resolved(wanted, to)} {}

    // All that waits, as text, in order; the count of the lines that found no room comes after those that did.
    std::string take() {
        std::deque<Entry> batch;
        LogFormat format{};
        {
            std::unique_lock lock{mutex};
            changed.wait(lock, [this] { return closing || !entries.empty(); });
            batch.swap(entries);
            format = settings.format;
            if (const std::size_t lost = std::exchange(dropped, 0); lost > 0) {
                net::Note note{net::Level::warning, "log_lines_dropped", {}, {{"count", std::to_string(lost)}}};
                batch.push_back({std::move(note), std::chrono::system_clock::now()});
            }
        }
        std::string text;
        for (const Entry& entry : batch) text += log_line(entry.note, format, entry.at);
        return text;
    }
};

Logger::Logger(LogSettings settings, int fd) : queue_{std::make_shared<Queue>(settings, fd)} {
    std::thread{&Logger::run, queue_}.detach();  // it cannot be joined while it is stuck in write()
}

Logger::~Logger() {
    std::unique_lock lock{queue_->mutex};
    queue_->closing = true;
    queue_->changed.notify_all();
    queue_->changed.wait_for(lock, patience_at_end, [this] { return queue_->finished; });
}

void Logger::write(const net::Note& note) {
    const std::lock_guard lock{queue_->mutex};
    if (note.level < queue_->settings.level) return;
    if (queue_->entries.size() == capacity) {
        ++queue_->dropped;
        return;
    }
    queue_->entries.push_back({note, std::chrono::system_clock::now()});
    queue_->changed.notify_all();
}

void Logger::reconfigure(LogSettings settings) {
    const std::lock_guard lock{queue_->mutex};
    queue_->settings = resolved(settings, queue_->fd);
}

// NOLINTNEXTLINE(performance-unnecessary-value-param): the thread's own, which outlives the Logger
void Logger::run(std::shared_ptr<Queue> queue) {
    block_signals();
    while (true) {
        const std::string text = queue->take();
        if (text.empty()) break;  // closing, and all is written
        write_out(queue->fd, text);
    }
    const std::lock_guard lock{queue->mutex};
    queue->finished = true;
    queue->changed.notify_all();
}

}  // namespace holdfast::io
