// The fuzz targets as ordinary tests: every file of a folder of seeds is given to its target.
//
//   fuzz_replay TARGET FOLDER
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string_view>
#include <vector>

using Target = int (*)(const std::uint8_t*, std::size_t);

// FUZZ_TARGETS is X(arp) X(nd) …, from CMakeLists.txt.
#define X(name) extern "C" int fuzz_##name(const std::uint8_t*, std::size_t);
FUZZ_TARGETS
#undef X

namespace {

struct Named {
    std::string_view name;
    Target run;
};
#define X(name) Named{#name, fuzz_##name},
constexpr Named targets[] = {FUZZ_TARGETS};
#undef X

std::vector<std::uint8_t> contents(const std::filesystem::path& file) {
    std::ifstream stream{file, std::ios::binary};
    return {std::istreambuf_iterator<char>{stream}, {}};
}

std::vector<std::filesystem::path> files_in(const char* folder) {
    std::error_code missing;
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator{folder, missing}) files.push_back(entry.path());
    std::ranges::sort(files);
    return files;
}

}  // namespace

int main(int argc, char** argv) {
    const auto* target = argc == 3 ? std::ranges::find(targets, std::string_view{argv[1]}, &Named::name) : nullptr;
    if (target == nullptr || target == std::end(targets)) {
        std::fprintf(stderr, "usage: fuzz_replay TARGET FOLDER; the targets:\n");
        for (const Named& known : targets)
            std::fprintf(stderr, "  %.*s\n", static_cast<int>(known.name.size()), known.name.data());
        return 2;
    }
    const auto files = files_in(argv[2]);
    for (const auto& file : files) {
        std::printf("%s\n", file.filename().c_str());
        std::fflush(stdout);  // before it crashes
        const auto bytes = contents(file);
        target->run(bytes.data(), bytes.size());
    }
    if (files.empty()) std::fprintf(stderr, "no seeds in %s\n", argv[2]);
    return files.empty() ? 1 : 0;
}
