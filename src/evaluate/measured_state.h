// What an optimisation has measured so far, on the disk after each measurement. Inside of room evaluate.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

#include "base/result.h"

namespace onggi::evaluate_room {

class MeasuredState {
 public:
  /// `file`: empty keeps nothing. `key`: what measurements depend on beside their names.
  MeasuredState(std::filesystem::path file, std::string key) : file_(std::move(file)), key_(std::move(key)) {}

  /// A file that is not there yet holds nothing. Errors: bad_input (kept under another key, or no state at all).
  Result<void> load();
  /// An empty object where nothing was kept under this name.
  nlohmann::json recall(const std::string& name) const { return tried_.value(name, nlohmann::json::object()); }
  /// An object. On the disk when this returns.
  Result<void> keep(const std::string& name, nlohmann::json measured);

 private:
  std::filesystem::path file_;
  std::string key_;
  nlohmann::json tried_ = nlohmann::json::object();
};

}  // namespace onggi::evaluate_room
