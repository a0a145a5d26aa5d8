// The parts of a URL that decide where a call goes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace onggi::net {

struct Url {
  std::string scheme;      // "http" or "https"
  std::string host;        // lower case; IPv6 keeps its brackets
  std::uint16_t port = 0;  // the scheme's own where none is written
  std::string path;        // with query; "/" where empty
  std::string host_and_port() const { return host + ":" + std::to_string(port); }
};

/// Strict: http and https only, no user info ("http://allowed@other/" goes to `other`), no space, control character or
/// backslash, which different readers take differently. Errors: invalid_argument; the message names the fault and never
/// the URL, which may hold a key.
Result<Url> split_url(std::string_view url);

/// A link as it stands on the page `base`: an absolute http(s) URL in its normal form, without fragment; empty for
/// what is none ("mailto:", broken).
std::string resolve_link(const std::string& base, const std::string& link);

/// "가 나" → "%EA%B0%80%20%EB%82%98": all but letters, digits and -._~ (RFC 3986), and but slashes where they are kept.
enum class Slashes : std::uint8_t { keep, encode };
std::string percent_encoded(std::string_view text, Slashes slashes);

std::string lower(std::string_view ascii);

}  // namespace onggi::net
