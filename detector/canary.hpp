// May answers be believed here? Some networks answer for addresses that nobody has, and then no answer proves an owner:
// two unused addresses are probed to find out. Some deliver frames twice: the master's own address, which one host has,
// is probed to find out, and also whether this network lets us have answers at all.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "daemon/net/address.hpp"
#include "daemon/net/time.hpp"

namespace holdfast::detector {

class Canary {
public:
    static constexpr int rounds_between_checks = 6;

    // `address` tells which of the networks is meant; `used`: addresses never to take. Where no unused one is to be had
    // the network counts as trustworthy.
    void place(const net::IpAddress& address, const std::vector<net::Prefix>& networks,
               const std::vector<net::IpAddress>& used);
    // Somebody has it, without having been asked.
    void seen(const net::IpAddress& address);

    // Other circumstances: the next round checks, whenever the last one did.
    void renew();

    // A round begins. `control`: the master's own address, as far as there is one.
    void begin(const std::optional<net::IpAddress>& control);
    // What is to be asked beside each of its probes.
    std::vector<net::IpAddress> probe();
    bool asks(const net::IpAddress& address) const;
    bool chose(const net::IpAddress& address) const;  // it counts as unused
    void answered(const net::IpAddress& address, const std::string& mac);
    void end(net::Instant now);  // of the round: all answers are in

    bool trustworthy() const { return trustworthy_; }
    // A check came to a result under these circumstances, or none can be made.
    bool vetted() const { return vetted_ || !placed_; }
    bool duplicates() const { return duplicates_; }  // one answer comes as two frames
    bool reached() const { return reached_; }        // the control answered in the round that ended last …
    bool gaps() const { return gaps_; }              // … but not each time
    struct Oracle {                                  // it answers for unused addresses
        std::string mac;
        net::Instant first, last;
        std::uint64_t count = 0;  // of answers
    };
    const Oracle& oracle() const { return oracle_; }  // while untrustworthy
    const std::array<net::IpAddress, 2>& addresses() const { return chosen_; }

private:
    struct Control {
        net::IpAddress address;
        int asked = 0;
        int answered = 0;
        bool twice = false;    // an answer came as two frames
        std::string answerer;  // MAC, since the last probe; "": none
    };
    void control_answered(Control& control, const std::string& mac);
    bool choose(std::size_t which);
    bool free(const net::IpAddress& address) const;
    void judge(net::Instant now);
    void disbelieve(net::Instant now);

    std::optional<net::Prefix> network_;
    std::vector<net::IpAddress> used_;
    std::array<net::IpAddress, 2> chosen_{};
    std::array<std::string, 2> answers_;  // MACs; "": none
    bool placed_ = false;
    bool checking_ = false;
    bool asked_ = false;
    bool trustworthy_ = true;
    bool vetted_ = false;
    Oracle oracle_;
    int wait_ = 0;               // rounds until the next check
    int both_by_different_ = 0;  // checks in a row
    std::uint64_t choices_ = 0;

    std::optional<Control> control_;  // of this round
    bool reached_ = false;
    bool gaps_ = false;
    bool duplicates_ = false;
};

}  // namespace holdfast::detector
