#include "daemon/io/log.hpp"

#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <deque>
#include <mutex>
#include <string_view>
#include <thread>
#include <tuple>

#include <sys/stat.h>
#include <unistd.h>

#include <fmt/format.h>
#include <pthread.h>

#include "daemon/io/confine.hpp"
#include "daemon/io/log_entry.hpp"
#include "daemon/io/log_journal.hpp"
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

}  // namespace

struct Logger::Queue {
    struct Entry {
        net::Note note;
        WallTime at;
    };
    struct Batch {
        std::deque<Entry> entries;  // none: closing, and all is written
        LogFormat format{};
    };

    const int fd;
    const LogJournal journal;
    std::mutex mutex;
    std::condition_variable changed;
    LogSettings settings;
    std::deque<Entry> entries;
    std::uint64_t lost = 0;
    std::uint64_t lost_and_said = 0;
    bool closing = false;
    bool finished = false;

    Queue(LogSettings wanted, int to, const std::filesystem::path& socket)
        : fd{to}, journal{socket}, settings{resolved(wanted, to)} {}

    // All that waits, in order; the count of the lines that found no room comes after those that did.
    Batch take() {
        Batch batch;
        std::unique_lock lock{mutex};
        changed.wait(lock, [this] { return closing || !entries.empty(); });
        batch.entries.swap(entries);
        batch.format = settings.format;
        if (const std::uint64_t news = lost - std::exchange(lost_and_said, lost); news > 0) {
            net::Note note{net::Level::warning, "log_lines_dropped", {}, {{"count", std::to_string(news)}}};
            batch.entries.push_back({std::move(note), std::chrono::system_clock::now()});
        }
        return batch;
    }

    void write(const Batch& batch) const {
        std::string text;
        for (const Entry& entry : batch.entries) {
            const bool is_taken =
                batch.format == LogFormat::journal && journal.take(journal_entry(entry.note, entry.at));
            if (!is_taken) text += log_line(entry.note, batch.format, entry.at);
        }
        write_out(fd, text);
    }
};

Logger::Logger(LogSettings settings, int fd, const std::filesystem::path& journal)
    : queue_{std::make_shared<Queue>(settings, fd, journal)} {
    std::thread{&Logger::run, queue_}.detach();  // it cannot be joined while it is stuck
}

Logger::~Logger() {
    std::unique_lock lock{queue_->mutex};
    queue_->closing = true;
    queue_->changed.notify_all();
    queue_->changed.wait_for(lock, patience_at_end, [this] { return queue_->finished; });
}

void Logger::write(const net::Note& note, WallTime at) {
    const std::lock_guard lock{queue_->mutex};
    if (note.level < queue_->settings.level) return;
    if (queue_->entries.size() == capacity) {
        ++queue_->lost;
        return;
    }
    queue_->entries.push_back({note, at});
    queue_->changed.notify_all();
}

void Logger::reconfigure(LogSettings settings) {
    const std::lock_guard lock{queue_->mutex};
    queue_->settings = resolved(settings, queue_->fd);
}

std::uint64_t Logger::lost() const {
    const std::lock_guard lock{queue_->mutex};
    return queue_->lost;
}

// NOLINTNEXTLINE(performance-unnecessary-value-param): the thread's own, which outlives the Logger
void Logger::run(std::shared_ptr<Queue> queue) {
    ::pthread_setname_np(::pthread_self(), "hf-log");
    std::ignore = confine_thread();  // also of signals: a reader of stderr that ends (SIGPIPE) is nobody's business
    while (true) {
        const Queue::Batch batch = queue->take();
        if (batch.entries.empty()) break;
        queue->write(batch);
    }
    const std::lock_guard lock{queue->mutex};
    queue->finished = true;
    queue->changed.notify_all();
}

}  // namespace holdfast::io
