// Reads the configuration again and hands it on as a whole, or says why not and changes nothing.
#pragma once

#include <functional>
#include <optional>

#include "daemon/app/control.hpp"
#include "daemon/app/journal.hpp"
#include "daemon/app/reading.hpp"
#include "daemon/config/config.hpp"
#include "daemon/io/published.hpp"

namespace holdfast::app {

struct ReloadState {
    std::string sha256;
    bool last_successful = true;
    metrics::WallTime last_success;
};

class Reloader {
public:
    using Read = std::function<Reading()>;
    using Apply = std::function<void(const config::Config&)>;

    // `log_format` of the command line stands above the file's.
    Reloader(Read read, const config::Loaded& first, std::optional<config::LogFormat> log_format, Journal& journal,
             Apply apply);

    // On the background thread; the answer names every error.
    Reply reload();
    std::shared_ptr<const ReloadState> state() const { return state_.read(); }
    const config::Config& current() const { return current_; }  // on the background thread

private:
    Reading read_settled() const;

    Read read_;
    config::Config current_;
    std::optional<config::LogFormat> log_format_;
    Journal& journal_;
    Apply apply_;
    io::Published<ReloadState> state_;
};

}  // namespace holdfast::app
