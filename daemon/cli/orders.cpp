#include "daemon/cli/orders.hpp"

#include <sstream>

#include "daemon/cli/fence_text.hpp"
#include "daemon/cli/table.hpp"

namespace holdfast::cli {

namespace {

// Of one or more lines, each made harmless.
std::string message_of(const Json& result) {
    const Json& message = member(result, "message");
    if (!message.is_string()) return "done\n";
    std::istringstream lines{message.get<std::string>()};
    std::string shown;
    for (std::string line; std::getline(lines, line);) shown += text(Json(line), "") + "\n";
    return shown;
}

std::string words_of(const Json& value) {
    if (!value.is_array()) return text(value);
    std::string words;
    for (const Json& item : value) words += (words.empty() ? "" : ", ") + text(item);
    return words.empty() ? "none" : words;
}

}  // namespace

Exit order(const Session& session, const Json& request) {
    const auto done = session.ask(request);
    if (!done) return tell(session, done.error());
    session.out << message_of(*done);
    Table more{{}};
    for (const auto& [key, value] : done->items()) {
        if (key != "message" && !value.is_object()) more.add({{key, Tone::faint}, {words_of(value)}});
    }
    session.out << more.render(Paint{session.colour}, 2);
    return Exit::ok;
}

Exit fence_status(const Session& session, bool json) {
    const auto status = session.ask({{"verb", "status"}});
    if (!status) return tell(session, status.error());
    if (json) {
        session.out << member(*status, "fence").dump(2) << '\n';
    } else {
        session.out << fence_text(*status, session.now(), Paint{session.colour});
    }
    return Exit::ok;
}

}  // namespace holdfast::cli
