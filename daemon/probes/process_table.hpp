// The processes of this host, by /proc.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <sys/types.h>

#include "daemon/checks/settings.hpp"
#include "daemon/net/time.hpp"

namespace holdfast::probes {

// The kernel's name of a process; "": there is none of this number.
std::string name_of(pid_t pid);
// Its arguments, with blanks between them.
std::string command_line_of(pid_t pid);
// Of what /proc says are its arguments, each with a zero behind it: as one line, and the file name of the program as
// it was called.
std::string as_line(std::string arguments);
std::string_view program_in(std::string_view arguments);
bool matches(pid_t pid, const std::string& name, const checks::ProcessCheck& wanted);

// One look serves all checks of a second: who has ended since then is found out by other means.
class ProcessTable {
public:
    struct Process {
        pid_t pid = 0;
        std::string name;
    };
    const std::vector<Process>& at(net::Instant now);
    void forget() { looked_at_.reset(); }
    int looks() const { return looks_; }

private:
    void look();

    std::optional<net::Instant> looked_at_;
    std::vector<Process> processes_;
    int looks_ = 0;
};

}  // namespace holdfast::probes
