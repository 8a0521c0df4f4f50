#include "daemon/guard/latch_file.hpp"

#include <algorithm>
#include <chrono>
#include <limits>

#include <nlohmann/json.hpp>

#include "daemon/guard/equipment.hpp"
#include "daemon/io/state_file.hpp"

namespace holdfast::guard {
namespace {

using nlohmann::json;

constexpr int version = 1;
constexpr fence::UnixTime a_day = 86400;

json to_json(const fence::Latch& latch) {
    json instances = json::array();
    for (const fence::Latched& entry : latch.instances) {
        instances.push_back(
            {{"instance", entry.instance}, {"verdict", entry.verdict}, {"reason", entry.reason}, {"at", entry.at}});
    }
    return {{"version", version}, {"instances", std::move(instances)}, {"fences", latch.fences}};
}

// Seconds as they are written: a sign, a fraction or an exponent is damage.
fence::UnixTime time_of(const json& value) {
    constexpr auto most = static_cast<json::number_unsigned_t>(std::numeric_limits<fence::UnixTime>::max());
    return static_cast<fence::UnixTime>(std::min(value.get_ref<const json::number_unsigned_t&>(), most));
}

// Lists are lists: null or an object would be read as an empty one.
const json::array_t& list(const json& file, const char* name) {
    return file.at(name).get_ref<const json::array_t&>();
}

fence::Latch from_json(const json& file) {
    fence::Latch latch;
    for (const json& entry : list(file, "instances")) {
        latch.instances.push_back({.instance = entry.at("instance").get<std::string>(),
                                   .verdict = entry.at("verdict").get<std::string>(),
                                   .reason = entry.at("reason").get<std::string>(),
                                   .at = time_of(entry.at("at"))});
    }
    for (const json& at : list(file, "fences")) latch.fences.push_back(time_of(at));
    return latch;
}

fence::Latch unreadable(const std::string& why) {
    return {.instances = {}, .fences = {}, .unreadable = "the latch cannot be believed: " + why};
}

// A clock that is a little behind the one that wrote is no reason for alarm.
bool is_from_the_future(const fence::Latch& latch) {
    const fence::UnixTime tomorrow = wall_clock() + a_day;
    return std::ranges::any_of(latch.instances, [&](const fence::Latched& entry) { return entry.at > tomorrow; }) ||
           std::ranges::any_of(latch.fences, [&](fence::UnixTime at) { return at > tomorrow; });
}

}  // namespace

fence::Latch parse_latch(const std::string& text) {
    try {
        const json file = json::parse(text);
        if (file.at("version") != version) return unreadable("version " + file.at("version").dump() + " is unknown");
        fence::Latch latch = from_json(file);
        if (is_from_the_future(latch)) return unreadable("it is from the future, or the clock is wrong");
        return latch;
    } catch (const json::exception&) {
        return unreadable("the file is damaged");
    }
}

fence::Latch read_latch(const std::filesystem::path& state_dir) {
    const auto text = io::read_state_file(state_dir, latch_name);
    if (!text) return unreadable(text.error().text());
    return *text ? parse_latch(**text) : fence::Latch{};
}

io::Result<void> write_latch(const std::filesystem::path& state_dir, const fence::Latch& latch) {
    if (latch.unreadable) return {};
    // Whatever bytes a reason holds, the latch is written.
    const std::string text = to_json(latch).dump(2, ' ', false, json::error_handler_t::replace);
    return io::write_state_file(state_dir, latch_name, text + "\n");
}

fence::Latched latched(const fence::Order& order, fence::UnixTime at) {
    return {.instance = order.instance, .verdict = order.verdict, .reason = order.reason, .at = at};
}

fence::UnixTime wall_clock() {
    return std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
}

}  // namespace holdfast::guard
