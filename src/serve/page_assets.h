// The page's files inside the program; the table is written by cmake/embed_page.cmake. Inside of room serve.
#pragma once

#include <span>
#include <string_view>

namespace onggi::serve_room {

struct PageAsset {
  std::string_view path;  // "/index.html", "/assets/index-3f2a.js"
  std::string_view bytes;
  std::string_view gzip;  // the same, compressed; empty where that is no smaller
  std::string_view etag;  // with its quotes
};

/// By path. Empty when the program was built without the page.
std::span<const PageAsset> page_assets();

}  // namespace onggi::serve_room
