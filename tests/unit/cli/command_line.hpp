// The program with a daemon of our own making.
#pragma once

#include <deque>
#include <expected>
#include <sstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "daemon/cli/command_line.hpp"
#include "tests/unit/cli/example.hpp"

namespace holdfast::cli {

using Answer = std::expected<Json, Failure>;

class CommandLine : public testing::Test {
protected:
    // What the daemon answers, one after the other; the last one for ever.
    void answers(std::deque<Answer> list) { answers_ = std::move(list); }

    Exit holdfast(std::vector<std::string> words) {
        out.str("");
        err.str("");
        Session session{.out = out,
                        .err = err,
                        .ask = [this](const Json& request) { return answer(request); },
                        .now = [] { return cli::now; },
                        .wait = [this] { return looks-- > 0; }};
        return run(std::move(words), session);
    }

    std::ostringstream out, err;
    std::vector<Json> requests;
    int looks = 0;  // how often --watch and --follow look again

private:
    Answer answer(const Json& request) {
        requests.push_back(request);
        const Answer first = answers_.front();
        if (answers_.size() > 1) answers_.pop_front();
        return first;
    }
    std::deque<Answer> answers_{Json{}};
};

}  // namespace holdfast::cli
