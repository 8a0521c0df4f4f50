#include "daemon/cli/import.hpp"

#include <array>
#include <fstream>

#include <sys/stat.h>
#include <unistd.h>

#include <fmt/format.h>

#include "daemon/config/diagnostic.hpp"
#include "daemon/import/disk.hpp"
#include "daemon/import/import.hpp"

namespace holdfast::cli {

namespace {

std::string own_id() {
    std::array<char, 256> name{};
    if (::gethostname(name.data(), name.size() - 1) != 0) return {};
    const std::string whole{name.data()};
    return whole.substr(0, whole.find('.'));
}

// Secrets may be in it: for its owner alone, unless it was there before.
bool write(const std::string& path, const std::string& text) {
    const mode_t before = ::umask(0077);
    std::ofstream file{path};
    ::umask(before);
    file << text << std::flush;
    return file.good();
}

std::string summary(const import::Outcome& outcome) {
    const std::string instances = fmt::format("{} instance{}", outcome.instances, outcome.instances == 1 ? "" : "s");
    if (outcome.missing == 0) return instances + ", everything has an equivalent\n";
    return fmt::format("{}; {} place{} without an equivalent\n", instances, outcome.missing,
                       outcome.missing == 1 ? "" : "s");
}

}  // namespace

Exit import_config(const Session& session, const ImportOptions& options) {
    const auto outcome =
        import::import_file({options.file, options.id.empty() ? own_id() : options.id}, import::disk());
    if (!outcome) {
        session.err << config::render(outcome.error(), session.colour_errors);
        return tell(session, {Exit::invalid_configuration, options.file + " cannot be imported", {}});
    }
    if (options.out.empty()) {
        session.out << outcome->toml << std::flush;
    } else if (!write(options.out, outcome->toml)) {
        return tell(session, {Exit::failed, "cannot write " + options.out, {}});
    }
    if (!outcome->account.empty()) session.err << outcome->account << '\n';
    session.err << summary(*outcome);
    return options.strict && outcome->missing > 0 ? Exit::failed : Exit::ok;
}

}  // namespace holdfast::cli
