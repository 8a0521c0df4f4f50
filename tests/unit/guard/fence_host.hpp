// A host with a guard that can fence: folders for its state and its scripts, and what it says of an order.
#pragma once

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "daemon/io/clock.hpp"
#include "tests/unit/folder.hpp"
#include "tests/unit/guard/outfitted.hpp"
#include "tests/unit/io/namespace.hpp"
#include "tests/unit/mailbox.hpp"

namespace holdfast::test {

inline bool is_alive(pid_t pid) {
    std::ifstream status{"/proc/" + std::to_string(pid) + "/stat"};
    std::string word;
    std::string state;
    status >> word >> word >> state;
    return !state.empty() && state != "Z" && state != "X";
}

class FenceHost : public OneHost {
protected:
    const net::Prefix address = prefix("192.0.2.50/32");
    Folder scripts;
    Folder state;
    guard::Equipment equipment{.fence = {}, .state_dir = state.path(), .script_user = {}};

    std::string script(const std::string& body, const std::string& name = "fence.sh") const {
        return scripts.script(body, name);
    }

    void add(const net::Prefix& prefix) const {
        const io::AddressChange change{io::AddressChange::Kind::add, eth0, prefix, {}};
        EXPECT_TRUE(io::Netlink::open()->apply({&change, 1}).empty());
    }
    fence::Order order(std::uint64_t id = 1, const std::string& instance = "web") const {
        fence::Order order;
        order.id = id;
        order.instance = instance;
        order.verdict = "split_brain";
        order.reason = "two masters";
        order.details = R"({"verdict":"split_brain"})";
        order.environment = {{"HOLDFAST_INSTANCE", instance}, {"LD_PRELOAD", "/evil.so"}};
        order.addresses = {{eth0, address}};
        return order;
    }

    // Until the order is complete.
    static std::vector<fence::Progress> hear(Outfitted& guard, std::uint64_t id = 1,
                                             std::chrono::milliseconds patience = std::chrono::seconds{20}) {
        std::vector<fence::Progress> all;
        const net::Instant end = io::now() + patience;
        while (io::now() < end &&
               readable(guard.socket(), std::chrono::ceil<std::chrono::milliseconds>(end - io::now()))) {
            for (fence::Progress& progress : guard.heard()) {
                if (progress.order != id) continue;
                all.push_back(std::move(progress));
                if (all.back().last) return all;
            }
            if (id == 0 && !all.empty()) return all;
        }
        ADD_FAILURE() << "the fence is not complete:\n" << text(all);
        return all;
    }
    std::vector<fence::Progress> fence(Outfitted& guard) const {
        EXPECT_TRUE(guard.equip(equipment, {}));
        EXPECT_TRUE(guard.fence(order()));
        return hear(guard);
    }
    // By a guard of its own.
    std::vector<fence::Progress> fence() const {
        auto guard = Outfitted::start().value();
        return fence(guard);
    }
    // What came of the command.
    fence::Progress run(std::vector<std::string> command, net::Duration timeout = std::chrono::seconds{10}) {
        equipment.fence.command = std::move(command);
        equipment.fence.timeout = timeout;
        return step(fence(), fence::Step::command);
    }
    fence::Progress run_script(const std::string& body, net::Duration timeout = std::chrono::seconds{10}) {
        return run({script(body)}, timeout);
    }

    static fence::Progress step(const std::vector<fence::Progress>& all, fence::Step wanted) {
        for (const fence::Progress& progress : all) {
            if (progress.step == wanted) return progress;
        }
        ADD_FAILURE() << "no step " << label(wanted) << ":\n" << text(all);
        return {};
    }
    static std::string text(const std::vector<fence::Progress>& all) {
        std::ostringstream text;
        for (const fence::Progress& progress : all) {
            text << label(progress.step) << (progress.succeeded ? " done" : " failed")
                 << (progress.last ? ", last" : "") << ": " << progress.what << "\n";
        }
        return text.str();
    }
    // "remove persist command verify", with an exclamation mark behind what failed.
    static std::string summary(const std::vector<fence::Progress>& all) {
        std::string text;
        for (const fence::Progress& progress : all) {
            text += (text.empty() ? "" : " ") + std::string{label(progress.step)} + (progress.succeeded ? "" : "!");
        }
        return text;
    }
};

}  // namespace holdfast::test
