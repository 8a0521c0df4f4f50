// One line of the control socket: an order that makes sense, or words that say why not.
#include "daemon/app/request.hpp"
#include "metrics/json.hpp"
#include "tests/fuzz/input.hpp"
#include "tests/unit/metrics/example.hpp"

namespace holdfast::fuzz {
namespace {

using app::Request;
using nlohmann::json;
using What = Request::What;

constexpr std::size_t longest_request = 4096;
constexpr unsigned uid = 1000;

bool takes_time(What what) {
    return what == What::drill_split || what == What::drill_failover || what == What::handoff;
}

void check_order(const Request& request) {
    static constexpr std::array of_all{What::fence_status, What::fence_clear, What::fence_dry_run, What::handoff};
    const bool may_mean_all = std::ranges::find(of_all, request.what) != of_all.end();
    ensure(!request.instance.empty() || may_mean_all, "an order is about an instance");
    ensure(takes_time(request.what) == (request.duration > std::chrono::seconds{}), "what takes time says how long");
    ensure(request.duration <= std::chrono::hours{1}, "and ends");
    ensure(request.uid == uid, "who asks is known by the socket, not by what it says");
}

void check_same(const json& asked, const Request& request) {
    const auto again = app::read_request(json::parse(asked.dump()), uid);
    ensure(again && *again == request, "the same line is the same order");
}

void obey(const json& asked) {
    const auto request = app::read_request(asked, uid);
    if (!request) return ensure(!request.error().empty(), "a refusal says why");
    check_order(*request);
    check_same(asked, *request);
}

void tell(const json& asked) {
    static const metrics::Snapshot snapshot = metrics::Example{}.snapshot();
    const auto wanted = app::read_events_request(asked);
    if (!wanted) return ensure(!wanted.error().empty(), "a refusal says why");
    const auto events = metrics::events_json(snapshot, snapshot.wall - wanted->since, wanted->after);
    for (const auto& event : events["events"]) {
        ensure(event["id"].get<std::uint64_t>() > wanted->after, "only what is newer is told");
    }
}

void read(Input in) {
    const std::string line = in.line().substr(0, longest_request);
    const json asked = json::parse(line, nullptr, false);
    if (!asked.is_object()) return;
    try {
        asked.value("verb", "") == "events" ? tell(asked) : obey(asked);
    } catch (const json::exception& wrong_type) {
        ensure(*wrong_type.what() != '\0', "a refusal says why");
    }
}

}  // namespace
}  // namespace holdfast::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    holdfast::fuzz::read({data, size});
    return 0;
}
