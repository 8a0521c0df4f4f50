#include "daemon/guard/fencing.hpp"

#include <utility>

#include "daemon/guard/block.hpp"
#include "daemon/guard/latch_file.hpp"
#include "daemon/io/clock.hpp"

namespace holdfast::guard {
namespace {

constexpr std::uint64_t no_order = 0;

}  // namespace

void Fencing::equip(Equipment equipment) {
    equipment_ = std::move(equipment);
    watchdog_.use(equipment_.fence.watchdog);
}

void Fencing::remind(fence::Latch latch) {
    const fence::Latch before = std::exchange(latch_, std::move(latch));
    reminded_ = true;
    unblock_those_released(before);
}

void Fencing::fence(fence::Order order) {
    if (order.id == no_order || cases_.contains(order.id)) return;
    const fence::UnixTime now = wall_clock();
    latch_.fence(latched(order, now), now);
    cases_.emplace(order.id, Case{fence::Procedure{equipment_.fence}, order.instance, equipment_});
    const Id id = order.id;
    happenings_.push_back({id, fence::Ordered{std::move(order)}});
}

// Interfaces that were set down stay down: others may need them to.
void Fencing::keep(fence::Latch latch) {
    const fence::Latch before = std::exchange(latch_, std::move(latch));
    keeper_.ask(no_order);
    cancel_those_released();
    unblock_those_released(before);
}

// The engine may take their addresses again.
void Fencing::cancel_those_released() {
    std::erase_if(cases_, [this](const auto& item) {
        const auto& [id, fenced] = item;
        if (latch_.holds(fenced.instance)) return false;
        crew_.dismiss(id, io::now());
        told_.push_back(
            {.order = id, .step = fence::Step::verify, .what = "released before it was complete", .last = true});
        return true;
    });
}

// Whatever the equipment says by now.
void Fencing::unblock_those_released(const fence::Latch& before) {
    to_sweep_ = to_sweep_ || latch_.unreadable.has_value();
    if (!may_block_) return;
    for (const fence::Latched& entry : before.instances) {
        if (!latch_.holds(entry.instance)) crew_.employ(unblock_task(entry.instance));
    }
}

// Once the orders that came with the latch are heard, so that what they block stays.
void Fencing::sweep() {
    if (!reminded_ || !to_sweep_ || latch_.unreadable) return;
    to_sweep_ = false;
    may_block_ = may_block_ || !latch_.instances.empty();
    crew_.employ(sweep_task(latch_));
}

std::vector<fence::Progress> Fencing::advance() {
    sweep();
    collect(io::now());
    goes_on_ = !happenings_.empty();
    while (!happenings_.empty()) {
        const Happening happening = std::move(happenings_.front());
        happenings_.pop_front();
        take(happening);
    }
    look_for_addresses();
    feed_watchdog(io::now());
    return std::exchange(told_, {});
}

void Fencing::collect(net::Instant now) {
    for (Crew::Report& report : crew_.advance(keeper_.writer(), now)) {
        happenings_.push_back({report.order, std::move(report.event)});
    }
    for (LatchKeeper::Kept& kept : keeper_.advance(equipment_.state_dir, latch_, now)) {
        happenings_.push_back(
            {kept.order, fence::StepEnded{fence::Step::persist, kept.succeeded, std::move(kept.what)}});
    }
    for (const auto& [id, fenced] : cases_) {
        const auto deadline = fenced.procedure.deadline();
        if (deadline && *deadline <= now) happenings_.push_back({id, fence::DeadlineReached{}});
    }
}

void Fencing::take(const Happening& happening) {
    const auto found = cases_.find(happening.order);
    if (found == cases_.end()) return tell_without_order(happening);
    Case& fenced = found->second;
    const auto* step = std::get_if<fence::StepEnded>(&happening.event);
    if (step != nullptr && step->succeeded && step->step == fence::Step::block) fenced.blocked = true;
    for (const fence::Procedure::Action& action : fenced.procedure.handle(happening.event, io::now())) {
        std::visit([&](const auto& what) { perform(fenced, what); }, action);
    }
    if (fenced.procedure.finished()) cases_.erase(found);
}

// The latch that was kept, the block that was lifted.
void Fencing::tell_without_order(const Happening& happening) {
    const auto* ended = std::get_if<fence::StepEnded>(&happening.event);
    if (ended == nullptr) return;
    if (happening.order == sweep_order ? ended->succeeded : happening.order != no_order) return;
    told_.push_back({.order = no_order, .step = ended->step, .succeeded = ended->succeeded, .what = ended->what});
}

void Fencing::feed_watchdog(net::Instant now) {
    const auto fed = watchdog_.advance(now);
    if (fed) return;
    told_.push_back({.order = no_order, .step = fence::Step::watchdog, .succeeded = false, .what = fed.error().text()});
}

void Fencing::poll_on(std::vector<pollfd>& sources) const {
    crew_.poll_on(sources);
    keeper_.poll_on(sources);
}

std::optional<net::Instant> Fencing::deadline() const {
    if (goes_on_) return net::Instant{};  // at once
    auto earliest = net::earlier(watchdog_.deadline(), net::earlier(crew_.deadline(), keeper_.deadline()));
    for (const auto& [id, fenced] : cases_) earliest = net::earlier(earliest, fenced.procedure.deadline());
    return earliest;
}

}  // namespace holdfast::guard
