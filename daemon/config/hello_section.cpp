#include <chrono>

#include "daemon/config/endpoint.hpp"
#include "daemon/config/secret.hpp"
#include "daemon/config/sections.hpp"

namespace holdfast::config {

void read_hello(TableReader& reader, detector::HelloSettings& into) {
    using namespace std::chrono_literals;
    reader.read("listen", into.listen, endpoint());
    reader.read("peers", into.peers, list_of(endpoint()));
    reader.read("key", into.key, key());
    reader.read("interval", into.interval, or_word("auto", duration(100ms, 10s)));
}

}  // namespace holdfast::config
