#include "daemon/app/request.hpp"

#include <map>
#include <optional>
#include <utility>

namespace holdfast::app {
namespace {

using What = Request::What;

struct Length {  // seconds
    std::int64_t usual;
    std::int64_t most;
};
const std::map<What, Length> lengths{
    {What::drill_split, {30, 3600}}, {What::drill_failover, {10, 3600}}, {What::handoff, {10, 60}}};

constexpr std::chrono::seconds longest_look_back = std::chrono::years{100};

// By verb and what it is about.
const std::map<std::pair<std::string, std::string>, What> names{
    {{"yield", ""}, What::yield},
    {{"hold", ""}, What::hold},
    {{"drain", ""}, What::drain},
    {{"undrain", ""}, What::undrain},
    {{"fence", "status"}, What::fence_status},
    {{"fence", "clear"}, What::fence_clear},
    {{"fence", "force"}, What::fence_force},
    {{"fence", "dry-run"}, What::fence_dry_run},
    {{"drill", "split"}, What::drill_split},
    {{"drill", "failover"}, What::drill_failover},
    {{"handoff", ""}, What::handoff},
};

bool may_mean_all(What what) {
    return what == What::drain || what == What::undrain || what == What::fence_status || what == What::fence_clear ||
           what == What::fence_dry_run || what == What::handoff;
}

// What is not there, or null, is the default.
template <class T>
T field(const nlohmann::json& request, const char* name, T otherwise) {
    const auto found = request.find(name);
    return found == request.end() || found->is_null() ? std::move(otherwise) : found->get<T>();
}

// None: not a number, or less than 0. What has a fraction or an exponent may be larger than any integer.
std::optional<std::int64_t> whole_number(const nlohmann::json& request, const char* name, std::int64_t otherwise) {
    const auto found = request.find(name);
    if (found == request.end() || found->is_null()) return otherwise;
    const std::int64_t number = found->is_number_integer() ? found->get<std::int64_t>() : -1;
    return number >= 0 ? std::optional{number} : std::nullopt;
}

}  // namespace

std::expected<Request, std::string> read_request(const nlohmann::json& json, unsigned uid) {
    const std::string verb = field(json, "verb", std::string{});
    const char* about = verb == "fence" ? "what" : "kind";
    const std::string what = verb == "fence" || verb == "drill" ? field(json, about, std::string{}) : "";
    const auto known = names.find({verb, what});
    if (known == names.end()) return std::unexpected{"unknown verb"};

    Request request{.what = known->second, .instance = field(json, "instance", std::string{}), .uid = uid};
    if (request.instance.empty() && !may_mean_all(request.what)) return std::unexpected{"an instance must be named"};
    request.clear = field(json, "clear", false);
    if (const auto length = lengths.find(request.what); length != lengths.end()) {
        const auto seconds = whole_number(json, "seconds", length->second.usual);
        if (!seconds || *seconds < 1 || *seconds > length->second.most) {
            return std::unexpected{verb + " takes from 1 to " + std::to_string(length->second.most) + " seconds"};
        }
        request.duration = std::chrono::seconds{*seconds};
    }
    return request;
}

std::expected<EventsWanted, std::string> read_events_request(const nlohmann::json& json) {
    const auto since = whole_number(json, "since_seconds", 600);
    const auto after = whole_number(json, "after", 0);
    if (!since || *since > longest_look_back.count()) return std::unexpected{"since_seconds: 0 to 100 years"};
    if (!after) return std::unexpected{"after: the number of an event"};
    return EventsWanted{std::chrono::seconds{*since}, static_cast<std::uint64_t>(*after)};
}

}  // namespace holdfast::app
