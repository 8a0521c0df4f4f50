// What is kept on disk beside the latch: the operator's decisions, and the settings that were borrowed. Whatever is
// understood is written as what was read.
#include "daemon/app/decisions.hpp"
#include "daemon/io/borrowed.hpp"
#include "tests/fuzz/input.hpp"

namespace holdfast::fuzz {
namespace {

void read(Input in) {
    const net::Bytes bytes = in.rest();
    const std::string text{bytes.begin(), bytes.end()};

    if (const auto pins = app::parse_pins(text)) {
        const auto back = app::parse_pins(app::to_json(*pins));
        ensure(back && *back == *pins, "decisions survive writing and reading");
    } else {
        ensure(!pins.error().empty(), "what is refused is told why");
    }
    const auto borrowed = io::parse_borrowed(text);
    if (!borrowed) return;
    ensure(io::parse_borrowed(io::to_text(*borrowed)) == *borrowed, "what was borrowed survives writing and reading");
    for (const io::Borrowed& one : *borrowed) {
        ensure(!one.interface.contains('/') && !one.key.contains('/'), "no way leads elsewhere");
    }
}

}  // namespace
}  // namespace holdfast::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    holdfast::fuzz::read({data, size});
    return 0;
}
