// The index on disk: which files make one saved state, and how they are written so that a kill leaves the old state or
// the new one.
//
// A state is one manifest and the files it names, each with size and checksum:
//   manifest              what is valid; replaced by a rename after everything else is safe on disk
//   000012.segment        terms, postings, ids: never changes
//   000012.vectors        vectors of its chunks, if any: never changes
//   000012.graph          graph over them, if there are many: never changes
//   000012.3.documents    permission and stage key of each document; a change writes version 4 beside it
// Files that no manifest names are leftovers and are removed at the next open or save.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace onggi::index {

/// What save() does to a folder. Tests stop it in the middle.
class Disk {
 public:
  virtual ~Disk() = default;
  /// All or nothing, durable when it returns. Errors: unavailable.
  virtual Result<void> write(const std::filesystem::path& path, std::string_view bytes);
  virtual void remove(const std::filesystem::path& path);
};

struct FileEntry {
  std::string name;  // empty: there is none
  std::uint64_t size = 0, checksum = 0;
};

struct PartEntry {
  std::uint64_t number = 0, documents_version = 0;
  FileEntry segment, vectors, graph, documents;
};

struct Manifest {
  std::string token_version, vector_version;
  std::uint32_t dimensions = 0;
  std::uint64_t next_number = 1;
  std::vector<PartEntry> parts;
};

/// One document as the `.documents` file keeps it.
struct DocumentEntry {
  bool alive = false;
  std::string permission, stage_key;
};

std::string encode(const Manifest& manifest);
/// Errors: bad_input, with the reason "format" for one that another version of onggi wrote.
Result<Manifest> decode_manifest(std::string_view bytes);
std::string encode(const std::vector<DocumentEntry>& documents);
Result<std::vector<DocumentEntry>> decode_documents(std::string_view bytes);  // bad_input

std::string file_name(std::uint64_t number, std::string_view kind);
std::string file_name(std::uint64_t number, std::uint64_t version, std::string_view kind);

inline constexpr std::string_view kManifestName = "manifest";

/// Removes our files that are not in `wanted` and do not begin with `in_work` (if any); other files in the folder are
/// not ours and stay.
void remove_others(Disk& disk, const std::filesystem::path& folder, const std::set<std::string>& wanted,
                   std::string_view in_work = {});
std::set<std::string> names_in(const Manifest& manifest);

}  // namespace onggi::index
