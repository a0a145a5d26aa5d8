// One client's connection: requests in, answers out. Inside of room serve; the only place where Beast is used is
// connection.cpp.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "serve/workers.h"

namespace boost::asio::ssl {
class context;
}

namespace onggi::serve_room {

/// Starts to serve on `loop`, which the socket belongs to. `tls` may be null: plain HTTP.
void serve_connection(boost::asio::ip::tcp::socket socket, boost::asio::ssl::context* tls, net::Loop& loop,
                      Shared& shared);

}  // namespace onggi::serve_room
