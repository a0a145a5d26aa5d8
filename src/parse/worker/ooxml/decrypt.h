// Office files with a password (MS-OFFCRYPTO 2.3.4): DOCX, XLSX and PPTX packages inside of a compound file.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "parse/parse.h"

namespace onggi::parse::ooxml {

/// The package inside of an encrypted office file: agile and standard encryption, AES. An empty password tries the one
/// that Excel itself uses for files that only ask before they are changed.
/// Errors: bad_input "password_required", "password_wrong", "broken"; unsupported "encryption" (rights management,
/// RC4); limit_exceeded. Cost: as many hashes as the file asks for, at most ten million (some seconds).
Result<std::string> decrypt_package(std::string_view bytes, std::string_view password, const ParseLimits& limits);

}  // namespace onggi::parse::ooxml
