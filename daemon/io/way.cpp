#include "daemon/io/way.hpp"

#include <deque>

namespace holdfast::io {
namespace {

namespace fs = std::filesystem;

constexpr int most_links = 40;  // as the kernel has it

}  // namespace

std::vector<Step> way_to(const fs::path& path, Looks& looks) {
    std::vector<Step> way;
    std::deque<fs::path> left{path.begin(), path.end()};
    fs::path at;
    for (int links = 0; !left.empty();) {
        const fs::path part = left.front();
        left.pop_front();
        if (part == "." || part.empty()) continue;
        if (part == "..") {
            at = at.parent_path();
            continue;
        }
        at /= part;
        const Look& look = looks.at(at);
        way.push_back({at, &look});
        if (look.error != 0) break;
        if (!S_ISLNK(look.about.st_mode)) continue;
        if (look.leads_to.empty() || ++links > most_links) break;
        const fs::path target = look.leads_to;
        at = at.parent_path();
        left.insert(left.begin(), target.begin(), target.end());
    }
    return way;
}

}  // namespace holdfast::io
