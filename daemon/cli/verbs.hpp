// What each verb does, with everything around it handed in.
#pragma once

#include <chrono>
#include <expected>
#include <functional>
#include <ostream>
#include <string>

#include "daemon/cli/document.hpp"
#include "daemon/cli/failure.hpp"
#include "daemon/cli/moment.hpp"
#include "daemon/cli/paint.hpp"

namespace holdfast::cli {

struct Session {
    std::ostream& out;
    std::ostream& err;
    bool colour = false;         // of out
    bool colour_errors = false;  // of err
    bool terminal = false;       // out can be cleared
    std::function<std::expected<Json, Failure>(const Json& request)> ask;
    std::function<Moment()> now;
    std::function<bool()> wait;  // until the next look; false: that was the last
};

struct StatusOptions {
    std::string instance;  // empty: all
    bool json = false;
    bool watch = false;
};
struct EventsOptions {
    std::chrono::seconds since{600};
    bool follow = false;
    bool json = false;
};

Exit status(const Session& session, const StatusOptions& options);
Exit events(const Session& session, const EventsOptions& options);
Exit explain(const Session& session, const std::string& instance);
Exit reload(const Session& session);
Exit check_config(const Session& session, const std::string& file);

// `error: …`, and `hint: …` if there is one.
Exit tell(const Session& session, const Failure& failure);

}  // namespace holdfast::cli
