// The detector's thread: taps the interfaces, probes, pings, speaks with the other nodes' detectors, and lets the Judge
// decide. It never edits addresses, and nothing that happens to it can delay an advert.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "daemon/net/note.hpp"
#include "detector/action.hpp"
#include "detector/report.hpp"
#include "detector/role.hpp"
#include "detector/settings.hpp"

namespace holdfast::detector {

class Sensor {
public:
    // Called on the sensor's thread.
    struct Outputs {
        std::function<void(net::Note)> note;  // each verdict change, each fault of its own
        std::function<void(Carry)> carry;     // the arbiter's rulings
        std::function<void(Reassert)> reassert;
    };

    Sensor(Settings settings, Outputs outputs);  // starts the thread
    ~Sensor();                                   // stops and joins it
    Sensor(const Sensor&) = delete;
    Sensor& operator=(const Sensor&) = delete;

    // From any thread: what our own instances do now. All of them, each time.
    void roles(std::vector<OwnRole> roles);
    void reconfigure(Settings settings);
    // A marked test verdict for this long; it is never acted upon.
    void drill(std::string instance, net::Duration duration);
    std::shared_ptr<const Report> report() const;

private:
    class Worker;
    std::unique_ptr<Worker> worker_;
};

}  // namespace holdfast::detector
