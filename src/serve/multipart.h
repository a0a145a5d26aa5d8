// Forms with files as browsers and OpenAI's clients send them: multipart/form-data (RFC 7578). Inside of room serve.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "serve/upload_file.h"

namespace onggi::serve_room {

struct FormPart {
  std::string name;
  std::optional<std::string> file_name;  // none: a plain field
  std::uint64_t offset = 0, bytes = 0;   // where its content lies in the form
};

/// The boundary that a Content-Type names; none: it is no such form.
std::optional<std::string> form_boundary(std::string_view content_type);

/// The parts in their order; their contents stay where they are, whatever their size. Errors: invalid_argument
/// ("bad_form": broken, more than 32 parts, a header over 8 KiB).
Result<std::vector<FormPart>> read_form(const TemporaryFile& form, std::string_view boundary);

/// The content of a plain field. Errors: invalid_argument ("bad_form": over 64 KiB, or not UTF-8).
Result<std::string> form_text(const TemporaryFile& form, const FormPart& part);

/// The content of a part as a file of its own, beside the form. Errors: unavailable.
Result<void> copy_part(const TemporaryFile& form, const FormPart& part, UploadFile& file);

}  // namespace onggi::serve_room
