#include "daemon/app/steward.hpp"

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "daemon/app/desk.hpp"
#include "daemon/guard/fence_wire.hpp"
#include "daemon/io/clock.hpp"
#include "daemon/io/forbid.hpp"

namespace holdfast::app {
namespace {

using namespace std::chrono_literals;

constexpr auto engine_waits = 100ms;
constexpr auto others_wait = 5s;
constexpr auto let_it_rest = 3s;  // else one that hangs costs the engine 100 ms again and again

// Nothing of the engine's but the one end of the channel; its end ends this, and no signal to the service.
void part_from_the_engine(int channel) {
    ::prctl(PR_SET_NAME, "hf-steward");
    for (const int number : std::array{SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2, SIGPIPE}) {
        std::signal(number, SIG_IGN);
    }
    std::signal(SIGCHLD, SIG_DFL);  // how its children ended matters to it
    ::setsid();
    const int nothing = ::open("/dev/null", O_RDWR | O_CLOEXEC);
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; ++fd) ::dup2(nothing, fd);
    if (channel > STDERR_FILENO + 1) ::close_range(STDERR_FILENO + 1, static_cast<unsigned>(channel) - 1, 0);
    ::close_range(static_cast<unsigned>(channel) + 1, ~0U, 0);
}

void attend(const io::Fd& channel, const std::filesystem::path& file) {
    part_from_the_engine(channel.get());
    // The guards that it starts inherit it. Where it is not permitted they go without.
    [[maybe_unused]] const auto forgone = io::forbid_what_is_no_part_of(io::Duty::guard);
    Desk{file}.serve(channel);
}

std::string_view text_of(const io::Parcel& parcel) {
    return {reinterpret_cast<const char*>(parcel.bytes.data()), parcel.bytes.size()};
}

io::Result<std::string> content_of(const io::Fd& file) {
    struct stat about{};
    if (::fstat(file.get(), &about) != 0) return io::failed("look at what was read");
    std::string content(static_cast<std::size_t>(about.st_size), '\0');
    const auto size = ::pread(file.get(), content.data(), content.size(), 0);
    if (size != about.st_size) return io::failed("take what was read", EIO);
    return content;
}

io::Result<void> only_done(const io::Result<io::Parcel>& answer) {
    if (!answer) return std::unexpected{answer.error()};
    return {};
}

io::Result<io::Fd> only_file(io::Result<io::Parcel> answer) {
    if (!answer) return std::unexpected{answer.error()};
    if (answer->files.size() != 1) return io::failed("understand the steward", EPROTO);
    return std::move(answer->files.front());
}

}  // namespace

io::Result<Steward> Steward::find(const std::filesystem::path& file) {
    const char* service = std::getenv("HOLDFAST_STEWARD");
    return service != nullptr ? connect(service, file) : fork_one(file);
}

io::Result<Steward> Steward::fork_one(const std::filesystem::path& file) {
    auto channel = io::make_channel();
    if (!channel) return std::unexpected{channel.error()};
    const pid_t pid = ::fork();
    if (pid < 0) return io::failed("start the steward");
    if (pid > 0) return Steward{std::move(channel->first), file};
    attend(channel->second, file);
    ::_exit(EXIT_SUCCESS);
}

io::Result<Steward> Steward::connect(const std::filesystem::path& socket, const std::filesystem::path& file) {
    const std::string doing = "reach the steward at " + socket.string();
    sockaddr_un address{.sun_family = AF_UNIX, .sun_path = {}};
    if (socket.native().size() >= sizeof address.sun_path) return io::failed(doing, ENAMETOOLONG);
    std::ranges::copy(socket.native(), address.sun_path);
    io::Fd desk{::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0)};
    if (!desk || ::connect(desk.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        return io::failed(doing);
    }
    return Steward{std::move(desk), file};
}

int Steward::serve(const std::filesystem::path& file) {
    constexpr int handed_by_systemd = 3;  // sd_listen_fds(3)
    const char* handed = std::getenv("LISTEN_FDS");
    if (handed == nullptr || std::string_view{handed} != "1") {
        std::fputs("error: no connection was handed over: systemd does, by holdfast-steward.socket\n", stderr);
        return EXIT_FAILURE;
    }
    const io::Fd channel{handed_by_systemd};
    ::fcntl(channel.get(), F_SETFD, FD_CLOEXEC);
    attend(channel, file);
    return EXIT_SUCCESS;
}

// Each errand has a channel of its own for the answer, so that no thread hears another's.
io::Result<io::Parcel> Steward::ask(Errand errand, std::string_view text, std::span<const int> files,
                                    std::chrono::milliseconds patience) const {
    const bool is_the_engines = patience <= engine_waits;
    if (is_the_engines && io::now() < silent_until_->load()) return io::failed("ask the steward again", ETIMEDOUT);
    auto channel = io::make_channel();
    if (!channel) return std::unexpected{channel.error()};
    net::Bytes request{std::to_underlying(errand)};
    request.insert(request.end(), text.begin(), text.end());
    std::vector<int> enclosed{channel->second.get()};
    enclosed.insert(enclosed.end(), files.begin(), files.end());
    if (auto sent = io::send_parcel(desk_, request, enclosed); !sent)
        return io::failed("ask the steward", sent.error().code);
    channel->second.reset();
    if (auto come = io::await_parcel(channel->first, patience); !come) {
        if (is_the_engines) silent_until_->store(io::now() + let_it_rest);
        return io::failed("ask the steward", come.error().code);
    }
    auto answer = io::receive_parcel(channel->first);
    if (!answer) return io::failed("ask the steward", answer.error().code);
    net::Reader reader{answer->bytes};
    const auto code = static_cast<int>(reader.u32());
    const auto rest = reader.take(reader.left());
    net::Bytes words{rest.begin(), rest.end()};
    answer->bytes = std::move(words);
    if (code != 0) return io::failed(std::string{text_of(*answer)}, code);
    return answer;
}

io::Result<io::Fd> Steward::launch_guard(const io::Fd& engine, const io::Fd& page,
                                         std::chrono::milliseconds patience) const {
    return only_file(ask(Errand::guard, "", std::array{engine.get(), page.get()}, patience));
}

io::Result<Reading> Steward::read_configuration() const {
    const auto file = only_file(ask(Errand::configuration, std::filesystem::absolute(file_).native(), {}, others_wait));
    if (!file) return std::unexpected{file.error()};
    const auto content = content_of(*file);
    if (!content) return std::unexpected{content.error()};
    return from_message(*content, file_);
}

io::Result<Recollections> Steward::recollect() const {
    const auto answer = ask(Errand::recollections, "", {}, others_wait);
    if (!answer) return std::unexpected{answer.error()};
    net::Reader reader{answer->bytes};
    const bool are_read = reader.u8() != 0;
    const net::ByteView words = reader.take(reader.u32());
    const std::string decisions{words.begin(), words.end()};
    const net::ByteView borrowed = reader.take(reader.u32());
    auto reminder = guard::decode_reminder(reader.take(reader.left()));
    if (!reminder) return io::failed("understand the steward", EPROTO);
    Recollections all{
        .latch = std::move(reminder->latch),
        .pins = {},
        .borrowed = io::parse_borrowed({borrowed.begin(), borrowed.end()}).value_or(std::vector<io::Borrowed>{}),
        .complaint = are_read ? "" : decisions};
    if (!are_read || decisions.empty()) return all;
    auto pins = parse_pins(decisions);
    if (!pins) all.complaint = pins.error();
    all.pins = std::move(pins).value_or(Pins{});
    return all;
}

io::Result<io::Fd> Steward::launch_runner(runner::Duty duty, const io::Fd& engine) const {
    const Errand errand = duty == runner::Duty::checks ? Errand::check_runner : Errand::notify_runner;
    return only_file(ask(errand, "", std::array{engine.get()}, others_wait));
}

io::Result<void> Steward::keep_decisions(std::string_view text) const {
    return only_done(ask(Errand::decisions, text, {}, others_wait));
}

io::Result<io::Fd> Steward::bind_control() const {
    return only_file(ask(Errand::bind_control, "", {}, others_wait));
}

io::Result<void> Steward::unbind_control() const {
    return only_done(ask(Errand::unbind_control, "", {}, others_wait));
}

io::Result<io::Fd> Steward::bind_stream() const {
    return only_file(ask(Errand::bind_stream, "", {}, others_wait));
}

io::Result<void> Steward::unbind_stream() const {
    return only_done(ask(Errand::unbind_stream, "", {}, others_wait));
}

io::Result<Readiness> Steward::readiness() const {
    const auto answer = ask(Errand::readiness, "", {}, others_wait);
    if (!answer) return std::unexpected{answer.error()};
    net::Reader reader{answer->bytes};
    const auto code = [&] { return static_cast<int>(reader.u32()); };
    Readiness readiness{.state_dir = code(), .command = code(), .watchdog = code()};
    if (!reader.ok()) return io::failed("understand the steward", EPROTO);
    return readiness;
}

io::Result<void> Steward::keep_borrowed(std::string_view text) const {
    return only_done(ask(Errand::borrowed, text, {}, others_wait));
}

io::Result<void> Steward::write_setting(const io::InterfaceSetting& setting, int value) const {
    const std::string text = std::string{label(setting.family)} + " " + setting.interface + " " +
                             std::string{setting.key} + " " + std::to_string(value);
    return only_done(ask(Errand::interface_setting, text, {}, engine_waits));
}

}  // namespace holdfast::app
