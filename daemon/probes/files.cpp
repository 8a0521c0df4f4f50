#include "daemon/probes/files.hpp"

#include <array>
#include <charconv>
#include <iterator>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon/io/error.hpp"
#include "daemon/io/fd.hpp"
#include "daemon/io/printable.hpp"

namespace holdfast::probes {
namespace {

constexpr std::size_t most = 4096;
constexpr std::size_t shown = 40;

std::string_view trimmed(std::string_view text) {
    constexpr const char* blanks = " \t\r\n";
    const std::size_t begin = text.find_first_not_of(blanks);
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(blanks) + 1 - begin);
}

std::optional<std::int64_t> whole_number(std::string_view text) {
    if (text.starts_with('+')) text.remove_prefix(1);
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

}  // namespace

// Looked at before it is opened: to open a device may mean something to it. And a pipe must not keep us.
checks::Outcome read_number(const std::string& path) {
    struct stat about{};
    if (::stat(path.c_str(), &about) != 0) return failure(io::describe(errno));
    if (!S_ISREG(about.st_mode)) return failure("not a regular file");
    const io::Fd file{::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)};
    if (!file) return failure(io::describe(errno));
    std::array<char, most + 1> buffer{};
    const auto size = ::read(file.get(), buffer.data(), buffer.size());
    if (size < 0) return failure(io::describe(errno));
    return number_in({buffer.data(), static_cast<std::size_t>(size)});
}

checks::Outcome number_in(std::string_view content) {
    if (content.size() > most) return failure("larger than 4 KiB");
    const std::string_view text = trimmed(content);
    if (text.empty()) return failure("empty");
    const auto number = whole_number(text);
    if (!number) return failure("not a whole number: " + io::printable(text, shown, {}));
    return {.ok = true, .number = number, .reason = std::to_string(*number)};
}

void Files::start(const checks::StartRun& run, net::Instant) {
    ended_.push_back({run.run, read_number(std::get<checks::FileCheck>(run.check.kind).path)});
}

void Files::advance(std::span<const pollfd>, net::Instant, Results& results) {
    std::ranges::move(std::exchange(ended_, {}), std::back_inserter(results.ended));
}

}  // namespace holdfast::probes
