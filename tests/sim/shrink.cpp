#include "tests/sim/shrink.hpp"

#include <algorithm>

namespace holdfast::sim {
namespace {

class Shrinker {
public:
    Shrinker(Options options, std::string invariant) : options_{options}, invariant_{std::move(invariant)} {
        options_.tells = false;
    }

    Plan shrink(Plan plan) const {
        for (std::size_t before = 0; before != plan.faults.size();) {
            before = plan.faults.size();
            for (std::size_t piece = std::max<std::size_t>(before / 2, 1); piece > 0; piece /= 2)
                leave_out(plan, piece);
        }
        calm_down(plan);
        send_home(plan);
        return plan;
    }

private:
    bool fails(const Plan& plan) const {
        const Outcome outcome = run(plan, options_);
        return outcome.breach && outcome.breach->invariant == invariant_;
    }
    bool take_if_it_fails(Plan& plan, Plan smaller) const {
        if (smaller == plan || !fails(smaller)) return false;
        plan = std::move(smaller);
        return true;
    }

    void leave_out(Plan& plan, std::size_t piece) const {
        for (std::size_t from = 0; from < plan.faults.size();) {
            Plan smaller = plan;
            const auto begin = smaller.faults.begin() + static_cast<std::ptrdiff_t>(from);
            const std::size_t count = std::min(piece, plan.faults.size() - from);
            smaller.faults.erase(begin, begin + static_cast<std::ptrdiff_t>(count));
            if (!take_if_it_fails(plan, std::move(smaller))) from += piece;
        }
    }

    void calm_down(Plan& plan) const {
        for (int Noise::* part : {&Noise::loss, &Noise::duplicate, &Noise::corrupt, &Noise::late}) {
            Plan calmer = plan;
            calmer.noise.*part = 0;
            take_if_it_fails(plan, std::move(calmer));
        }
        Plan without = plan;
        without.detector.reset();
        take_if_it_fails(plan, std::move(without));
        Plan steady = plan;
        for (HostPlan& host : steady.hosts) host.ppm = 0;
        take_if_it_fails(plan, std::move(steady));
    }

    // The last host, as long as nothing is said of it.
    void send_home(Plan& plan) const {
        while (plan.hosts.size() > 2) {
            const int last = static_cast<int>(plan.hosts.size()) - 1;
            const auto concerns_it = [&](const Fault& f) {
                return f.host == last || f.other == last || f.kind == Kind::part;
            };
            if (std::ranges::any_of(plan.faults, concerns_it)) return;
            Plan fewer = plan;
            fewer.hosts.pop_back();
            if (!take_if_it_fails(plan, std::move(fewer))) return;
        }
    }

    Options options_;
    std::string invariant_;
};

}  // namespace

Plan shrink(const Plan& plan, const Options& options, const std::string& invariant) {
    return Shrinker{options, invariant}.shrink(plan);
}

std::string report(std::uint64_t seed, const Plan& plan, const Options& options, const Breach& breach) {
    const Plan small = shrink(plan, options, breach.invariant);
    Options telling = options;
    telling.tells = true;
    const Outcome told = run(small, telling);
    std::string text = "seed " + std::to_string(seed) + " breaks " + breach.invariant + " after " +
                       seconds_text(breach.at.time_since_epoch()) + " s: " + breach.what + "\n";
    text += "\nshrunk from " + std::to_string(plan.faults.size()) + " faults, the story is\n\n" + told.story;
    return text + "\nand its plan, for tests/sim/regressions:\n\n# seed " + std::to_string(seed) + ": " +
           breach.invariant + "\n" + to_string(small);
}

}  // namespace holdfast::sim
