// Reading JSON bodies and query values: each error names the field. Inside of room serve.
#pragma once

#include <cstdint>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/people.h"
#include "serve/http.h"

namespace onggi::serve_room {

struct IntegerRange {
  std::int64_t min = 0, max = 0, fallback = 0;
};
struct RealRange {
  double min = 0, max = 0, fallback = 0;
};

/// One JSON object. A field that is null counts as absent; unknown fields are left alone.
class Fields {
 public:
  /// Errors: invalid_argument when the body is empty, not JSON (also: not UTF-8) or not an object.
  static Result<Fields> parse(std::string_view body);
  explicit Fields(nlohmann::json object);
  Fields(Fields&&) noexcept;
  Fields& operator=(Fields&&) noexcept;
  ~Fields();

  const nlohmann::json* find(std::string_view name) const;  // null: absent
  Result<std::string> text(std::string_view name) const;    // required, not empty
  Result<std::optional<std::string>> text_if(std::string_view name) const;
  Result<std::int64_t> integer(std::string_view name, const IntegerRange& range) const;
  Result<double> real(std::string_view name, const RealRange& range) const;
  Result<bool> flag(std::string_view name, bool fallback) const;
  Result<std::vector<std::string>> texts(std::string_view name) const;  // none: empty
  Result<std::optional<Label>> label(std::string_view name) const;
  Result<std::optional<Role>> role(std::string_view name) const;

 private:
  std::unique_ptr<nlohmann::json> object_;
};

Result<std::int64_t> query_integer(const Request& request, std::string_view name, const IntegerRange& range);
Result<std::optional<Label>> query_label(const Request& request, std::string_view name);

/// JSON as an answer; text that is not UTF-8 is repaired, never refused.
Response json_response(int status, const nlohmann::json& body);
std::string dump(const nlohmann::json& json);

}  // namespace onggi::serve_room
