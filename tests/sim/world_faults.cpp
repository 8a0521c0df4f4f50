// What a fault does.

#include "tests/sim/world.hpp"

namespace holdfast::sim {

void World::do_to_lan(const Fault& fault) {
    if (fault.kind == Kind::cut) lan_.cut(fault.host, fault.other);
    if (fault.kind == Kind::hush) lan_.hush(fault.host, fault.other);
    if (fault.kind == Kind::hush && fault.amount == 1) lan_.hush(fault.other, fault.host);
    if (fault.kind == Kind::hush_second) lan_.hush_second(fault.host, fault.other);
    if (fault.kind == Kind::part) lan_.part(static_cast<std::uint64_t>(fault.amount));
    if (fault.kind == Kind::heal) {
        lan_.heal();
        let_neighbour_verify();
    }
    if (fault.kind == Kind::gateway_lost) lan_.lose_gateway(fault.host, true);
    if (fault.kind == Kind::gateway_back) lan_.lose_gateway(fault.host, false);
    if (fault.kind == Kind::channel_lost) lan_.lose_channel(fault.host, true);
    if (fault.kind == Kind::channel_back) lan_.lose_channel(fault.host, false);
}

bool World::do_to_life(const Fault& fault, Host& host) {
    if (fault.kind == Kind::crash)
        host.crash();
    else if (fault.kind == Kind::crash_both)
        host.crash_both();
    else if (fault.kind == Kind::guard_dies)
        host.guard_dies(now_);
    else if (fault.kind == Kind::power_off)
        host.power_off();
    else if (fault.kind == Kind::start)
        host.start(now_);
    else if (fault.kind == Kind::stop)
        host.stop(now_);
    else if (fault.kind == Kind::freeze)
        host.freeze(now_ + fault.length());
    else if (fault.kind == Kind::pause)
        host.pause(now_ + fault.length());
    else
        return false;
    return true;
}

bool World::do_to_machine(const Fault& fault, Host& host) {
    const int number = static_cast<int>(fault.amount);
    if (fault.kind == Kind::unplug)
        host.kernel().set_carrier(false);
    else if (fault.kind == Kind::plug)
        host.kernel().set_carrier(true);
    else if (fault.kind == Kind::uplink_lost || fault.kind == Kind::uplink_back)
        host.kernel().set_uplink(fault.kind == Kind::uplink_back);
    else if (fault.kind == Kind::check_fails || fault.kind == Kind::check_works)
        host.report_check(fault.kind == Kind::check_works, now_);
    else if (fault.kind == Kind::remake)
        host.kernel().remake();
    else if (fault.kind == Kind::lose_primary)
        host.kernel().lose_own();
    else if (fault.kind == Kind::regain_primary)
        host.kernel().regain_own();
    else if (fault.kind == Kind::remove)
        host.remove_address(number);
    else if (fault.kind == Kind::add)
        host.add_address(number);
    else if (fault.kind == Kind::overrun)
        host.overrun();
    else if (fault.kind == Kind::refuse)
        host.refuse(static_cast<Refusable>(fault.other), now_ + fault.length());
    else
        return false;
    return true;
}

void World::do_by_operator(const Fault& fault, Host& host) {
    using enum app::Request::What;
    if (fault.kind == Kind::hold) host.operate(hold, false, now_);
    if (fault.kind == Kind::yield) host.operate(yield, false, now_);
    if (fault.kind == Kind::drain) host.operate(drain, false, now_);
    if (fault.kind == Kind::undrain) host.operate(undrain, false, now_);
    if (fault.kind == Kind::fence) host.operate(fence_force, false, now_);
    if (fault.kind == Kind::clear) {
        host.operate(fence_clear, false, now_);
        host.operate(yield, true, now_);
        host.operate(hold, true, now_);
        host.operate(undrain, false, now_);
    }
    reload(fault, host);
}

void World::reload(const Fault& fault, Host& host) {
    Variation variation = host.variation();
    const int number = static_cast<int>(fault.amount);
    if (fault.kind == Kind::priority)
        variation.priority = number;
    else if (fault.kind == Kind::addresses)
        variation.addresses = number;
    else if (fault.kind == Kind::second)
        variation.second = number != 0;
    else
        return;
    host.reload(variation, now_);
}

}  // namespace holdfast::sim
