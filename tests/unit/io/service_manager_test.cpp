#include "daemon/io/service_manager.hpp"

#include <array>
#include <cstdlib>
#include <string>

#include <sys/socket.h>
#include <unistd.h>

#include <gtest/gtest.h>

namespace holdfast::io {
namespace {

TEST(ServiceManager, HearsTheNewsWhereItSaidThatItListens) {
    const std::string name = "holdfast-test-" + std::to_string(::getpid());
    const Fd manager{::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)};
    ASSERT_TRUE(bind_to(manager.get(), abstract_name(name)));
    ::setenv("NOTIFY_SOCKET", ("@" + name).c_str(), 1);
    const ServiceManager told;
    ::unsetenv("NOTIFY_SOCKET");
    told.tell("READY=1");
    std::array<char, 64> news{};
    const auto size = ::recv(manager.get(), news.data(), news.size(), MSG_DONTWAIT);
    ASSERT_GT(size, 0);
    EXPECT_EQ(std::string(news.data(), static_cast<std::size_t>(size)), "READY=1");
}

TEST(ServiceManager, IsNotToldWhereThereIsNone) {
    ::unsetenv("NOTIFY_SOCKET");
    ServiceManager{}.tell("READY=1");
}

}  // namespace
}  // namespace holdfast::io
