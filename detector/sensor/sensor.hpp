// The detector's thread: taps the interfaces, probes, pings, and lets the Judge decide. It never edits addresses, and
// nothing that happens to it can delay an advert.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "daemon/net/note.hpp"
#include "detector/report.hpp"
#include "detector/role.hpp"
#include "detector/settings.hpp"

namespace holdfast::detector {

class Sensor {
public:
    // Called on the sensor's thread for each verdict change and each fault of its own.
    using NoteSink = std::function<void(net::Note)>;

    Sensor(Settings settings, NoteSink sink);  // starts the thread
    ~Sensor();                                 // stops and joins it
    Sensor(const Sensor&) = delete;
    Sensor& operator=(const Sensor&) = delete;

    // From any thread: what our own instances do now. All of them, each time.
    void roles(std::vector<OwnRole> roles);
    void reconfigure(Settings settings);
    std::shared_ptr<const Report> report() const;

private:
    class Worker;
    std::unique_ptr<Worker> worker_;
};

}  // namespace holdfast::detector
