// gzip (RFC 1952) by libdeflate: of a scrape it makes less than zlib does, in half of the time.
#pragma once

#include <string>
#include <string_view>

namespace holdfast::metrics {

std::string gzip(std::string_view text);

}  // namespace holdfast::metrics
