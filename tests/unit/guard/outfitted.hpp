// A guard, and the outfitter that started it: in the daemon that is another process than the engine.
#pragma once

#include "daemon/guard/guard.hpp"
#include "daemon/guard/launch.hpp"

namespace holdfast::test {

class Outfitted : public guard::Guard {
public:
    static io::Result<Outfitted> start() {
        io::Fd outfitter;
        auto started = guard::Guard::start([&](const io::Fd& engine, const io::Fd& page) -> io::Result<io::Fd> {
            auto launched = guard::launch(engine, page, {});
            if (!launched) return std::unexpected{launched.error()};
            outfitter = std::move(launched->outfitter);
            return std::move(launched->process);
        });
        if (!started) return std::unexpected{started.error()};
        return Outfitted{std::move(*started), std::move(outfitter)};
    }
    io::Result<void> outfit(const guard::Equipment& equipment) { return guard::outfit(outfitter_, equipment); }
    // All that a guard has to know before a fence.
    io::Result<void> equip(const guard::Equipment& equipment, const fence::Latch& latch) {
        if (auto told = outfit(equipment); !told) return told;
        return remind(latch);
    }

private:
    Outfitted(guard::Guard guard, io::Fd outfitter) : Guard{std::move(guard)}, outfitter_{std::move(outfitter)} {}
    io::Fd outfitter_;
};

}  // namespace holdfast::test
