// What is looked at in one moment is looked at once: programs that are started together often lie in one folder.
#pragma once

#include <map>
#include <string>

#include <sys/stat.h>

namespace holdfast::io {

struct Look {
    int error = 0;  // 0: it is there
    struct stat about{};
    std::string leads_to{};  // of a link
};

class Looks {
public:
    const Look& at(const std::string& path);

private:
    std::map<std::string, Look> seen_;
};

}  // namespace holdfast::io
