// Looking for installed files.
#include "app/paths.h"

#include <cstdlib>
#include <vector>

namespace onggi::app {

std::filesystem::path program_folder() {
  std::error_code error;
  return std::filesystem::read_symlink("/proc/self/exe", error).parent_path();
}

Result<SharePaths> find_share() {
  std::vector<std::filesystem::path> places;
  if (const char* share = std::getenv("ONGGI_SHARE"); share != nullptr && *share != '\0') places.emplace_back(share);
  else places = {program_folder() / "share/onggi", program_folder().parent_path() / "share/onggi"};
  for (const auto& place : places) {
    SharePaths found{place / "dictionary", place / "embedder/static-ko.bin", place / "thesaurus/ko.tsv",
                     place / "spelling"};
    std::error_code error;
    if (std::filesystem::exists(found.dictionary / "sys.dic", error) && std::filesystem::exists(found.embedder, error))
      return found;
  }
  return fail(ErrorCode::unavailable, "the dictionary and the embedder were not found in " + places.back().string() +
                                          "; install onggi again or set ONGGI_SHARE");
}

}  // namespace onggi::app
