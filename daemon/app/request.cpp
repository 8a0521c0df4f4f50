#include "daemon/app/request.hpp"

#include <map>
#include <utility>

namespace holdfast::app {
namespace {

using What = Request::What;

constexpr std::int64_t longest_drill = 3600;  // seconds
const std::map<What, std::int64_t> usual_length{{What::drill_split, 30}, {What::drill_failover, 10}};

// By verb and what it is about.
const std::map<std::pair<std::string, std::string>, What> names{
    {{"yield", ""}, What::yield},
    {{"hold", ""}, What::hold},
    {{"fence", "status"}, What::fence_status},
    {{"fence", "clear"}, What::fence_clear},
    {{"fence", "force"}, What::fence_force},
    {{"fence", "dry-run"}, What::fence_dry_run},
    {{"drill", "split"}, What::drill_split},
    {{"drill", "failover"}, What::drill_failover},
};

bool may_mean_all(What what) {
    return what == What::fence_status || what == What::fence_clear || what == What::fence_dry_run;
}

// What is not there, or null, is the default.
template <class T>
T field(const nlohmann::json& request, const char* name, T otherwise) {
    const auto found = request.find(name);
    return found == request.end() || found->is_null() ? std::move(otherwise) : found->get<T>();
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
    if (const auto usual = usual_length.find(request.what); usual != usual_length.end()) {
        const std::int64_t seconds = field(json, "seconds", usual->second);
        if (seconds < 1 || seconds > longest_drill) return std::unexpected{"a drill takes from 1 s to an hour"};
        request.duration = std::chrono::seconds{seconds};
    }
    return request;
}

}  // namespace holdfast::app
