// What libcurl does for us in the poll loop of others.
#include "daemon/web/multi.hpp"

#include <cstdlib>

#include <netinet/in.h>
#include <sys/socket.h>

#include <gmock/gmock.h>

#include "daemon/io/clock.hpp"
#include "daemon/web/easy.hpp"

namespace holdfast::web {
namespace {

// Where each connection is taken and nothing is answered.
class Silence {
public:
    Silence() {
        socklen_t size = sizeof address_;
        auto* address = reinterpret_cast<sockaddr*>(&address_);
        if (::bind(socket_.get(), address, size) != 0) std::abort();
        ::listen(socket_.get(), 1);
        ::getsockname(socket_.get(), address, &size);
    }
    std::string url() const { return "http://127.0.0.1:" + std::to_string(ntohs(address_.sin_port)) + "/"; }

private:
    sockaddr_in address_{.sin_family = AF_INET, .sin_port = 0, .sin_addr = {htonl(INADDR_LOOPBACK)}, .sin_zero = {}};
    io::Fd socket_{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
};

TEST(Multi, HearsAtOnceOfATransferThatFailsAtOnceBesideOneThatWaits) {
    const Silence silence;
    Multi multi;
    const Easy waits = make_easy();
    set(waits.get(), CURLOPT_URL, silence.url().c_str());
    set(waits.get(), CURLOPT_TIMEOUT, 3600L);
    ASSERT_EQ(multi.add(waits.get()), std::nullopt);
    const Easy fails = make_easy();
    set(fails.get(), CURLOPT_URL, "nonsense://127.0.0.1/");
    ASSERT_EQ(multi.add(fails.get()), std::nullopt);
    ASSERT_NE(multi.deadline(), std::nullopt);
    EXPECT_LE(*multi.deadline(), io::now());
    EXPECT_THAT(multi.advance(false, io::now()), testing::SizeIs(1));
    EXPECT_NE(multi.deadline(), std::nullopt);  // that of the other is not lost
    multi.remove(waits.get());
}

}  // namespace
}  // namespace holdfast::web
