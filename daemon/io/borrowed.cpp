#include "daemon/io/borrowed.hpp"

#include <cerrno>
#include <sstream>
#include <tuple>
#include <utility>

#include <system_error>

#include "daemon/io/state_file.hpp"

namespace holdfast::io {
namespace {

InterfaceSetting setting_of(const Borrowed& one) {
    return {net::Family::ipv4, one.interface, one.key};
}

}  // namespace

std::string to_text(const std::vector<Borrowed>& all) {
    std::ostringstream text;
    for (const Borrowed& one : all) {
        text << one.interface << ' ' << one.key << ' ' << one.before << ' ' << one.now << '\n';
    }
    return text.str();
}

Result<std::vector<Borrowed>> parse_borrowed(const std::string& text) {
    std::vector<Borrowed> all;
    std::istringstream lines{text};
    for (std::string line; std::getline(lines, line);) {
        std::istringstream words{line};
        Borrowed one;
        words >> one.interface >> one.key >> one.before >> one.now;
        const bool is_whole = words && (words >> std::ws).eof();
        if (!is_whole || !is_changeable(setting_of(one))) return failed("give back \"" + line + "\"", EINVAL);
        all.push_back(std::move(one));
    }
    return all;
}

Result<void> give_back(const std::filesystem::path& run_dir) {
    const auto text = read_state_file(run_dir, borrowed_name);
    if (!text) return std::unexpected{text.error()};
    if (!*text) return {};
    const auto all = parse_borrowed(**text);
    if (!all) return std::unexpected{all.error()};
    for (const Borrowed& one : *all) {
        const InterfaceSetting setting = setting_of(one);
        if (read_setting(setting).value_or(one.before) == one.now) std::ignore = write_setting(setting, one.before);
    }
    std::error_code ignored;
    std::filesystem::remove(run_dir / borrowed_name, ignored);
    return {};
}

}  // namespace holdfast::io
