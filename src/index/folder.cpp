// Manifest and document states as bytes; names of files; leftovers.
#include "index/folder.h"

#include <algorithm>
#include <cctype>
#include <cstdio>
#include <map>

#include "base/file.h"
#include "index/bytes.h"

namespace onggi::index {
namespace {

// Format 2: packed postings with block maxima, graphs.
constexpr std::string_view kManifestMagic = "onggi index 2", kMagicOfAnyFormat = "onggi index ";

void write_entry(ByteWriter& writer, const FileEntry& entry) {
  writer.text(entry.name);
  writer.number(entry.size);
  writer.number(entry.checksum);
}

FileEntry read_entry(ByteReader& reader) {
  FileEntry entry;
  entry.name = reader.text();
  entry.size = reader.number();
  entry.checksum = reader.number();
  return entry;
}

/// "000012.segment", "000012.3.documents", or either before its rename ("….new-abc").
bool is_ours(std::string_view name) {
  const auto digits =
      std::ranges::find_if_not(name, [](unsigned char c) { return std::isdigit(c) != 0; }) - name.begin();
  if (name.starts_with(std::string(kManifestName) + ".new-")) return true;
  const std::string_view rest = name.substr(static_cast<std::size_t>(digits));
  return digits >= 6 && (rest.starts_with(".segment") || rest.starts_with(".vectors") || rest.starts_with(".graph") ||
                         rest.find(".documents") != std::string_view::npos);
}

}  // namespace

Result<void> Disk::write(const std::filesystem::path& path, std::string_view bytes) {
  return write_file(path, bytes, Durable::yes, 0600);
}

void Disk::remove(const std::filesystem::path& path) {
  std::error_code ignored;  // a leftover that stays costs disk space only; the next save tries again
  std::filesystem::remove(path, ignored);
}

std::string encode(const Manifest& manifest) {
  ByteWriter writer;
  writer.text(kManifestMagic);
  writer.text(manifest.token_version);
  writer.text(manifest.vector_version);
  writer.number(manifest.dimensions);
  writer.number(manifest.next_number);
  writer.number(manifest.parts.size());
  for (const PartEntry& part : manifest.parts) {
    writer.number(part.number);
    writer.number(part.documents_version);
    write_entry(writer, part.segment);
    write_entry(writer, part.vectors);
    write_entry(writer, part.graph);
    write_entry(writer, part.documents);
  }
  std::string bytes = std::move(writer).take();
  const std::uint64_t sum = checksum(bytes);
  bytes.append(reinterpret_cast<const char*>(&sum), sizeof sum);
  return bytes;
}

Result<Manifest> decode_manifest(std::string_view bytes) {
  std::uint64_t sum = 0;
  const auto broken = [] { return fail(ErrorCode::bad_input, "the index manifest is damaged"); };
  if (bytes.size() < sizeof sum) return broken();
  std::memcpy(&sum, bytes.data() + bytes.size() - sizeof sum, sizeof sum);
  bytes.remove_suffix(sizeof sum);
  ByteReader reader(bytes);
  if (checksum(bytes) != sum) return broken();
  const std::string_view magic = reader.text();
  if (magic.starts_with(kMagicOfAnyFormat) && magic != kManifestMagic)
    return fail(ErrorCode::bad_input, "the index was written by another version of onggi", "format");
  if (magic != kManifestMagic) return broken();
  Manifest manifest;
  manifest.token_version = reader.text();
  manifest.vector_version = reader.text();
  manifest.dimensions = static_cast<std::uint32_t>(reader.number());
  manifest.next_number = reader.number();
  const std::uint64_t parts = reader.number();
  for (std::uint64_t i = 0; i < parts && reader.ok(); ++i) {
    PartEntry part;
    part.number = reader.number();
    part.documents_version = reader.number();
    part.segment = read_entry(reader);
    part.vectors = read_entry(reader);
    part.graph = read_entry(reader);
    part.documents = read_entry(reader);
    manifest.parts.push_back(std::move(part));
  }
  if (!reader.ok() || !reader.at_end()) return broken();
  return manifest;
}

std::string encode(const std::vector<DocumentEntry>& documents) {
  std::map<std::string_view, std::uint64_t> permissions;  // each id once: thousands of documents share a few
  ByteWriter names;
  for (const DocumentEntry& document : documents)
    if (document.alive && permissions.try_emplace(document.permission, permissions.size()).second)
      names.text(document.permission);
  ByteWriter writer;
  writer.number(permissions.size());
  writer.text(std::move(names).take());
  writer.number(documents.size());
  for (const DocumentEntry& document : documents) {
    writer.number(document.alive ? permissions.at(document.permission) + 1 : 0);
    writer.text(document.stage_key);
  }
  return std::move(writer).take();
}

Result<std::vector<DocumentEntry>> decode_documents(std::string_view bytes) {
  ByteReader reader(bytes);
  std::vector<std::string_view> permissions;
  const std::uint64_t count = reader.number();
  ByteReader names(reader.text());
  while (names.ok() && !names.at_end()) permissions.push_back(names.text());
  std::vector<DocumentEntry> documents;
  const std::uint64_t size = reader.number();
  bool sound = permissions.size() == count && size <= reader.left();
  for (std::uint64_t i = 0; i < size && sound; ++i) {
    const std::uint64_t permission = reader.number();
    const std::string_view stage_key = reader.text();
    sound = reader.ok() && permission <= permissions.size();
    if (!sound) break;
    documents.push_back(
        {permission > 0, permission > 0 ? std::string(permissions[permission - 1]) : "", std::string(stage_key)});
  }
  if (!sound || !reader.at_end()) return fail(ErrorCode::bad_input, "a documents file of the index is damaged");
  return documents;
}

std::string file_name(std::uint64_t number, std::string_view kind) {
  const std::string digits = std::to_string(number);
  return std::string(digits.size() < 6 ? 6 - digits.size() : 0, '0') + digits + "." + std::string(kind);
}

std::string file_name(std::uint64_t number, std::uint64_t version, std::string_view kind) {
  return file_name(number, std::to_string(version) + "." + std::string(kind));
}

std::set<std::string> names_in(const Manifest& manifest) {
  std::set<std::string> names;
  for (const PartEntry& part : manifest.parts)
    names.insert({part.segment.name, part.vectors.name, part.graph.name, part.documents.name});
  return names;
}

void remove_others(Disk& disk, const std::filesystem::path& folder, const std::set<std::string>& wanted,
                   std::string_view in_work) {
  std::error_code error;
  std::vector<std::filesystem::path> leftovers;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    const std::string name = entry.path().filename().string();
    if (!in_work.empty() && name.starts_with(in_work)) continue;
    if (is_ours(name) && !wanted.contains(name)) leftovers.push_back(entry.path());
  }
  for (const auto& path : leftovers) disk.remove(path);
}

}  // namespace onggi::index
