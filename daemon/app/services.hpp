// HTTP, the control socket and that of [stream], on the background thread. One that cannot be opened is retried and
// shown; none ever ends the daemon.
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
    using StreamSink = std::function<void(io::Fd)>;  // takes the socket of [stream]

    Services(boost::asio::io_context& context, const Steward& steward, Control::Verbs verbs, StreamSink stream,
             Journal& journal);

    // All on the thread of the context. `stream`: the path of its socket.
    void start(const config::HttpSettings& http, const std::string& stream);
    void reconfigure(const config::HttpSettings& http, const std::string& stream);
    void stop();

private:
    void open_missing();
    void open_control();
    void open_http();
    void open_stream();
    void complain(std::string& last, const char* event, const std::string& error);

    boost::asio::io_context& context_;
    boost::asio::steady_timer retry_;
    bool stopped_ = false;
    const Steward& steward_;
    Control::Verbs verbs_;
    StreamSink stream_sink_;
    Journal& journal_;
    config::HttpSettings http_;
    std::unique_ptr<Control> control_;
    std::unique_ptr<metrics::Server> server_;
    std::string control_error_;  // said once each
    std::string http_error_;
    std::string stream_;
    bool is_streaming_ = false;
    std::string stream_error_;
};

}  // namespace holdfast::app
