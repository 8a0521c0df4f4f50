#include "daemon/cli/instance_words.hpp"

#include <fmt/format.h>

#include "daemon/cli/status_text.hpp"

namespace holdfast::cli {

Cell state_cell(const Json& instance) {
    const std::string state = text(instance, "state", "-");
    const std::string withdrawn = text(instance, "withdrawn", "");
    if (state == "fenced" || withdrawn == "fenced") return {"FENCED", Tone::bad};
    if (withdrawn == "yielded") return {state + " YIELDED", Tone::notice};
    if (text(instance, "operator", "") == "hold") return {state + " HELD", tone_of_state(state)};
    return {state, tone_of_state(state)};
}

std::string decision_words(const Json& instance) {
    const std::string name = text(instance, "name", "INSTANCE");
    const std::string pin = text(instance, "operator", "none");
    if (text(instance, "withdrawn", "") == "fenced") {
        return fmt::format("fenced, until `holdfast fence clear {}`", name);
    }
    if (pin == "yield") return fmt::format("kept away by the operator, until `holdfast yield {} --clear`", name);
    if (pin == "drain") return fmt::format("drained by the operator, until `holdfast undrain {}`", name);
    if (pin == "hold") return fmt::format("held here by the operator, until `holdfast hold {} --clear`", name);
    if (text(instance, "withdrawn", "") == "yielded") return "yielded, until the evidence is gone";
    return {};
}

std::string verdict_name(const Json& verdict) {
    const std::string name = text(verdict, "name", "-");
    const std::string detail = text(verdict, "detail", "");
    return detail.empty() ? name : fmt::format("{} ({})", name, detail);
}

bool is_drill(const Json& verdict) {
    return text(verdict, "detail", "") == "drill";
}

}  // namespace holdfast::cli
