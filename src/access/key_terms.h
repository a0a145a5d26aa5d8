// What an API key is made for: scopes, models, and how much it may take.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace onggi {

/// What a key may be used for. What it was not made for is refused, whatever its person may do.
enum class KeyScope : std::uint8_t {
  models,     // models themselves: writing, embeddings, reranking, moderations, functions
  retrieval,  // searches, questions to the documents, reading them
  documents,  // documents: bringing, reading, changing, removing
  all,        // everything that its person may do
};
inline constexpr KeyScope kKeyScopes[] = {KeyScope::models, KeyScope::retrieval, KeyScope::documents, KeyScope::all};
std::string_view to_string(KeyScope scope);
std::optional<KeyScope> key_scope_from(std::string_view text);

/// A set of scopes.
class KeyScopes {
 public:
  constexpr KeyScopes() = default;
  constexpr KeyScopes(std::initializer_list<KeyScope> scopes) {
    for (const KeyScope scope : scopes) add(scope);
  }
  constexpr void add(KeyScope scope) { bits_ = static_cast<std::uint8_t>(bits_ | bit_of(scope)); }
  constexpr bool has(KeyScope scope) const { return (bits_ & bit_of(scope)) != 0; }
  constexpr bool empty() const { return bits_ == 0; }
  /// Whether a key with these scopes may do what any of `wanted` is enough for.
  constexpr bool suffice_for(KeyScopes wanted) const { return has(KeyScope::all) || (bits_ & wanted.bits_) != 0; }

 private:
  static constexpr std::uint8_t bit_of(KeyScope scope) {
    return static_cast<std::uint8_t>(1U << static_cast<unsigned>(scope));
  }
  std::uint8_t bits_ = 0;
};

struct KeyTerms {
  KeyScopes scopes{KeyScope::all};
  std::vector<std::string> models;       // ids as /v1/models names them; none: all
  std::int64_t requests_per_minute = 0;  // 0: as [limits] of onggi.toml says
  std::int64_t tokens_per_minute = 0;    // 0: as [limits] of onggi.toml says
  std::int64_t tokens_per_month = 0;     // 0: no budget

  bool allows_model(std::string_view id) const;
  /// Whether anything keeps this key from what its person may do.
  bool are_limited() const;
};

/// Errors: invalid_argument: no scope, a model list beside the scope `all` (whose other doors would lead around it), a
/// number below 0 or above 10^12, names of models that are none.
Result<void> check(const KeyTerms& terms);

/// As words with a blank between: "models retrieval". Errors: invalid_argument for an unknown word.
std::string scopes_text(KeyScopes scopes);
Result<KeyScopes> scopes_from(const std::vector<std::string>& names);

}  // namespace onggi
