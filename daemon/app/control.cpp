#include "daemon/app/control.hpp"

#include <chrono>
#include <optional>
#include <utility>

#include <boost/asio/post.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>

#include "daemon/app/credentials.hpp"
#include "metrics/json.hpp"

namespace holdfast::app {
namespace {

using Socket = boost::asio::local::stream_protocol::socket;
using namespace std::chrono_literals;

constexpr std::size_t longest_request = 4096;
constexpr uid_t nobody = 65534;
constexpr auto session_limit = 5s;
constexpr auto out_of_descriptors_pause = 100ms;

// Of what is answered at once; none: it is an order.
std::optional<Reply> answer(const nlohmann::json& request, const Control::Verbs& verbs) {
    if (!request.is_object()) return refused("the request is not a JSON object");
    const std::string verb = request.value("verb", "");
    if (verb == "status") return succeeded(metrics::status_json(verbs.snapshot()));
    if (verb == "reload") return verbs.reload();
    if (verb != "events") return std::nullopt;
    const auto wanted = read_events_request(request);
    if (!wanted) return refused(wanted.error());
    const metrics::Snapshot snapshot = verbs.snapshot();
    return succeeded(metrics::events_json(snapshot, snapshot.wall - wanted->since, wanted->after));
}

}  // namespace

Reply succeeded(nlohmann::ordered_json result) {
    return {{"ok", true}, {"result", std::move(result)}};
}

Reply refused(std::string error) {
    return {{"ok", false}, {"error", std::move(error)}, {"code", 1}};
}

// One connection: a request, an answer, the end; each of the two within five seconds, however long the answer took to
// make.
class Control::Session : public std::enable_shared_from_this<Session> {
public:
    Session(Socket socket, std::shared_ptr<const Verbs> verbs)
        : socket_{std::move(socket)}, limit_{socket_.get_executor()}, verbs_{std::move(verbs)} {}

    void start() {
        limit();
        if (!may_control(socket_.native_handle())) return reply(refused("permission denied"));
        boost::asio::async_read_until(socket_, boost::asio::dynamic_buffer(line_, longest_request), '\n',
                                      [self = shared_from_this()](const boost::system::error_code& error, std::size_t) {
                                          if (!error) self->answer_line();
                                      });
    }

private:
    void limit() {
        limit_.expires_after(session_limit);
        limit_.async_wait([self = weak_from_this()](const boost::system::error_code& error) {
            const auto session = self.lock();
            const bool is_up = session && session->limit_.expiry() <= std::chrono::steady_clock::now();
            if (is_up && !error) session->socket_.close();
        });
    }

    void answer_line() {
        try {
            const auto request = nlohmann::json::parse(line_, nullptr, false);
            if (const std::optional<Reply> at_once = answer(request, *verbs_)) return reply(*at_once);
            obey(request);
        } catch (const std::exception& error) {  // a request of the wrong types
            reply(refused(error.what()));
        }
    }

    void obey(const nlohmann::json& json) {
        const auto request = read_request(json, caller(socket_.native_handle()).value_or(nobody));
        if (!request) return reply(refused(request.error()));
        verbs_->obey(*request, [self = shared_from_this()](Reply answer) {
            boost::asio::post(self->socket_.get_executor(),
                              [self, answer = std::move(answer)] { self->reply(answer); });
        });
    }

    void reply(const Reply& reply) {
        line_ = reply.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + '\n';
        limit();
        boost::asio::async_write(
            socket_, boost::asio::buffer(line_),
            [self = shared_from_this()](const boost::system::error_code&, std::size_t) { self->limit_.cancel(); });
    }

    Socket socket_;
    boost::asio::steady_timer limit_;
    std::shared_ptr<const Verbs> verbs_;
    std::string line_;
};

Control::Control(boost::asio::io_context& context, io::Fd listening, Verbs verbs)
    : verbs_{std::make_shared<const Verbs>(std::move(verbs))},
      acceptor_{context, boost::asio::local::stream_protocol{}, listening.release()},
      breather_{context} {
    accept();
}

Control::~Control() {
    boost::system::error_code ignored;
    static_cast<void>(acceptor_.close(ignored));
}

void Control::accept() {
    acceptor_.async_accept([this](const boost::system::error_code& error, Socket socket) {
        if (error == boost::asio::error::operation_aborted) return;
        if (!error) std::make_shared<Session>(std::move(socket), verbs_)->start();
        if (!error) return accept();
        breather_.expires_after(out_of_descriptors_pause);
        breather_.async_wait([this](const boost::system::error_code& aborted) {
            if (!aborted) accept();
        });
    });
}

}  // namespace holdfast::app
