#include "daemon/app/scribe.hpp"

#include <cerrno>
#include <utility>

#include "daemon/io/state_file.hpp"

namespace holdfast::app {
namespace {

constexpr std::size_t most_waiting = 16;  // who waits longest has given up by then

// In the child: an errno, which an exit code can hold.
int write(const std::filesystem::path& file, const std::string& text) {
    const auto written = io::write_state_file(file.parent_path(), file.filename(), text);
    return written ? 0 : written.error().code;
}

io::Result<void> result_of(const io::Ending& ending, const std::filesystem::path& file) {
    if (ending == io::Ending{io::Ending::Kind::exited, 0}) return {};
    return io::failed("write " + file.string(), ending.kind == io::Ending::Kind::exited ? ending.value : EIO);
}

}  // namespace

void Scribe::ask(const std::filesystem::path& file, std::string text, io::Fd asker) {
    Page& page = pages_[file];
    page.next = std::move(text);
    page.waiting.push_back(std::move(asker));
    if (page.waiting.size() > most_waiting) page.waiting.pop_front();
}

std::vector<Scribe::Written> Scribe::advance(net::Instant now) {
    std::vector<Written> written;
    for (auto& [file, page] : pages_) {
        if (page.writer) page.writer->advance(now);
        finish(file, page, written);
        begin(file, page, written);
    }
    return written;
}

void Scribe::finish(const std::filesystem::path& file, Page& page, std::vector<Written>& written) {
    if (!page.writer || !page.writer->ending()) return;
    const io::Result<void> done = result_of(*page.writer->ending(), file);
    for (io::Fd& asker : std::exchange(page.being_served, {})) written.push_back({std::move(asker), done});
    page.writer.reset();
}

void Scribe::begin(const std::filesystem::path& file, Page& page, std::vector<Written>& written) {
    if (page.writer || !page.next) return;
    page.being_served = std::exchange(page.waiting, {});
    auto writer = io::Child::start([&file, text = *std::exchange(page.next, {})] { return write(file, text); }, "");
    if (writer) {
        page.writer = std::move(*writer);
        return;
    }
    const io::Result<void> failed = std::unexpected{writer.error()};
    for (io::Fd& asker : std::exchange(page.being_served, {})) written.push_back({std::move(asker), failed});
}

void Scribe::poll_on(std::vector<pollfd>& sources) const {
    for (const auto& [file, page] : pages_) {
        if (page.writer) page.writer->poll_on(sources);
    }
}

std::optional<net::Instant> Scribe::deadline() const {
    std::optional<net::Instant> earliest;
    for (const auto& [file, page] : pages_) {
        if (page.writer) earliest = net::earlier(earliest, page.writer->deadline());
    }
    return earliest;
}

}  // namespace holdfast::app
