#include "metrics/json_parts.hpp"

namespace holdfast::metrics {
namespace {

Json party_json(const notify::PartyStatus& party) {
    Json runs = Json::object();
    for (const notify::Result result : notify::results) {
        runs[std::string{label(result)}] = party.runs[std::to_underlying(result)];
    }
    return {{"kind", party.key.subject == engine::Subject::group ? "group" : "instance"},
            {"name", utf8(party.key.name)},
            {"runs", std::move(runs)},
            {"waiting", party.waiting},
            {"last", utf8(party.last)}};
}

Json outlet_json(const notify::OutletStatus& outlet) {
    return {{"outlet", outlet.outlet},   {"target", utf8(outlet.target)},  {"sent", outlet.sent},
            {"retried", outlet.retried}, {"refused", outlet.refused},      {"dropped", outlet.dropped},
            {"waiting", outlet.waiting}, {"trouble", utf8(outlet.trouble)}};
}

}  // namespace

Json notify_json(const notify::Status& status) {
    Json scripts = Json::array();
    for (const auto& party : status.parties) scripts.push_back(party_json(party));
    Json outlets = Json::array();
    for (const auto& outlet : status.outlets) outlets.push_back(outlet_json(outlet));
    return {{"scripts", std::move(scripts)},
            {"outlets", std::move(outlets)},
            {"stream",
             {{"readers", status.stream.readers},
              {"lines", status.stream.lines},
              {"slow", status.stream.slow},
              {"refused", status.stream.refused}}},
            {"untold", status.untold}};
}

}  // namespace holdfast::metrics
