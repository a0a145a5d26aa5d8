// Addresses that pages and sitemaps name. Inside of room ingest.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace onggi::sources {

/// Addresses of <a href>, absolute, each once, in the order of the page; at most 10,000. `base` is the page's own.
std::vector<std::string> links_of(std::string_view html, const std::string& base);

struct Sitemap {
  std::vector<std::string> pages, sitemaps;
};
/// None: it is no sitemap (sitemaps.org).
std::optional<Sitemap> read_sitemap(std::string_view xml);

}  // namespace onggi::sources
