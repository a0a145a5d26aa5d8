// Where things lie: the home's files, and what was installed beside the program.
#pragma once

#include <filesystem>

#include "base/result.h"
#include "procedure/procedure.h"

namespace onggi::app {

/// Files of one workspace.
struct HomePaths {
  std::filesystem::path root;
  std::filesystem::path config() const { return root / "onggi.toml"; }
  std::filesystem::path blobs() const { return root / "blobs"; }
  std::filesystem::path keys() const { return root / "keys"; }
  std::filesystem::path index() const { return root / "index"; }
  std::filesystem::path uploads() const { return root / "uploads"; }
  std::filesystem::path trials() const { return root / "trials"; }
  std::filesystem::path lock() const { return root / "lock"; }
  std::filesystem::path socket() const { return root / "server.sock"; }
};

/// What belongs to the program: $ONGGI_SHARE, else share/onggi beside the program's folder (installed) or in it
/// (built). Errors: unavailable naming where it was looked for.
struct SharePaths {
  std::filesystem::path dictionary;  // mecab-ko-dic
  std::filesystem::path embedder;    // static-ko.bin
  std::filesystem::path thesaurus;   // ko.tsv
  std::filesystem::path spelling;    // rules-ko.txt, spacing-ko.bin, words-ko.txt
  std::filesystem::path guards;      // rules.toml
};
Result<SharePaths> find_share();

/// The rules of guards as shipped. Errors: those of find_share(); not_found.
Result<std::string> read_guard_rules();

/// NanumGothic: beside what belongs to the program, else where the Debian package fonts-nanum puts it. The files may be
/// missing: who needs them says so.
ReportFonts find_report_fonts();

/// The folder of the running program.
std::filesystem::path program_folder();

}  // namespace onggi::app
