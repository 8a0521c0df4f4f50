// Writes files of state, each by children, one at a time: a disk that hangs holds up nothing else. Of what is asked for
// meanwhile the latest is written, and all who asked are told of it.
#pragma once

#include <deque>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "daemon/io/child.hpp"
#include "daemon/io/error.hpp"
#include "daemon/io/fd.hpp"

namespace holdfast::app {

class Scribe {
public:
    struct Written {
        io::Fd asker;
        io::Result<void> done;
    };
    void ask(const std::filesystem::path& file, std::string text, io::Fd asker);

    std::vector<Written> advance(net::Instant now);
    void poll_on(std::vector<pollfd>& sources) const;
    std::optional<net::Instant> deadline() const;

private:
    struct Page {
        std::optional<io::Child> writer;
        std::deque<io::Fd> being_served;
        std::optional<std::string> next;
        std::deque<io::Fd> waiting;
    };
    static void finish(const std::filesystem::path& file, Page& page, std::vector<Written>& written);
    static void begin(const std::filesystem::path& file, Page& page, std::vector<Written>& written);

    std::map<std::filesystem::path, Page> pages_;
};

}  // namespace holdfast::app
