// The places of the other nodes' pages; the script puts what they say there.
#include <fmt/format.h>

#include "metrics/html.hpp"
#include "metrics/page_parts.hpp"

namespace holdfast::metrics {

std::string page_peers(const Options& options) {
    std::string sections;
    for (const auto& origin : options.peer_pages) {
        sections += fmt::format(
            "<section class=\"node peer\" data-page=\"{0}/\" "
            "aria-label=\"{0}\">\n<p class=\"live\" role=\"status\"></p>\n"
            "<p class=\"soft\">The page of another node: <a "
            "href=\"{0}/\">{0}</a></p>\n</section>\n",
            escaped(origin));
    }
    return sections;
}

}  // namespace holdfast::metrics
