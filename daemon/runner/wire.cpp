#include "daemon/runner/wire.hpp"

#include <utility>

#include "daemon/net/parts.hpp"

namespace holdfast::runner {
namespace {

enum class Kind : std::uint8_t { run = 1, kill, ended };

void put_texts(net::Writer& writer, const std::vector<std::string>& texts) {
    writer.u32(static_cast<std::uint32_t>(texts.size()));
    for (const std::string& text : texts) put_text(writer, text);
}
// A count that lies ends with the message.
std::vector<std::string> take_texts(net::Reader& reader) {
    std::vector<std::string> texts;
    for (std::uint32_t left = reader.u32(); left > 0 && reader.ok(); --left) texts.push_back(take_text(reader));
    return texts;
}

net::Writer begin(Kind kind) {
    net::Writer writer;
    writer.u8(std::to_underlying(kind));
    return writer;
}

template <class T>
std::optional<T> whole(const net::Reader& reader, T value) {
    if (!reader.ok() || reader.left() > 0) return std::nullopt;
    return value;
}

Run take_run(net::Reader& reader) {
    Run run;
    run.id = take_number(reader);
    run.generation = take_number(reader);
    run.command = reader.u32();
    run.arguments = take_texts(reader);
    for (std::uint32_t left = reader.u32(); left > 0 && reader.ok(); --left) {
        std::string name = take_text(reader);
        run.environment.emplace_back(std::move(name), take_text(reader));
    }
    run.input = take_text(reader);
    run.queue = take_text(reader);
    return run;
}

std::optional<Order> take_order(net::Reader& reader) {
    const Kind kind{reader.u8()};
    if (kind == Kind::run) return take_run(reader);
    if (kind == Kind::kill) return Kill{take_number(reader)};
    return std::nullopt;
}

std::optional<Ended> take_ended(net::Reader& reader) {
    if (Kind{reader.u8()} != Kind::ended) return std::nullopt;
    Ended ended;
    ended.id = take_number(reader);
    ended.fate = Fate{reader.u8()};
    if (ended.fate > Fate::not_started) return std::nullopt;
    ended.value = static_cast<int>(reader.u32());
    ended.why = take_text(reader);
    ended.output = take_text(reader);
    ended.took = take_time(reader);
    return ended;
}

// At least one, and none of them where the last is not whole.
template <class T>
std::optional<std::vector<T>> all_of(net::ByteView message, std::optional<T> (*take)(net::Reader&)) {
    net::Reader reader{message};
    std::vector<T> all;
    do {
        auto one = take(reader);
        if (!one || !reader.ok()) return std::nullopt;
        all.push_back(std::move(*one));
    } while (reader.left() > 0);
    return all;
}

net::Bytes encode_run(const Run& run) {
    net::Writer writer = begin(Kind::run);
    put_number(writer, run.id);
    put_number(writer, run.generation);
    writer.u32(run.command);
    put_texts(writer, run.arguments);
    writer.u32(static_cast<std::uint32_t>(run.environment.size()));
    for (const auto& [name, value] : run.environment) {
        put_text(writer, name);
        put_text(writer, value);
    }
    put_text(writer, run.input);
    put_text(writer, run.queue);
    return writer.take();
}

net::Bytes encode_kill(const Kill& kill) {
    net::Writer writer = begin(Kind::kill);
    put_number(writer, kill.id);
    return writer.take();
}

}  // namespace

net::Bytes encode(std::span<const Command> commands) {
    net::Writer writer;
    writer.u32(static_cast<std::uint32_t>(commands.size()));
    for (const Command& command : commands) {
        put_texts(writer, command.argv);
        put_text(writer, command.user);
        put_time(writer, command.time_limit);
        writer.u8(command.takes_arguments ? 1 : 0);
    }
    return writer.take();
}

std::optional<std::vector<Command>> decode_commands(net::ByteView message) {
    net::Reader reader{message};
    std::vector<Command> commands;
    for (std::uint32_t left = reader.u32(); left > 0 && reader.ok(); --left) {
        Command& command = commands.emplace_back();
        command.argv = take_texts(reader);
        command.user = take_text(reader);
        command.time_limit = take_time(reader);
        command.takes_arguments = reader.u8() != 0;
    }
    return whole(reader, std::move(commands));
}

net::Bytes encode(const Order& order) {
    if (const Run* run = std::get_if<Run>(&order)) return encode_run(*run);
    return encode_kill(std::get<Kill>(order));
}

std::optional<std::vector<Order>> decode_orders(net::ByteView message) {
    return all_of<Order>(message, take_order);
}

net::Bytes encode(const Ended& ended) {
    net::Writer writer = begin(Kind::ended);
    put_number(writer, ended.id);
    writer.u8(std::to_underlying(ended.fate)).u32(static_cast<std::uint32_t>(ended.value));
    put_text(writer, ended.why);
    put_text(writer, ended.output);
    put_time(writer, ended.took);
    return writer.take();
}

std::optional<std::vector<Ended>> decode_ends(net::ByteView message) {
    return all_of<Ended>(message, take_ended);
}

// FNV-1a of what it is on its way.
Generation generation_of(std::span<const Command> commands) {
    Generation hash = 14695981039346656037U;
    for (const std::uint8_t byte : encode(commands)) hash = (hash ^ byte) * 1099511628211U;
    return hash;
}

}  // namespace holdfast::runner
