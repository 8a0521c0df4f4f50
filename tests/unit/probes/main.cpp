// The test starts itself again as the runner, the way the daemon does.
#include <gmock/gmock.h>

#include "daemon/runner/runner.hpp"

int main(int argc, char** argv) {
    if (const auto status = holdfast::runner::run_if_runner(argc, argv)) return *status;
    testing::InitGoogleMock(&argc, argv);
    return RUN_ALL_TESTS();
}
