// What the desk does at once for the engine.

#include <array>
#include <cerrno>
#include <csignal>
#include <sstream>
#include <tuple>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>

#include "daemon/app/check_plan.hpp"
#include "daemon/app/decisions.hpp"
#include "daemon/app/desk.hpp"
#include "daemon/app/socket_file.hpp"
#include "daemon/guard/fence_wire.hpp"
#include "daemon/guard/latch_file.hpp"
#include "daemon/guard/launch.hpp"
#include "daemon/io/borrowed.hpp"
#include "daemon/io/state_file.hpp"
#include "daemon/post/plan.hpp"
#include "daemon/runner/launch.hpp"

namespace holdfast::app {
namespace {

// A file without a name.
io::Result<io::Fd> file_of(const std::string& content) {
    io::Fd file{::memfd_create("holdfast-reading", MFD_CLOEXEC)};
    if (!file || ::write(file.get(), content.data(), content.size()) != static_cast<ssize_t>(content.size())) {
        return io::failed("hand on what was read");
    }
    return file;
}

int objection(const std::filesystem::path& path, int mode) {
    return path.empty() || ::access(path.c_str(), mode) == 0 ? 0 : errno;
}

net::ByteView as_bytes(const std::string& text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

// "ipv4 eth0 arp_ignore 1"
io::Result<void> change_setting(const std::string& text) {
    std::istringstream words{text};
    std::string family;
    std::string interface;
    std::string key;
    int value = 0;
    if (!(words >> family >> interface >> key >> value)) return io::failed("change that setting", EPERM);
    return io::write_setting({family == "ipv6" ? net::Family::ipv6 : net::Family::ipv4, interface, key}, value);
}

// True: it has ended, or there was none.
bool bury(io::Fd& process) {
    if (!process) return true;
    siginfo_t info{};
    pollfd ended{.fd = process.get(), .events = POLLIN, .revents = 0};
    if (::poll(&ended, 1, 0) == 0) return false;
    ::waitid(P_PIDFD, static_cast<id_t>(process.get()), &info, WEXITED | WNOHANG);
    process.reset();
    return true;
}

// Given up by its engine, so it hangs. What even that does not end is left alone: nobody hears it.
void end(io::Fd& process) {
    constexpr int patience = 100;  // ms
    if (bury(process)) return;
    ::syscall(SYS_pidfd_send_signal, process.get(), SIGKILL, nullptr, 0);
    pollfd ended{.fd = process.get(), .events = POLLIN, .revents = 0};
    ::poll(&ended, 1, patience);
    if (!bury(process)) process.reset();
}

std::filesystem::path whole(const std::filesystem::path& file) {
    std::error_code ignored;
    return std::filesystem::absolute(file, ignored).lexically_normal();
}

}  // namespace

// A script of the fence runs as root unless the configuration says otherwise.
void Desk::adopt(const config::Config& config) {
    if (run_dir_.empty()) {
        run_dir_ = config.node.run_dir;
        equipment_.state_dir = config.node.state_dir;
        for (const auto& folder : {run_dir_, equipment_.state_dir}) {
            std::error_code missing;  // is said when something is to be written there
            std::filesystem::create_directories(folder, missing);
        }
    }
    equipment_.fence = config.fence;
    equipment_.script_user = config.node.script_user.value_or("");
    if (outfitter_) std::ignore = guard::outfit(outfitter_, equipment_);
    stream_ = config.notify.stream;
    outfit(checks_, probes::commands_of(plan_of(config)));
    outfit(notifications_, post::plan_of(config.notify).commands);
}

void Desk::outfit(Crew& crew, std::vector<runner::Command> commands) {
    crew.commands = std::move(commands);
    if (crew.outfitter) std::ignore = runner::outfit(crew.outfitter, crew.commands);
}

io::Result<Desk::Answer> Desk::run(Errand what, const std::string& text, const io::Parcel& errand) {
    switch (what) {
        case Errand::guard:
            return launch_guard(errand);
        case Errand::check_runner:
            return launch(checks_, errand);
        case Errand::notify_runner:
            return launch(notifications_, errand);
        case Errand::configuration:
            return read_configuration(text);
        case Errand::bind_control:
            return answer_of(bind_socket(run_dir_ / control_name));
        case Errand::unbind_control:
            return answer_of(unbind_socket(run_dir_ / control_name));
        case Errand::bind_stream:
            return bind_stream();
        case Errand::unbind_stream:
            return answer_of(unbind_socket(std::exchange(bound_stream_, {})));
        case Errand::recollections:
            return recollect();
        case Errand::readiness:
            return readiness();
        case Errand::interface_setting:
            return answer_of(change_setting(text));
        case Errand::decisions:
        case Errand::borrowed:
            break;  // are written by others
    }
    return io::failed("do that", ENOSYS);
}

// One at a time: the predecessor's, which may have a fence to complete, is another steward's.
io::Result<Desk::Answer> Desk::launch_guard(const io::Parcel& errand) {
    constexpr std::size_t with_answer_engine_and_page = 3;
    if (errand.files.size() != with_answer_engine_and_page) return io::failed("start a guard", EINVAL);
    if (!bury(guard_)) return io::failed("start a guard beside one that lives", EBUSY);
    auto launched = guard::launch(errand.files[1], errand.files[2], equipment_);
    if (!launched) return std::unexpected{launched.error()};
    outfitter_ = std::move(launched->outfitter);
    guard_ = io::Fd{::fcntl(launched->process.get(), F_DUPFD_CLOEXEC, 0)};
    return Answer{.bytes = {}, .file = std::move(launched->process)};
}

io::Result<Desk::Answer> Desk::launch(Crew& crew, const io::Parcel& errand) {
    constexpr std::size_t with_answer_and_engine = 2;
    if (errand.files.size() != with_answer_and_engine) return io::failed("start a runner", EINVAL);
    end(crew.process);
    auto launched = runner::launch(errand.files[1], crew.duty, crew.commands);
    if (!launched) return std::unexpected{launched.error()};
    crew.outfitter = std::move(launched->outfitter);
    crew.process = io::Fd{::fcntl(launched->process.get(), F_DUPFD_CLOEXEC, 0)};
    return Answer{.bytes = {}, .file = std::move(launched->process)};
}

// One at a time: a reload may have moved it.
io::Result<Desk::Answer> Desk::bind_stream() {
    if (stream_.empty()) return io::failed("bind the stream", EINVAL);
    if (!bound_stream_.empty() && bound_stream_ != stream_) std::ignore = unbind_socket(bound_stream_);
    auto socket = bind_socket(stream_);
    if (socket) bound_stream_ = stream_;
    return answer_of(std::move(socket));
}

// `meant`: what the engine was told to read, which must not be something else.
io::Result<Desk::Answer> Desk::read_configuration(const std::filesystem::path& meant) {
    const Reading reading = whole(meant) == whole(file_) ? config::load(file_) : another_file(meant, whole(file_));
    if (reading) adopt(reading->config);
    return answer_of(file_of(to_message(reading)));
}

io::Result<Desk::Answer> Desk::recollect() const {
    const auto decisions = read_decisions(equipment_.state_dir);
    const std::string text = decisions ? decisions->value_or("") : decisions.error().text();
    net::Writer writer;
    writer.u8(decisions ? 1 : 0).u32(static_cast<std::uint32_t>(text.size())).append(as_bytes(text));
    const auto borrowed = io::read_state_file(run_dir_, io::borrowed_name);
    const std::string lines = borrowed ? borrowed->value_or("") : "";
    writer.u32(static_cast<std::uint32_t>(lines.size())).append(as_bytes(lines));
    writer.append(guard::encode(guard::Reminder{guard::read_latch(equipment_.state_dir)}));
    return Answer{.bytes = writer.take(), .file = {}};
}

io::Result<Desk::Answer> Desk::readiness() const {
    const auto& [fence, state_dir, user] = equipment_;
    net::Writer writer;
    for (const int code :
         {objection(state_dir, W_OK), fence.command.empty() ? 0 : objection(fence.command.front(), X_OK),
          objection(fence.watchdog, W_OK)}) {
        writer.u32(static_cast<std::uint32_t>(code));
    }
    return Answer{.bytes = writer.take(), .file = {}};
}

}  // namespace holdfast::app
