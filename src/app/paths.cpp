// Looking for installed files.
#include "app/paths.h"

#include <cstdlib>
#include <vector>

#include "base/file.h"

namespace onggi::app {

std::filesystem::path program_folder() {
  std::error_code error;
  return std::filesystem::read_symlink("/proc/self/exe", error).parent_path();
}

namespace {

std::vector<std::filesystem::path> share_places() {
  if (const char* share = std::getenv("ONGGI_SHARE"); share != nullptr && *share != '\0') return {share};
  return {program_folder() / "share/onggi", program_folder().parent_path() / "share/onggi"};
}

}  // namespace

Result<SharePaths> find_share() {
  const std::vector<std::filesystem::path> places = share_places();
  for (const auto& place : places) {
    SharePaths found{place / "dictionary", place / "embedder/static-ko.bin", place / "thesaurus/ko.tsv",
                     place / "spelling", place / "guards/rules.toml"};
    std::error_code error;
    if (std::filesystem::exists(found.dictionary / "sys.dic", error) && std::filesystem::exists(found.embedder, error))
      return found;
  }
  return fail(ErrorCode::unavailable, "the dictionary and the embedder were not found in " + places.back().string() +
                                          "; install onggi again or set ONGGI_SHARE");
}

Result<std::string> read_guard_rules() {
  constexpr std::size_t kBytesMax = std::size_t{4} << 20U;
  ONGGI_TRY(const SharePaths share, find_share());
  return read_file(share.guards, kBytesMax);
}

ReportFonts find_report_fonts() {
  std::vector<std::filesystem::path> folders = share_places();
  for (auto& folder : folders) folder /= "fonts";
  folders.emplace_back("/usr/share/fonts/truetype/nanum");
  const auto fonts_in = [](const std::filesystem::path& folder) {
    return ReportFonts{.regular = folder / "NanumGothic.ttf", .bold = folder / "NanumGothicBold.ttf"};
  };
  for (const auto& folder : folders) {
    std::error_code error;
    ReportFonts fonts = fonts_in(folder);
    if (std::filesystem::exists(fonts.regular, error) && std::filesystem::exists(fonts.bold, error)) return fonts;
  }
  return fonts_in(folders.back());
}

}  // namespace onggi::app
