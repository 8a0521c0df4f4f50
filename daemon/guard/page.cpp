#include "daemon/guard/page.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "daemon/net/ensure.hpp"

namespace holdfast::guard {
namespace {

std::int64_t nanoseconds(net::Instant at) {
    return at.time_since_epoch().count();
}
net::Instant instant(std::int64_t nanoseconds) {
    return net::Instant{net::Duration{nanoseconds}};
}

std::size_t checked(Slot slot) {
    net::ensure(slot < slot_count, "the engine has no more routers than the page has slots");
    return slot;
}

}  // namespace

io::Result<Page> Page::create() {
    io::Fd fd{::memfd_create("holdfast-guard", MFD_CLOEXEC | MFD_ALLOW_SEALING)};
    // Nobody can take it away from under the other.
    if (!fd || ::ftruncate(fd.get(), sizeof(Times)) != 0 ||
        ::fcntl(fd.get(), F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) != 0) {
        return io::failed("make the guard's page");
    }
    return open(std::move(fd));
}

io::Result<Page> Page::open(io::Fd fd) {
    void* memory = ::mmap(nullptr, sizeof(Times), PROT_READ | PROT_WRITE, MAP_SHARED, fd.get(), 0);
    if (memory == MAP_FAILED) return io::failed("map the guard's page");
    // New memory is zeros, which are the times of a page on which nothing has happened.
    return Page{std::move(fd), static_cast<Times*>(memory)};
}

void Page::Unmap::operator()(Times* times) const {
    ::munmap(times, sizeof(Times));
}

void Page::sent(Slot slot, net::Instant at) {
    times_->sent[checked(slot)] = nanoseconds(at);
}
void Page::expired(Slot slot, net::Instant at) {
    times_->expired[checked(slot)] = nanoseconds(at);
}
net::Instant Page::last_sent(Slot slot) const {
    return instant(times_->sent[checked(slot)]);
}
net::Instant Page::last_expired(Slot slot) const {
    return instant(times_->expired[checked(slot)]);
}

}  // namespace holdfast::guard
