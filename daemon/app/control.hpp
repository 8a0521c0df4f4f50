// The control socket: one JSON line in, one JSON line out, for root, our own user and the group `holdfast`.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/steady_timer.hpp>
#include <nlohmann/json.hpp>

#include "daemon/app/request.hpp"
#include "daemon/io/fd.hpp"
#include "daemon/net/note.hpp"
#include "metrics/snapshot.hpp"

namespace holdfast::app {

// {"ok":true,"result":…} or {"ok":false,"error":…,"code":…}
using Reply = nlohmann::ordered_json;
Reply succeeded(nlohmann::ordered_json result);
Reply refused(std::string error);

class Control {
public:
    struct Verbs {
        metrics::SnapshotSource snapshot;
        std::function<Reply()> reload;
        // The operator's orders; the answer may come later, and on any thread.
        std::function<void(const Request&, std::function<void(Reply)>)> obey;
    };

    // Serves on the thread of `context`.
    Control(boost::asio::io_context& context, io::Fd listening, Verbs verbs);
    ~Control();

private:
    void accept();

    class Session;
    std::shared_ptr<const Verbs> verbs_;
    boost::asio::local::stream_protocol::acceptor acceptor_;
    boost::asio::steady_timer breather_;
};

}  // namespace holdfast::app
