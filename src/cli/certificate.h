// Certificates of erasures as a page to print; inside of room cli.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace onggi::cli_room {

/// One page, Korean first, with the certificate itself inside, so that the page can be verified, too. The same
/// certificate always gives the same bytes.
std::string to_html(const nlohmann::json& certificate);

/// The certificate in a file: JSON, or a page that is, byte for byte, what to_html() makes of what it holds.
std::optional<nlohmann::json> certificate_in(std::string_view text);

/// What `why` of a thing that was not removed means.
std::string why_text(std::string_view why, bool korean);

}  // namespace onggi::cli_room
