#include "tests/stories/story.hpp"

#include <fstream>
#include <iterator>
#include <sstream>
#include <stdexcept>

#include "tests/stories/teller.hpp"

namespace holdfast::stories {
namespace {

const std::string divider = "----\n";

}  // namespace

Story Story::read(const std::filesystem::path& path) {
    std::ifstream in{path};
    const std::string text{std::istreambuf_iterator<char>{in}, {}};
    const std::size_t end = text.find(divider);
    if (end == std::string::npos) return {text, {}};
    return {text.substr(0, end), text.substr(end + divider.size())};
}

void Story::write(const std::filesystem::path& path) const {
    std::ofstream{path} << head << divider << transcript;
}

std::string tell(const std::string& head) {
    Teller teller;
    std::istringstream lines{head};
    for (std::string line; std::getline(lines, line);) {
        if (!line.starts_with('#') && !line.empty()) teller.obey(line);
    }
    return teller.transcript();
}

}  // namespace holdfast::stories
