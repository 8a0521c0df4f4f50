// Stories that nobody wrote: whatever happens to two or three nodes with two networks, the invariants hold on the way
// (a group serves as a whole or not at all), and when all is well again, exactly one node serves.

#include <random>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/stories/teller.hpp"

namespace holdfast::stories {
namespace {

class Author {
public:
    explicit Author(unsigned seed) : random_{seed} {
        say("nodes a=" + priority() + " b=" + priority() + (chance(2) ? " c=" + priority() : ""));
        say("sides inside=10.0.0.1 outside=10.0.1.1");
        if (chance(3)) say("nopreempt");
        if (chance(2)) say("crossed");
        if (chance(4)) say("preempt_delay 7s");
        say(chance(2) ? "track nginx 0" : "track nginx -60");
    }

    void write() {
        for (const std::string& host : hosts()) say("check " + host + " nginx up");
        for (int line = 0; line < 40; ++line) {
            happen(pick(hosts()));
            say("run " + std::to_string(10 * below(500)) + "ms");
        }
        say("heal");
        for (const std::string& host : hosts()) recover(host);
        say("run 60s");
    }

    std::vector<std::string> serving() {
        std::vector<std::string> found;
        for (const auto& host : teller_.world().hosts()) {
            for (const engine::InstanceStatus& instance : host->node()->status(teller_.world().now()).instances) {
                if (instance.state == engine::InstanceState::master) found.push_back(host->name());
            }
        }
        return found;
    }
    std::string story() const { return text_ + "----\n" + teller_.transcript(); }

private:
    void say(const std::string& line) {
        text_ += line + "\n";
        teller_.obey(line);
    }
    unsigned below(unsigned end) { return static_cast<unsigned>(random_() % end); }
    bool chance(unsigned one_in) { return below(one_in) == 0; }
    std::string priority() { return std::to_string(100 + 50 * below(3)); }
    std::string pick(const std::vector<std::string>& all) { return all[below(static_cast<unsigned>(all.size()))]; }
    std::string side() { return pick({"inside", "outside"}); }
    std::vector<std::string> hosts() const {
        if (text_.find(" c=") == std::string::npos) return {"a", "b"};
        return {"a", "b", "c"};
    }

    void happen(const std::string& host) {
        switch (below(11)) {
            case 0:
                return say("cut " + host);
            case 1:
                return say("cut " + host + " " + side());
            case 2:
                return say("heal");
            case 3:
                return say("unplug " + host + " " + side());
            case 4:
                return say("plug " + host + " " + side());
            case 5:
                return crashed_.insert(host).second ? say("crash " + host) : start(host);
            case 6:
                return say("check " + host + " nginx down");
            case 7:
                return say("check " + host + " nginx up");
            case 8:
                return say("drain " + host);
            case 9:
                return say("readmit " + host);
            default:
                return crashed_.contains(host) ? start(host) : say("freeze " + host + " 2s");
        }
    }
    void start(const std::string& host) {
        crashed_.erase(host);
        say("start " + host);
        say("check " + host + " nginx up");
    }
    void recover(const std::string& host) {
        say("plug " + host + " inside");
        say("plug " + host + " outside");
        if (crashed_.contains(host)) start(host);
        say("check " + host + " nginx up");
        say("readmit " + host);
    }

    std::mt19937 random_;
    std::string text_;
    Teller teller_;
    std::set<std::string> crashed_;
};

class RandomStory : public testing::TestWithParam<unsigned> {};

TEST_P(RandomStory, EndsWithOneNodeThatServesBothSides) {
    Author author{GetParam()};
    author.write();
    const std::vector<std::string> serving = author.serving();
    EXPECT_TRUE(serving.size() == 2 && serving.front() == serving.back()) << author.story();
}

INSTANTIATE_TEST_SUITE_P(Groups, RandomStory, testing::Range(0U, 100U));

}  // namespace
}  // namespace holdfast::stories
