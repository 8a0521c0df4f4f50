#include "daemon/io/borrowed.hpp"

#include <sstream>
#include <tuple>

#include <system_error>

#include "daemon/io/state_file.hpp"

namespace holdfast::io {

std::string to_text(const std::vector<Borrowed>& all) {
    std::ostringstream text;
    for (const Borrowed& one : all) {
        text << one.interface << ' ' << one.key << ' ' << one.before << ' ' << one.now << '\n';
    }
    return text.str();
}

std::vector<Borrowed> parse_borrowed(const std::string& text) {
    std::vector<Borrowed> all;
    std::istringstream words{text};
    for (Borrowed one; words >> one.interface >> one.key >> one.before >> one.now;) all.push_back(one);
    return all;
}

void give_back(const std::filesystem::path& run_dir) {
    const auto text = read_state_file(run_dir, borrowed_name);
    if (!text || !*text) return;
    for (const Borrowed& one : parse_borrowed(**text)) {
        const InterfaceSetting setting{net::Family::ipv4, one.interface, one.key};
        if (read_setting(setting).value_or(one.before) == one.now) std::ignore = write_setting(setting, one.before);
    }
    std::error_code ignored;
    std::filesystem::remove(run_dir / borrowed_name, ignored);
}

}  // namespace holdfast::io
