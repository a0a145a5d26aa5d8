// See certificate.h.
#include "ingest/certificate.h"

#include <algorithm>
#include <array>
#include <ctime>
#include <vector>

#include "base/hash.h"

namespace onggi::ingest_room {

std::string utc_text(UnixMs time_ms) {
  const std::time_t seconds = time_ms / 1000;
  std::tm parts{};
  ::gmtime_r(&seconds, &parts);
  std::array<char, 32> text{};
  const std::size_t length = std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts);
  return {text.data(), length};
}

std::string value_hash(const Vault& vault, const SubjectValue& value) {
  return keyed_hash_hex(vault.subkey("erasure"),
                        "value:" + std::to_string(static_cast<int>(value.form)) + ":" + value.bare);
}

std::string subject_hash(const Vault& vault, const Subject& subject) {
  std::vector<std::string> hashes;
  for (const SubjectValue& value : subject.values()) hashes.push_back(value_hash(vault, value));
  std::ranges::sort(hashes);
  std::string all = "subject";
  for (const std::string& hash : hashes) all += ":" + hash;
  return keyed_hash_hex(vault.subkey("erasure"), all);
}

void sign(const Vault& vault, nlohmann::json& certificate) {
  certificate.erase("signature");
  certificate["signature"] = keyed_hash_hex(vault.subkey("certificates"), certificate.dump());
}

bool is_signed(const Vault& vault, nlohmann::json certificate) {
  if (!certificate.is_object()) return false;
  const std::string signature = certificate.value("signature", nlohmann::json()).is_string()
                                    ? certificate["signature"].get<std::string>()
                                    : std::string();
  sign(vault, certificate);
  return equal_secrets(signature, certificate["signature"].get<std::string>());
}

}  // namespace onggi::ingest_room
