#include "daemon/probes/process_table.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <memory>
#include <string_view>

#include <fcntl.h>
#include <unistd.h>

#include <dirent.h>

#include "daemon/io/fd.hpp"

namespace holdfast::probes {
namespace {

using namespace std::chrono_literals;

constexpr net::Duration fresh = 1s;
constexpr std::size_t longest_name = 15;  // proc(5): what is longer is cut off

template <std::size_t size>
std::string content_of(pid_t pid, const char* name) {
    std::array<char, size> buffer;
    const std::string path = "/proc/" + std::to_string(pid) + "/" + name;
    const io::Fd file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
    if (!file) return "";
    const auto got = ::read(file.get(), buffer.data(), buffer.size());
    return {buffer.data(), got > 0 ? static_cast<std::size_t>(got) : 0};
}

}  // namespace

std::string_view program_in(std::string_view arguments) {
    arguments = arguments.substr(0, arguments.find('\0'));
    return arguments.substr(arguments.rfind('/') + 1);  // from the beginning where there is none
}

std::string as_line(std::string arguments) {
    while (arguments.ends_with('\0')) arguments.pop_back();
    std::ranges::replace(arguments, '\0', ' ');
    return arguments;
}

std::string name_of(pid_t pid) {
    std::string name = content_of<64>(pid, "comm");
    if (name.ends_with('\n')) name.pop_back();
    return name;
}

std::string command_line_of(pid_t pid) {
    return as_line(content_of<4096>(pid, "cmdline"));
}

bool matches(pid_t pid, const std::string& name, const checks::ProcessCheck& wanted) {
    if (wanted.full_command) return command_line_of(pid).contains(wanted.process);
    if (wanted.process.size() <= longest_name) return name == wanted.process;
    return name == wanted.process.substr(0, longest_name) &&
           program_in(content_of<4096>(pid, "cmdline")) == wanted.process;
}

const std::vector<ProcessTable::Process>& ProcessTable::at(net::Instant now) {
    if (!looked_at_ || now - *looked_at_ >= fresh) {
        look();
        looked_at_ = now;
    }
    return processes_;
}

void ProcessTable::look() {
    struct Close {
        void operator()(DIR* folder) const { ::closedir(folder); }
    };
    processes_.clear();
    ++looks_;
    const std::unique_ptr<DIR, Close> folder{::opendir("/proc")};
    if (!folder) return;
    while (const dirent* entry = ::readdir(folder.get())) {
        const std::string_view number{entry->d_name};
        pid_t pid = 0;
        const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), pid);
        if (error != std::errc{} || end != number.data() + number.size()) continue;
        std::string name = name_of(pid);
        if (!name.empty()) processes_.push_back({pid, std::move(name)});
    }
}

}  // namespace holdfast::probes
