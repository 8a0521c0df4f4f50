#include "promtool.hpp"

#include <array>
#include <cstdio>
#include <stdexcept>

#include <sys/wait.h>

#include "tests/unit/folder.hpp"

namespace holdfast::metrics {

Outcome promtool(const std::string& arguments, const std::string& input) {
    const test::Folder folder;
    const std::string file = folder.write("input", input);
    const auto command = "cd " HOLDFAST_SOURCE_DIR " && promtool " + arguments + " < " + file + " 2>&1";
    FILE* pipe = popen(command.c_str(), "r");
    if (pipe == nullptr) throw std::runtime_error{"cannot run promtool"};
    Outcome outcome;
    std::array<char, 4096> chunk{};
    for (std::size_t n = 0; (n = fread(chunk.data(), 1, chunk.size(), pipe)) > 0;)
        outcome.output.append(chunk.data(), n);
    outcome.exit_code = WEXITSTATUS(pclose(pipe));
    return outcome;
}

std::string contents(const std::string& path_in_tree) {
    return test::content_of(HOLDFAST_SOURCE_DIR "/" + path_in_tree);
}

}  // namespace holdfast::metrics
