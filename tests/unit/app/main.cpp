// The test starts itself again as the guard, the way the daemon does.
#include <gmock/gmock.h>

#include "daemon/guard/guard.hpp"

int main(int argc, char** argv) {
    if (const auto status = holdfast::guard::run_if_guard(argc, argv)) return *status;
    testing::InitGoogleMock(&argc, argv);
    return RUN_ALL_TESTS();
}
