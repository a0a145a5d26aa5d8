// Memory that is given up before its owner ends: a vector cannot shrink from its front, a mapping not at all.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace onggi::parse {

/// Gives the whole pages of these bytes back to the system. What lies there is not to be looked at again: it is zero
/// afterwards, or what the mapped file holds. Small stretches stay as they are.
void forget(std::span<const std::byte> bytes);

/// Of a mapped file: gives its pages back to the system, which brings them again when they are looked at. Any other
/// memory stays as it is.
void forget_mapping(std::string_view bytes);

}  // namespace onggi::parse
