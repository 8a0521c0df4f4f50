// Two routers to which a few things can happen, one at a time: adverts wait until they are heard or lost, time passes
// from deadline to deadline.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "tests/sim/host.hpp"
#include "tests/sim/invariants.hpp"

namespace holdfast::sim {

enum class Move : std::uint8_t { hear, lose, deadline, priority, restart, lose_address };
inline constexpr int move_count = 6;

struct Order {
    Move move{};
    int host = 0;
    bool operator==(const Order&) const = default;
};
std::string to_string(const Order& order);
using Path = std::vector<Order>;

class Pair {
public:
    // Cold: both have just started. Otherwise the first is master, and the second follows it.
    explicit Pair(bool cold, bool tells = false, Mutation mutation = Mutation::none);

    bool can(const Order& order) const;
    void perform(const Order& order);
    // All is well from now on: the stronger must hold the address.
    void come_to_rest();
    std::uint64_t fingerprint() const;
    const Record& record() const { return record_; }
    std::string story() { return record_.transcript().text(); }

private:
    Host& host(int number) { return *hosts_[static_cast<std::size_t>(number)]; }
    const Host& host(int number) const { return *hosts_[static_cast<std::size_t>(number)]; }
    // When it wants to act: the end of time, where nothing but an advert wakes it.
    net::Instant alarm(int number) const { return host(number).alarm().value_or(net::Instant::max()); }
    std::deque<std::shared_ptr<const Frame>>& inbox(int number) { return inbox_[static_cast<std::size_t>(number)]; }
    void move(const Order& order);
    void act(int number);
    void collect();
    void let_neighbour_verify();
    void hear(int number);
    void wait(int number);
    bool somebody_is_behind() const;

    Plan plan_;
    Record record_;
    Lan lan_;
    Invariants::Hosts hosts_;
    Neighbour neighbour_;
    Invariants invariants_;
    std::array<std::deque<std::shared_ptr<const Frame>>, 2> inbox_;  // adverts under way
    std::array<std::shared_ptr<const Frame>, 2> said_;               // the last advert of each
    net::Instant now_;
};

}  // namespace holdfast::sim
