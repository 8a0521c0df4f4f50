#include "daemon/app/desk.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include <poll.h>

#include "daemon/app/decisions.hpp"
#include "daemon/io/borrowed.hpp"
#include "daemon/io/clock.hpp"

namespace holdfast::app {
namespace {

bool is_readable(const io::Fd& fd) {
    pollfd waiting{.fd = fd.get(), .events = POLLIN, .revents = 0};
    return ::poll(&waiting, 1, 0) > 0;
}

// Who asked does not wait any more.
bool is_given_up(const io::Fd& asker) {
    pollfd other{.fd = asker.get(), .events = 0, .revents = 0};
    return ::poll(&other, 1, 0) > 0 && (other.revents & POLLHUP) != 0;
}

net::Bytes refusal(const io::Error& error) {
    net::Writer writer;
    writer.u32(static_cast<std::uint32_t>(error.code))
        .append({reinterpret_cast<const std::uint8_t*>(error.doing.data()), error.doing.size()});
    return writer.take();
}

}  // namespace

void Desk::serve(const io::Fd& channel) {
    while (true) {
        wait(channel);
        for (const auto& [asker, done] : scribe_.advance(io::now())) give(asker, answer_of(done));
        if (!is_readable(channel)) continue;
        io::Result<io::Parcel> errand = io::receive_parcel(channel);
        if (!errand && errand.error().code != EMSGSIZE) return;
        if (errand && !errand->files.empty() && !errand->bytes.empty()) take(std::move(*errand));
    }
}

void Desk::wait(const io::Fd& channel) const {
    std::vector<pollfd> sources{{.fd = channel.get(), .events = POLLIN, .revents = 0}};
    scribe_.poll_on(sources);
    const auto deadline = scribe_.deadline();
    const net::Duration left = deadline ? std::max(*deadline - io::now(), net::Duration{}) : net::Duration{};
    const auto whole = std::chrono::ceil<std::chrono::milliseconds>(left).count();
    ::poll(sources.data(), sources.size(), deadline ? static_cast<int>(whole) : -1);
}

void Desk::take(io::Parcel errand) {
    io::Fd& asker = errand.files.front();
    const Errand what{errand.bytes.front()};
    if (what == Errand::guard && is_given_up(asker)) return;  // for whom would it watch?
    if (run_dir_.empty() && what != Errand::configuration) {
        return give(asker, io::failed("do that before reading", EINVAL));
    }
    std::string text{errand.bytes.begin() + 1, errand.bytes.end()};
    if (what == Errand::decisions) {
        return write(equipment_.state_dir / decisions_name, std::move(text), std::move(asker));
    }
    if (what == Errand::borrowed) {
        if (const auto all = io::parse_borrowed(text); !all) return give(asker, std::unexpected{all.error()});
        return write(run_dir_ / io::borrowed_name, std::move(text), std::move(asker));
    }
    give(asker, run(what, text, errand));
}

// Answered when it is done.
void Desk::write(const std::filesystem::path& file, std::string text, io::Fd asker) {
    scribe_.ask(file, std::move(text), std::move(asker));
    for (const auto& [who, done] : scribe_.advance(io::now())) give(who, answer_of(done));
}

// Who did not wait for it has no more use for it.
void Desk::give(const io::Fd& asker, const io::Result<Answer>& answer) {
    net::Writer words;
    if (answer) words.u32(0).append(answer->bytes);
    const net::Bytes message = answer ? words.take() : refusal(answer.error());
    std::vector<int> enclosed;
    if (answer && answer->file) enclosed.push_back(answer->file.get());
    std::ignore = io::send_parcel(asker, message, enclosed);
}

io::Result<Desk::Answer> Desk::answer_of(const io::Result<void>& done) {
    if (!done) return std::unexpected{done.error()};
    return Answer{};
}

io::Result<Desk::Answer> Desk::answer_of(io::Result<io::Fd> file) {
    if (!file) return std::unexpected{file.error()};
    return Answer{.bytes = {}, .file = std::move(*file)};
}

}  // namespace holdfast::app
