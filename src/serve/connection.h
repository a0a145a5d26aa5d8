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

/// Starts to serve on the socket's executor (a strand of its own). `tls` may be null: plain HTTP.
void serve_connection(boost::asio::ip::tcp::socket socket, boost::asio::ssl::context* tls, Shared& shared);

}  // namespace onggi::serve_room
