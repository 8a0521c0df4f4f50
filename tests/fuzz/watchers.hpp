// Two judges of one host that are told the same: what they say must be the same, bounded, and rest on something.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "detector/judge.hpp"
#include "tests/fuzz/input.hpp"

namespace holdfast::fuzz {

class Watchers {
public:
    explicit Watchers(const detector::Settings& settings);

    void tell(const detector::Judge::Event& event);
    void wait(net::Duration time) { now_ += time; }
    void sleep_until_due();
    // Of the whole report, which takes its time.
    void check() const;

    const detector::Settings& settings() const { return settings_; }
    net::Instant now() const { return now_; }

private:
    void note(const detector::Judge::Event& event);
    void look(const std::vector<detector::Action>& actions);
    void look(const detector::SendProbe& probe);
    void look(const detector::Reassert& order);
    void look(const detector::Carry& carry);
    void look(const net::Note& note);
    void check(const detector::InstanceReport& report) const;
    bool may_have_proof(const detector::Carry& carry) const;
    const detector::OwnRole* role(const std::string& instance) const;

    detector::Settings settings_;
    net::Instant now_{std::chrono::hours{1}};
    net::Instant started_ = now_;
    detector::Judge judge_, twin_;
    std::vector<detector::OwnRole> roles_;
    bool others_spoke_ = false;  // anything that is not ours was ever heard
    bool hello_heard_ = false;
    bool holds_strays_ = false;
    net::Instant second_;  // in which probes are counted
    int probes_ = 0;
};

}  // namespace holdfast::fuzz
