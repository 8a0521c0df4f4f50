// The steward's side: takes errands one after the other, until the engine has ended.
#pragma once

#include <filesystem>
#include <utility>

#include "daemon/app/steward.hpp"
#include "daemon/guard/equipment.hpp"

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
    io::Result<Answer> run(const io::Parcel& errand);
    io::Result<Answer> launch_guard(const io::Parcel& errand);
    io::Result<Answer> read_configuration();
    io::Result<Answer> recollect() const;
    io::Result<Answer> readiness() const;
    void adopt(const config::Config& config);

    std::filesystem::path file_;
    std::filesystem::path run_dir_;  // this and state_dir are those that were read first, as long as the daemon runs
    guard::Equipment equipment_;
    io::Fd outfitter_;  // of the latest guard
};

}  // namespace holdfast::app
