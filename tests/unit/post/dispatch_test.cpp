// What is shown of those who are told.
#include "daemon/post/dispatch.hpp"

#include <gmock/gmock.h>

namespace holdfast::post {
namespace {

TEST(Dispatch, ShowsNothingOfAnAddressThatMayBeASecret) {
    EXPECT_EQ(shown("https://user:secret@example.org:8443/x@y"), "https://example.org:8443");
    EXPECT_EQ(shown("https://example.org?key=a/b@c"), "https://example.org");
    EXPECT_EQ(shown("https://example.org/hooks/T0/secret"), "https://example.org");
    EXPECT_EQ(shown("smtp://example.org"), "smtp://example.org");
}

std::vector<std::string> targets_of(const Dispatch& dispatch) {
    notify::Status status;
    dispatch.show(status);
    std::vector<std::string> all;
    for (const notify::OutletStatus& outlet : status.outlets) all.push_back(outlet.target);
    return all;
}

TEST(Dispatch, NumbersThoseOfOneHost) {
    Dispatch dispatch{"webhook", {}, [](const net::Note&) {}};
    dispatch.address({{.url = "https://a.example/1", .write = {}},
                      {.url = "https://b.example/", .write = {}},
                      {.url = "https://a.example/2", .write = {}}});
    EXPECT_THAT(targets_of(dispatch),
                testing::ElementsAre("https://a.example", "https://b.example", "https://a.example#2"));
    dispatch.address({{.url = "https://a.example/2", .write = {}}});
    EXPECT_THAT(targets_of(dispatch), testing::ElementsAre("https://a.example"));
}

}  // namespace
}  // namespace holdfast::post
