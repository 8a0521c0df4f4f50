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
    struct Crew {  // a runner, and what it may run
        runner::Duty duty{};
        std::vector<runner::Command> commands{};
        io::Fd process{};
        io::Fd outfitter{};
    };
    static void outfit(Crew& crew, std::vector<runner::Command> commands);
    static io::Result<Answer> launch(Crew& crew, const io::Parcel& errand);
    io::Result<Answer> read_configuration(const std::filesystem::path& meant);
    io::Result<Answer> bind_stream();
    io::Result<Answer> recollect() const;
    io::Result<Answer> readiness() const;
    void adopt(const config::Config& config);

    std::filesystem::path file_;
    std::filesystem::path run_dir_;  // this and state_dir are those that were read first, as long as the daemon runs
    guard::Equipment equipment_;
    io::Fd guard_;      // the latest one's process
    io::Fd outfitter_;  // and the way to tell it
    Crew checks_{.duty = runner::Duty::checks};
    Crew notifications_{.duty = runner::Duty::notifications};
    std::filesystem::path stream_;        // its socket; empty: none
    std::filesystem::path bound_stream_;  // where it is
    Scribe scribe_;
};

}  // namespace holdfast::app
