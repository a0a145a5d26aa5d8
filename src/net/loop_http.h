// HTTP calls of fibers: a connection of the loop's, no thread. Inside of room net.
#pragma once

#include "net/fiber.h"
#include "net/http_client.h"
#include "net/url.h"

namespace onggi::net {

using BytesSink = std::function<bool(std::string_view)>;

/// Plain HTTP without proxy; all else is curl's.
bool goes_on_loop(const OutgoingRequest& request, const Url& url);

/// As HttpClient::send() and stream() (`on_bytes` is null for the former), in the fiber that this code runs in. The
/// gate was asked.
Result<IncomingAnswer> call_on_loop(Fiber& fiber, const OutgoingRequest& request, const Url& url,
                                    const BytesSink* on_bytes, const Cancel& cancel);

}  // namespace onggi::net
