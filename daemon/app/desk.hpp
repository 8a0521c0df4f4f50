// The steward's side: takes errands one after the other, until the engine has ended.
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "daemon/app/scribe.hpp"
#include "daemon/app/steward.hpp"
#include "daemon/guard/equipment.hpp"
#include "daemon/runner/command.hpp"

namespace holdfast::app {

class Desk {
public:
    explicit Desk(std::filesystem::path file) : file_{std::move(file)} {}
    void serve(const io::Fd& channel);

private:
    struct Answer {
        net::Bytes bytes{};
        io::Fd file{};
    };
    static io::Result<Answer> answer_of(const io::Result<void>& done);
    static io::Result<Answer> answer_of(io::Result<io::Fd> file);
    static void give(const io::Fd& asker, const io::Result<Answer>& answer);
    void wait(const io::Fd& channel) const;
    void take(io::Parcel errand);
    void write(const std::filesystem::path& file, std::string text, io::Fd asker);
    io::Result<Answer> run(Errand what, const std::string& text, const io::Parcel& errand);
    io::Result<Answer> launch_guard(const io::Parcel& errand);
    io::Result<Answer> launch_check_runner(const io::Parcel& errand);
    io::Result<Answer> read_configuration(const std::filesystem::path& meant);
    io::Result<Answer> recollect() const;
    io::Result<Answer> readiness() const;
    void adopt(const config::Config& config);

    std::filesystem::path file_;
    std::filesystem::path run_dir_;  // this and state_dir are those that were read first, as long as the daemon runs
    guard::Equipment equipment_;
    io::Fd guard_;      // the latest one's process
    io::Fd outfitter_;  // and the way to tell it
    std::vector<runner::Command> check_commands_;
    io::Fd check_runner_;  // as guard_
    io::Fd check_outfitter_;
    Scribe scribe_;
};

}  // namespace holdfast::app
