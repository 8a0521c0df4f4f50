#include "daemon/app/sent_adverts.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace holdfast::app {
namespace {

using testing::ElementsAre;
using testing::UnorderedElementsAre;

const net::IpAddress group = net::IpAddress::v4(224, 0, 0, 18);
const net::IpAddress first_peer = net::IpAddress::v4(192, 0, 2, 2);
const net::IpAddress second_peer = net::IpAddress::v4(192, 0, 2, 3);

engine::Transmit advert(std::uint32_t router, const net::IpAddress& to, std::uint8_t says = 0) {
    engine::Transmit advert;
    advert.router = engine::RouterId{router};
    advert.destination = to;
    advert.message = {says};
    return advert;
}

TEST(SentAdverts, AreTheLastOfEachRouter) {
    SentAdverts sent;
    sent.remember({advert(1, group, 1), advert(2, group, 2)});
    sent.remember({advert(1, group, 3)});
    EXPECT_THAT(sent.all(), UnorderedElementsAre(advert(1, group, 3), advert(2, group, 2)));
}

TEST(SentAdverts, AreOneForEachDestination) {
    SentAdverts sent;
    sent.remember({advert(1, first_peer, 1), advert(1, second_peer, 1), advert(1, first_peer, 2)});
    EXPECT_THAT(sent.all(), UnorderedElementsAre(advert(1, first_peer, 2), advert(1, second_peer, 1)));
}

// A reload took it out: whoever has that address now is not to be told.
TEST(SentAdverts, ForgetAPeerThatIsNoLongerSpokenTo) {
    SentAdverts sent;
    sent.remember({advert(1, first_peer), advert(1, second_peer)});
    sent.remember({advert(1, second_peer)});
    EXPECT_THAT(sent.all(), ElementsAre(advert(1, second_peer)));
}

}  // namespace
}  // namespace holdfast::app
