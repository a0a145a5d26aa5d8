// Writes of what nobody remembers having read.
#pragma once

namespace onggi {

/// While it lives, commits of this thread leave Database::version() as it is: for what is only added to all the time
/// (the audit log, traces) and never kept in a Remembered.
class UnrememberedWrites {
 public:
  UnrememberedWrites();
  ~UnrememberedWrites();
  UnrememberedWrites(const UnrememberedWrites&) = delete;
  UnrememberedWrites& operator=(const UnrememberedWrites&) = delete;
  static bool here();
};

}  // namespace onggi
