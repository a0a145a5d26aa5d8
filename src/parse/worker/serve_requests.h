// The worker's loop: requests in, answers out, one at a time.
#pragma once

#include "base/result.h"

namespace onggi::parse {

/// Loads what the readers keep in files: call it before the sandbox closes.
void warm_readers();

/// Answers requests on `socket` until the client closes it. Never returns an error of a file; those are answers.
/// Errors: bad_input or unavailable when the channel itself fails.
Result<void> serve_requests(int socket);

}  // namespace onggi::parse
