// Reads the number in a file. A file whose disk hangs would hold up the other checks.
#pragma once

#include <string>
#include <string_view>

#include "daemon/probes/prober.hpp"

namespace holdfast::probes {

// Of regular files alone, of at most 4 KiB.
checks::Outcome read_number(const std::string& path);
// Of what is in one; blanks around the number do not matter.
checks::Outcome number_in(std::string_view content);

class Files : public Prober {
public:
    void start(const checks::StartRun& run, net::Instant now) override;
    void kill(checks::RunId, net::Instant) override {}  // it has ended
    void advance(std::span<const pollfd> own, net::Instant now, Results& results) override;

private:
    std::vector<checks::RunEnded> ended_;
};

}  // namespace holdfast::probes
