// HTTP and the control socket, on the background thread. One that cannot be opened is retried and shown; neither ever
// ends the daemon.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include "daemon/app/control.hpp"
#include "daemon/app/journal.hpp"
#include "daemon/app/steward.hpp"
#include "daemon/config/config.hpp"
#include "metrics/server.hpp"

namespace holdfast::app {

class Services {
public:
    Services(boost::asio::io_context& context, const Steward& steward, Control::Verbs verbs, Journal& journal);

    // All on the thread of the context.
    void start(const config::HttpSettings& http);
    void reconfigure(const config::HttpSettings& http);
    void stop();

private:
    void open_missing();
    void open_control();
    void open_http();
    void complain(std::string& last, const char* event, const std::string& error);

    boost::asio::io_context& context_;
    boost::asio::steady_timer retry_;
    bool stopped_ = false;
    const Steward& steward_;
    Control::Verbs verbs_;
    Journal& journal_;
    config::HttpSettings http_;
    std::unique_ptr<Control> control_;
    std::unique_ptr<metrics::Server> server_;
    std::string control_error_;  // said once each
    std::string http_error_;
};

}  // namespace holdfast::app
