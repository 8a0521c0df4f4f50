// Carries out what the procedures of all fences say: by netlink here and at once, by children what may take its time.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "daemon/fence/procedure.hpp"
#include "daemon/guard/crew.hpp"
#include "daemon/guard/equipment.hpp"
#include "daemon/guard/latch_keeper.hpp"
#include "daemon/guard/promise.hpp"
#include "daemon/guard/watchdog.hpp"
#include "daemon/io/netlink.hpp"

namespace holdfast::guard {

class Fencing {
public:
    explicit Fencing(io::Netlink& netlink) : netlink_{netlink} {}

    void equip(Equipment equipment);
    void remind(fence::Latch latch);
    void fence(fence::Order order);
    void keep(fence::Latch latch);
    Watchdog& watchdog() { return watchdog_; }

    // A little of what can be done now, so that further orders are heard between; what there is to tell of it.
    std::vector<fence::Progress> advance();
    void poll_on(std::vector<pollfd>& sources) const;
    std::optional<net::Instant> deadline() const;
    bool is_latch_kept() const { return !keeper_.busy(); }
    bool busy() const { return !cases_.empty() || crew_.busy() || keeper_.busy(); }

private:
    using Id = std::uint64_t;
    struct Case {
        fence::Procedure procedure;
        std::string instance;
        Equipment equipment;      // as it was when it was ordered
        bool blocked = false;     // so that it does not matter whether the addresses are there
        bool links_down = false;  // nor on those interfaces
    };
    struct Happening {
        Id order = 0;
        fence::Procedure::Event event;
    };

    void collect(net::Instant now);
    void take(const Happening& happening);
    void tell_without_order(const Happening& happening);
    void feed_watchdog(net::Instant now);
    void cancel_those_released();
    void unblock_those_released(const fence::Latch& before);
    void sweep();

    void perform(Case& fenced, const fence::Perform& action);
    void perform(Case& fenced, const fence::Abandon& action);
    void perform(Case& fenced, const fence::Progress& progress);
    void ended(Id id, fence::Step step, const io::Result<void>& result);
    io::Result<void> set_links_down(Case& fenced);
    void look_for_addresses();
    fence::StepEnded look(const Case& fenced, fence::Step step, const io::Result<io::KernelPicture>& picture) const;

    io::Netlink& netlink_;
    Equipment equipment_;
    fence::Latch latch_;
    std::map<Id, Case> cases_;
    std::deque<Happening> happenings_;
    bool reminded_ = false;
    bool to_sweep_ = true;    // what others, or we while the latch was unreadable, may have blocked
    bool may_block_ = false;  // somebody of the latch may be blocked: else a release costs no child
    bool goes_on_ = false;    // the last advance() led to something
    std::vector<std::pair<Id, fence::Step>> to_look_for_;  // together: remove, verify
    std::vector<fence::Progress> told_;
    LatchKeeper keeper_;
    Crew crew_;
    Watchdog watchdog_;
};

}  // namespace holdfast::guard
