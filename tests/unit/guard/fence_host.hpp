// A host with a guard that can fence: folders for its state and its scripts, and what it says of an order.
#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

#include <sys/stat.h>

#include <gtest/gtest.h>

#include "tests/unit/guard/outfitted.hpp"
#include "daemon/io/clock.hpp"
#include "tests/unit/io/namespace.hpp"

namespace holdfast::test {

class Folder {
public:
    Folder() {
        std::string name = (std::filesystem::temp_directory_path() / "holdfast-XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr) std::abort();
        path_ = name;
        if (::chmod(name.c_str(), 0755) != 0) std::abort();
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    ~Folder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    const std::filesystem::path& path() const { return path_; }
    std::string file(const std::string& name) const { return (path_ / name).string(); }

private:
    std::filesystem::path path_;
};

inline std::string content_of(const std::string& file) {
    std::ifstream in{file};
    return {std::istreambuf_iterator<char>{in}, {}};
}

inline bool is_alive(pid_t pid) {
    std::ifstream status{"/proc/" + std::to_string(pid) + "/stat"};
    std::string word;
    std::string state;
    status >> word >> word >> state;
    return !state.empty() && state != "Z" && state != "X";
}

// A pipe with a name: a script writes, the test waits for it.
class Mailbox {
public:
    explicit Mailbox(const Folder& folder) : path_{folder.file("mailbox")} {
        if (::mkfifo(path_.c_str(), 0666) != 0) std::abort();
        fd_ = io::Fd{::open(path_.c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC)};
    }
    const std::string& path() const { return path_; }
    int fd() const { return fd_.get(); }
    // "" when nothing comes.
    std::string read(std::chrono::milliseconds patience = std::chrono::seconds{5}) const {
        if (!readable(fd_.get(), patience)) return "";
        std::string text(4096, '\0');
        const auto size = ::read(fd_.get(), text.data(), text.size());
        text.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
        return text;
    }

private:
    std::string path_;
    io::Fd fd_;
};

class FenceHost : public OneHost {
protected:
    const net::Prefix address = prefix("192.0.2.50/32");
    Folder scripts;
    Folder state;
    guard::Equipment equipment{.fence = {}, .state_dir = state.path(), .script_user = {}};

    // Of the shell.
    std::string script(const std::string& body, const std::string& name = "fence.sh") const {
        const std::string path = scripts.file(name);
        std::ofstream{path} << "#!/bin/sh\n" << body << "\n";
        ::chmod(path.c_str(), 0755);
        return path;
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
