// Server-sent events, as far as model servers use them (WHATWG HTML, section 9.2 "Server-sent events").
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace onggi::model {

/// Takes bytes cut anywhere and gives the data of each event. Lines end in LF, CRLF or CR; comments and fields other
/// than `data` and `event` are passed over; several data lines are joined by LF. An event that is not closed by an
/// empty line is given by finish(), because some servers forget it.
class SseParser {
 public:
  using OnData = std::function<Result<void>(std::string_view data)>;
  explicit SseParser(OnData on_data) : on_data_(std::move(on_data)) {}

  /// Errors: those of `on_data`; limit_exceeded when one event is longer than 16 MiB.
  Result<void> feed(std::string_view bytes);
  Result<void> finish();

  /// The name of the event whose data is being given; "message" where it has none.
  const std::string& event() const { return event_; }

 private:
  Result<void> take_line();
  Result<void> dispatch();

  OnData on_data_;
  std::string line_, data_, event_ = "message";
  bool has_data_ = false, after_cr_ = false, first_line_ = true;
};

}  // namespace onggi::model
