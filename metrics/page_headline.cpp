// The one line that says how it stands.
#include <algorithm>

#include <fmt/format.h>

#include "metrics/page_parts.hpp"
#include "metrics/page_words.hpp"

namespace holdfast::metrics {
namespace {

using engine::InstanceState;

std::int64_t in_state(const Looks& looks, InstanceState state) {
    return std::ranges::count(looks, state, [](const Look& look) { return look.instance->state; });
}

std::string virtual_routers(const Looks& looks) {
    return counted(std::ssize(looks), "virtual router", "virtual routers");
}

Headline calm(const Snapshot& snapshot, const Looks& looks) {
    if (looks.empty()) return {Tone::idle, "No virtual router is configured", ""};
    const auto masters = in_state(looks, InstanceState::master), starting = in_state(looks, InstanceState::init);
    const Tone tone = starting > 0 ? Tone::idle : Tone::good;
    if (looks.size() == 1) return {tone, owner_sentence(snapshot, *looks.front().instance), "Nothing is wrong."};
    return {tone, fmt::format("This node serves {} of {}", masters, virtual_routers(looks)),
            fmt::format("It stands by for {}. Nothing is wrong.", in_state(looks, InstanceState::backup))};
}

}  // namespace

Headline headline_of(const Snapshot& snapshot, const Looks& looks, const Troubles& of_node) {
    const auto with_trouble = [](const Look& look) { return !look.troubles.empty(); };
    const auto troubled = std::ranges::count_if(looks, with_trouble);
    if (troubled == 0 && of_node.empty()) return calm(snapshot, looks);
    const Look* worst_look = looks.empty() ? nullptr : &looks.front();  // they come in this order
    const Tone of_looks = worst_look == nullptr ? Tone::idle : worst(worst_look->troubles);
    const bool node_first = worst(of_node) > of_looks;
    const Trouble& first = node_first ? of_node.front() : worst_look->troubles.front();
    Headline headline{first.tone, first.title, {}};
    if (!node_first && looks.size() > 1) headline.title = worst_look->instance->settings.name + ": " + headline.title;
    if (looks.size() == 1) {
        headline.more = owner_sentence(snapshot, *looks.front().instance);
    } else if (looks.size() > 1) {
        headline.more = fmt::format("{} of {} {} attention; this node serves {}.", troubled, virtual_routers(looks),
                                    troubled == 1 ? "needs" : "need", in_state(looks, InstanceState::master));
    }
    return headline;
}

}  // namespace holdfast::metrics
