#include "metrics/advice.hpp"

namespace holdfast::metrics {

detector::Concerned concerned(const engine::InstanceSettings& instance) {
    return {.name = instance.name,
            .interface = instance.interface,
            .address = instance.addresses.empty() ? "ADDRESS" : to_string(instance.addresses[0].address)};
}

}  // namespace holdfast::metrics
