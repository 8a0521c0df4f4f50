// The text of a latch: a damaged one fences everything, and what was cut off is damaged.
#include <nlohmann/json.hpp>

#include "daemon/guard/latch_file.hpp"
#include "tests/fuzz/input.hpp"

namespace holdfast::fuzz {
namespace {

using nlohmann::json;

bool is_time(const json& value) {
    return value.is_number_integer() && value.get<double>() < 9e18;
}

bool is_entry(const json& entry) {
    return entry.is_object() && entry.contains("instance") && entry["instance"].is_string() && entry.contains("at") &&
           is_time(entry["at"]) && entry.contains("reason") && entry.contains("verdict");
}

// The form of version 1, by a second reader.
bool is_whole(const json& file) {
    return file.is_object() && file.contains("version") && file["version"] == 1 && file.contains("instances") &&
           file["instances"].is_array() && file.contains("fences") && file["fences"].is_array() &&
           std::ranges::all_of(file["instances"], is_entry) && std::ranges::all_of(file["fences"], is_time);
}

void check_cuts(const std::string& text) {
    const std::size_t end = text.find_last_of('}');
    for (const std::size_t share : {1U, 2U, 3U}) {
        const fence::Latch cut = guard::parse_latch(text.substr(0, end * share / 4));
        ensure(cut.unreadable.has_value() && cut.holds("any"), "half a latch fences everything");
    }
    ensure(guard::parse_latch(text.substr(0, end)).unreadable.has_value(), "the last bracket counts");
}

void read(Input in) {
    const net::Bytes bytes = in.rest();
    const std::string text{bytes.begin(), bytes.end()};
    const fence::Latch latch = guard::parse_latch(text);
    if (latch.unreadable) {
        ensure(!latch.unreadable->empty() && latch.holds("any"), "what cannot be believed fences everything");
        return;
    }
    const json file = json::parse(text, nullptr, false);
    ensure(is_whole(file), "only a whole latch is believed");
    ensure(latch.instances.size() == file["instances"].size() && latch.fences.size() == file["fences"].size(),
           "no entry is lost");
    for (const json& entry : file["instances"]) {
        ensure(latch.holds(entry["instance"].get<std::string>()), "who is latched is fenced");
    }
    check_cuts(text);
}

}  // namespace
}  // namespace holdfast::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    holdfast::fuzz::read({data, size});
    return 0;
}
