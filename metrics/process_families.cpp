#include "metrics/process_families.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <sstream>

#include <sys/resource.h>
#include <system_error>
#include <unistd.h>

namespace holdfast::metrics {
namespace {

// /proc/self/stat after the command's name, which may hold blanks: [0] is field 3 of proc(5).
std::vector<double> stat_fields() {
    std::ifstream file{"/proc/self/stat"};
    const std::string text{std::istreambuf_iterator{file}, {}};
    const auto end_of_name = text.rfind(')');
    if (end_of_name == text.npos) return {};
    std::istringstream rest{text.substr(end_of_name + 1)};
    std::string state;
    rest >> state;
    std::vector<double> fields{0};
    for (double value = 0; rest >> value;) fields.push_back(value);
    return fields;
}

std::optional<double> boot_time() {
    std::ifstream file{"/proc/stat"};
    for (std::string line; std::getline(file, line);) {
        if (line.starts_with("btime ")) return std::stod(line.substr(6));
    }
    return std::nullopt;
}

std::optional<double> open_descriptors() {
    std::error_code error;
    const std::filesystem::directory_iterator entries{"/proc/self/fd", error};
    if (error) return std::nullopt;
    return static_cast<double>(std::distance(begin(entries), end(entries)) - 1);  // one is the directory itself
}

std::optional<double> soft_limit(__rlimit_resource resource) {
    rlimit limit{};
    if (getrlimit(resource, &limit) != 0) return std::nullopt;
    return limit.rlim_cur == RLIM_INFINITY ? -1.0 : static_cast<double>(limit.rlim_cur);
}

void add_if_known(Families& families, prometheus::MetricFamily family, std::optional<double> value) {
    if (!value) return;
    add(family, {}, *value);
    families.push_back(std::move(family));
}

}  // namespace

Families process_families() {
    Families families;
    const auto fields = stat_fields();
    const auto ticks = static_cast<double>(sysconf(_SC_CLK_TCK));
    const auto field = [&](std::size_t number) -> std::optional<double> {  // as proc(5) counts
        if (number - 3 >= fields.size()) return std::nullopt;
        return fields[number - 3];
    };
    const auto put = [&](prometheus::MetricFamily family, std::optional<double> value) {
        add_if_known(families, std::move(family), value);
    };
    put(counter("process_cpu_seconds_total", "Total user and system CPU time spent in seconds."),
        field(14) && field(15) ? std::optional{(*field(14) + *field(15)) / ticks} : std::nullopt);
    put(gauge("process_open_fds", "Number of open file descriptors."), open_descriptors());
    put(gauge("process_max_fds", "Maximum number of open file descriptors."), soft_limit(RLIMIT_NOFILE));
    put(gauge("process_virtual_memory_bytes", "Virtual memory size in bytes."), field(23));
    put(gauge("process_virtual_memory_max_bytes", "Maximum amount of virtual memory available in bytes."),
        soft_limit(RLIMIT_AS));
    put(gauge("process_resident_memory_bytes", "Resident memory size in bytes."),
        field(24).transform([](double pages) { return pages * static_cast<double>(sysconf(_SC_PAGESIZE)); }));
    put(gauge("process_threads", "Number of OS threads in the process."), field(20));
    const auto boot = boot_time();
    put(gauge("process_start_time_seconds", "Start time of the process since unix epoch in seconds."),
        boot && field(22) ? std::optional{*boot + *field(22) / ticks} : std::nullopt);
    return families;
}

}  // namespace holdfast::metrics
