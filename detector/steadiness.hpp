// Does mastership stay where it is, and do we keep time? What a resignation announced is no unsteadiness, nor is the
// return of whoever resigned: operators may hand over as often as they like.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "detector/condition.hpp"
#include "detector/report.hpp"
#include "detector/role.hpp"
#include "detector/settings.hpp"
#include "detector/source.hpp"

namespace holdfast::detector {

class Steadiness {
public:
    static constexpr std::size_t changes_of_flapping = 3;  // within `window`
    static constexpr net::Duration window = std::chrono::seconds{60};

    explicit Steadiness(WatchedInstance watched) : watched_{std::move(watched)} {}
    void configure(const WatchedInstance& watched) { watched_ = watched; }

    void role(const OwnRole& role, net::Instant now);  // each time that it is told
    // It advertises as master of our group, and we are not master.
    void heard(const Source& master, net::Instant now);
    // A valid priority 0, heard or sent.
    void resigned() { announced_ = 2; }
    // We are master and stayed it, outside the grace: another was heard for a while, and went away.
    void rival_passed(const Source& rival, net::Instant now);

    // flapping, stale_self
    std::vector<Condition> conditions() const;
    std::vector<Evidence> evidence() const;  // behind them

    void advance(net::Instant now);  // forgets
    std::optional<net::Instant> deadline() const;

private:
    struct Change {  // counting what repeats
        EvidenceKind kind{};
        std::string who, mac;
        std::string what;
        Trust trust{};
        net::Instant first, last;
        std::uint64_t count = 0;
    };
    bool announced();
    void changed_role(Role before, net::Instant now);
    void own(std::string what, net::Instant now);
    void note(EvidenceKind kind, const Source& who, std::string what, Trust trust, net::Instant now);
    Condition flapping() const;
    net::Instant stale_until() const;

    WatchedInstance watched_;
    std::optional<OwnRole> role_;
    std::optional<Source> master_;  // that we follow
    net::Instant master_heard_;
    int announced_ = 0;  // coming changes that a resignation explains
    std::vector<Change> changes_;
    std::vector<net::Instant> latest_;  // at most changes_of_flapping
    bool flapping_ = false;
    bool stale_ = false;
};

}  // namespace holdfast::detector
