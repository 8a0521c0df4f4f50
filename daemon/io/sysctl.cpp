#include "daemon/io/sysctl.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>

#include <fcntl.h>
#include <net/if.h>
#include <unistd.h>

#include "daemon/io/fd.hpp"

namespace holdfast::io {
namespace {

constexpr std::array changeable_keys{
    "arp_ignore", "arp_announce",         "arp_filter",   "arp_notify",    "proxy_arp",
    "rp_filter",  "promote_secondaries",  "disable_ipv6", "addr_gen_mode", "accept_ra",
    "autoconf",   "router_solicitations", "accept_dad",   "ndisc_notify",  "use_tempaddr"};

// One name, and not a way to elsewhere: who asks may have read it where others write.
bool is_name(std::string_view text) {
    return !text.empty() && !text.contains('/') && text != "." && text != "..";
}

bool is_one(const InterfaceSetting& setting) {
    return is_name(setting.interface) && setting.interface.size() < IFNAMSIZ && is_name(setting.key);
}

std::string path_of(const InterfaceSetting& setting) {
    return "/proc/sys/net/" + std::string{label(setting.family)} + "/conf/" + setting.interface + "/" +
           std::string{setting.key};
}

}  // namespace

Result<int> read_setting(const InterfaceSetting& setting) {
    const std::string path = path_of(setting);
    if (!is_one(setting)) return failed("read " + path, EPERM);
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

bool is_changeable(const InterfaceSetting& setting) {
    const bool is_of_one_interface = setting.interface != "all" && setting.interface != "default";
    return is_one(setting) && is_of_one_interface &&
           std::ranges::find(changeable_keys, setting.key) != changeable_keys.end();
}

Result<void> write_setting(const InterfaceSetting& setting, int value) {
    const std::string path = path_of(setting);
    if (!is_changeable(setting)) return failed("write " + path, EPERM);
    const std::string text = std::to_string(value);
    const Fd fd{::open(path.c_str(), O_WRONLY | O_CLOEXEC)};
    if (!fd || ::write(fd.get(), text.data(), text.size()) < 0) return failed("write " + path);
    return {};
}

}  // namespace holdfast::io
