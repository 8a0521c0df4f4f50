// RFC 9568 §6.4.1.
#include "daemon/vrrp/transitions.hpp"

namespace holdfast::vrrp {

Situation on(Initialize, const Startup& startup, Step& step) {
    if (startup.resume) return become_master(State::initialize, Reason::resumed, step);
    if (step.settings.priority.is_owner() && !startup.aside)
        return become_master(State::initialize, Reason::owner, step);
    step.act(Entered{State::initialize, State::backup, Reason::startup});
    return wait_for_adverts(step);
}

}  // namespace holdfast::vrrp
