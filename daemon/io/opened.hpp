// For what a thread cannot work without: the value, or an exception with the reason.
#pragma once

#include <stdexcept>
#include <utility>

#include "daemon/io/error.hpp"

namespace holdfast::io {

template <class T>
T opened(Result<T> result) {
    if (!result) throw std::runtime_error{result.error().text()};
    return std::move(*result);
}

}  // namespace holdfast::io
