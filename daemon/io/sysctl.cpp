#include "daemon/io/sysctl.hpp"

#include <array>
#include <charconv>

#include <fcntl.h>
#include <unistd.h>

#include "daemon/io/fd.hpp"

namespace holdfast::io {
namespace {

std::string path_of(const InterfaceSetting& setting) {
    return "/proc/sys/net/" + std::string{label(setting.family)} + "/conf/" + setting.interface + "/" +
           std::string{setting.key};
}

}  // namespace

Result<int> read_setting(const InterfaceSetting& setting) {
    const std::string path = path_of(setting);
    const Fd fd{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
    std::array<char, 32> text{};
    const ssize_t length = fd ? ::read(fd.get(), text.data(), text.size()) : -1;
    if (length < 0) return failed("read " + path);
    int value = 0;
    if (std::from_chars(text.data(), text.data() + length, value).ec != std::errc{}) {
        return failed("read " + path, EPROTO);
    }
    return value;
}

Result<void> write_setting(const InterfaceSetting& setting, int value) {
    const std::string path = path_of(setting);
    const std::string text = std::to_string(value);
    const Fd fd{::open(path.c_str(), O_WRONLY | O_CLOEXEC)};
    if (!fd || ::write(fd.get(), text.data(), text.size()) < 0) return failed("write " + path);
    return {};
}

}  // namespace holdfast::io
