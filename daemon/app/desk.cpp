#include "daemon/app/desk.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <sstream>
#include <tuple>
#include <utility>

#include <sys/mman.h>
#include <system_error>
#include <unistd.h>

#include "daemon/app/control_socket.hpp"
#include "daemon/app/decisions.hpp"
#include "daemon/guard/fence_wire.hpp"
#include "daemon/guard/latch_file.hpp"
#include "daemon/guard/launch.hpp"
#include "daemon/io/state_file.hpp"

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

net::Bytes refusal(const io::Error& error) {
    net::Writer writer;
    writer.u32(static_cast<std::uint32_t>(error.code)).append(as_bytes(error.doing));
    return writer.take();
}

// "ipv4 eth0 arp_ignore 1": what a virtual MAC needs, and no more; a name without slashes is one of an interface.
io::Result<void> change_setting(const std::string& text) {
    constexpr std::array keys{"arp_ignore", "arp_announce",         "arp_filter",   "arp_notify",    "proxy_arp",
                              "rp_filter",  "promote_secondaries",  "disable_ipv6", "addr_gen_mode", "accept_ra",
                              "autoconf",   "router_solicitations", "accept_dad",   "ndisc_notify",  "use_tempaddr"};
    std::istringstream words{text};
    std::string family;
    std::string interface;
    std::string key;
    int value = 0;
    words >> family >> interface >> key >> value;
    const bool known =
        words && std::ranges::find(keys, key) != keys.end() && !interface.contains('/') && !interface.starts_with('.');
    if (!known) return io::failed("change that setting", EPERM);
    return io::write_setting({family == "ipv6" ? net::Family::ipv6 : net::Family::ipv4, interface, key}, value);
}

}  // namespace

// A script of the fence runs as root unless the configuration says otherwise.
void Desk::adopt(const config::Config& config) {
    if (run_dir_.empty()) {
        run_dir_ = config.node.run_dir;
        equipment_.state_dir = config.node.state_dir;
        std::error_code missing;  // is said when something is to be written there
        std::filesystem::create_directories(equipment_.state_dir, missing);
    }
    equipment_.fence = config.fence;
    equipment_.script_user = config.node.script_user.value_or("");
    if (outfitter_) std::ignore = guard::outfit(outfitter_, equipment_);
}

io::Result<Desk::Answer> Desk::answer_of(const io::Result<void>& done) {
    if (!done) return std::unexpected{done.error()};
    return Answer{};
}

io::Result<Desk::Answer> Desk::answer_of(io::Result<io::Fd> file) {
    if (!file) return std::unexpected{file.error()};
    return Answer{.bytes = {}, .file = std::move(*file)};
}

void Desk::serve(const io::Fd& channel) {
    while (true) {
        const io::Result<io::Parcel> errand = io::receive_parcel(channel);
        if (!errand && errand.error().code != EMSGSIZE) return;
        if (!errand || errand->files.empty() || errand->bytes.empty()) continue;
        const io::Result<Answer> answer = run(*errand);
        net::Writer words;
        if (answer) words.u32(0).append(answer->bytes);
        const net::Bytes message = answer ? words.take() : refusal(answer.error());
        std::vector<int> enclosed;
        if (answer && answer->file) enclosed.push_back(answer->file.get());
        // Who did not wait for it has no more use for it.
        std::ignore = io::send_parcel(errand->files.front(), message, enclosed);
    }
}

io::Result<Desk::Answer> Desk::run(const io::Parcel& errand) {
    const Errand what{errand.bytes.front()};
    if (run_dir_.empty() && what != Errand::configuration) return io::failed("do that before reading", EINVAL);
    const std::string text{errand.bytes.begin() + 1, errand.bytes.end()};
    switch (what) {
        case Errand::guard:
            return launch_guard(errand);
        case Errand::configuration:
            return read_configuration();
        case Errand::decisions:
            return answer_of(write_decisions(equipment_.state_dir, text));
        case Errand::borrowed:
            return answer_of(io::write_state_file(run_dir_, io::borrowed_name, text));
        case Errand::bind_control:
            return answer_of(bind_control_socket(run_dir_));
        case Errand::unbind_control:
            return answer_of(unbind_control_socket(run_dir_));
        case Errand::recollections:
            return recollect();
        case Errand::readiness:
            return readiness();
        case Errand::interface_setting:
            return answer_of(change_setting(text));
    }
    return io::failed("do that", ENOSYS);
}

io::Result<Desk::Answer> Desk::launch_guard(const io::Parcel& errand) {
    constexpr std::size_t with_answer_engine_and_page = 3;
    if (errand.files.size() != with_answer_engine_and_page) return io::failed("start a guard", EINVAL);
    auto launched = guard::launch(errand.files[1], errand.files[2], equipment_);
    if (!launched) return std::unexpected{launched.error()};
    outfitter_ = std::move(launched->outfitter);
    return Answer{.bytes = {}, .file = std::move(launched->process)};
}

io::Result<Desk::Answer> Desk::read_configuration() {
    const Reading reading = config::load(file_);
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
