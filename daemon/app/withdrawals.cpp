#include "daemon/app/withdrawals.hpp"

namespace holdfast::app {
namespace {

engine::Withdraw order(const std::string& instance, const auto& leading) {
    const auto& [cause, why] = leading;
    const auto kind = [&] {
        if (cause == Withdrawals::Cause::fence) return engine::Withdrawal::fenced;
        return cause == Withdrawals::Cause::operator_drain ? engine::Withdrawal::drained : engine::Withdrawal::yielded;
    }();
    return {instance, kind, why};
}

}  // namespace

Withdrawals::Events Withdrawals::add(const std::string& instance, Cause cause, const std::string& why) {
    Causes& causes = causes_[instance];
    causes[cause] = why;
    if (causes.begin()->first != cause) return {};
    return {order(instance, *causes.begin())};
}

// A fence ends by readmission alone; what else holds is said anew.
Withdrawals::Events Withdrawals::remove(const std::string& instance, Cause cause, const std::string& why) {
    if (!has(instance, cause)) return {};
    Causes& causes = causes_[instance];
    const bool led = causes.begin()->first == cause;
    causes.erase(cause);
    Events events;
    if (led && (causes.empty() || cause == Cause::fence)) events.emplace_back(engine::Readmit{instance, why});
    if (led && !causes.empty()) events.emplace_back(order(instance, *causes.begin()));
    if (causes.empty()) causes_.erase(instance);
    return events;
}

bool Withdrawals::has(const std::string& instance, Cause cause) const {
    const auto found = causes_.find(instance);
    return found != causes_.end() && found->second.contains(cause);
}

std::vector<std::string> Withdrawals::all(Cause cause) const {
    std::vector<std::string> found;
    for (const auto& [instance, causes] : causes_) {
        if (causes.contains(cause)) found.push_back(instance);
    }
    return found;
}

}  // namespace holdfast::app
