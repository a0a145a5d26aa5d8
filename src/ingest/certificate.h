// Certificates of erasures: what they say, and their signature. Inside of room ingest.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "base/clock.h"
#include "privacy/subject.h"
#include "store/vault.h"

namespace onggi::ingest_room {

/// "2026-11-21T22:40:05Z".
std::string utc_text(UnixMs time_ms);

/// A value and a subject by keyed hash: the same for every writing, and nothing without the home's key.
std::string value_hash(const Vault& vault, const SubjectValue& value);
std::string subject_hash(const Vault& vault, const Subject& subject);

/// Adds "signature": a keyed hash over all the rest, members in the order of their names.
void sign(const Vault& vault, nlohmann::json& certificate);
bool is_signed(const Vault& vault, nlohmann::json certificate);

}  // namespace onggi::ingest_room
