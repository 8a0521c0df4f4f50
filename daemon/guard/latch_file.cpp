#include "daemon/guard/latch_file.hpp"

#include <algorithm>
#include <chrono>

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

fence::Latch from_json(const json& file) {
    fence::Latch latch;
    for (const json& entry : file.at("instances")) {
        latch.instances.push_back({.instance = entry.at("instance").get<std::string>(),
                                   .verdict = entry.at("verdict").get<std::string>(),
                                   .reason = entry.at("reason").get<std::string>(),
                                   .at = entry.at("at").get<fence::UnixTime>()});
    }
    latch.fences = file.at("fences").get<std::vector<fence::UnixTime>>();
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

fence::Latch understand(const std::string& text) {
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

}  // namespace

fence::Latch read_latch(const std::filesystem::path& state_dir) {
    const auto text = io::read_state_file(state_dir, latch_name);
    if (!text) return unreadable(text.error().text());
    return *text ? understand(**text) : fence::Latch{};
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
