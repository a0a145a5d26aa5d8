// What a file is, and what would be needed to read it. Shared by the client and the worker; the door is parse/parse.h.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace onggi::parse {

/// The media types of this build's readers; a test holds them against the worker's dispatch table.
std::span<const std::string_view> readable_media_types();

/// Why a media type is not read, in a sentence that names the format and what would be needed.
std::string describe_unsupported(std::string_view media_type);

}  // namespace onggi::parse
