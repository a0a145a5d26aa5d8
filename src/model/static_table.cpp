// Opens, checks and searches the embedder's file.
#include "model/static_table.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cerrno>
#include <cstring>
#include <optional>
#include <utility>
#include <vector>

#include "base/file.h"

namespace onggi::model {
namespace {

static_assert(std::endian::native == std::endian::little, "the file is mapped as it is");

struct Head {
  std::array<char, 8> magic;
  std::uint32_t version, dimensions, rows, forms, entries, blob_bytes;
  float typical_length;
  std::uint32_t unused;
  std::uint64_t body_bytes, checksum;
  std::uint64_t reserved;
};
static_assert(sizeof(Head) == 64);

constexpr std::array<std::string_view, 20> kTagNames = {"NNG", "NNP", "NNB", "NR",  "NP",  "VV",  "VA",
                                                        "VX",  "VCP", "VCN", "MM",  "MAG", "MAJ", "IC",
                                                        "XPN", "XSN", "XSV", "XSA", "XSM", "XR"};

std::unexpected<Error> not_an_embedder(const std::string& file, std::string_view why) {
  return fail(ErrorCode::bad_input,
              file + " is not an embedder file of this version (" + std::string(why) +
                  "): take data/embedder/static-ko.bin of this release",
              "not_an_embedder");
}

/// One 64-bit word a step; the same lines stand in scripts/make_embedder.py.
class Checksum {
 public:
  void add(std::span<const std::uint64_t> words) {
    for (const std::uint64_t word : words) {
      value_ = (value_ ^ word) * 1099511628211ULL;
      value_ ^= value_ >> 32U;
    }
  }
  std::uint64_t value() const { return value_; }

 private:
  std::uint64_t value_ = 14695981039346656037ULL;
};

/// Reads instead of walking the mapping: pages that were only checked do not count as the program's memory.
std::optional<std::uint64_t> checksum_of_body(int fd, std::size_t begin, std::size_t end) {
  std::vector<std::uint64_t> buffer(32 * 1024);
  Checksum checksum;
  for (std::size_t at = begin; at < end;) {
    const std::size_t want = std::min(buffer.size() * sizeof(std::uint64_t), end - at);
    std::size_t have = 0;
    while (have < want) {
      const ssize_t got =
          ::pread(fd, std::bit_cast<char*>(buffer.data()) + have, want - have, static_cast<off_t>(at + have));
      if (got < 0 && errno == EINTR) continue;
      if (got <= 0) return std::nullopt;
      have += static_cast<std::size_t>(got);
    }
    const std::size_t words = (have + 7) / 8;
    std::memset(std::bit_cast<char*>(buffer.data()) + have, 0, words * 8 - have);
    checksum.add(std::span(buffer).first(words));
    at += have;
  }
  return checksum.value();
}

/// The tags to try for a word, nearest first: mecab-ko-dic and Kiwi draw some borders differently (명사 or 부사, 동사
/// or 형용사).
std::span<const WordTag> neighbours(WordTag tag) {
  using enum WordTag;
  static constexpr std::array nouns = {NNG, NNP, NNB, XR, MAG, NR, NP};
  static constexpr std::array names = {NNP, NNG, XR};
  static constexpr std::array units = {NNB, NNG};
  static constexpr std::array verbs = {VV, VA, VX};
  static constexpr std::array adjectives = {VA, VV, VX};
  static constexpr std::array auxiliaries = {VX, VV, VA};
  static constexpr std::array adverbs = {MAG, MAJ, NNG};
  static constexpr std::array determiners = {MM, NP, MAG, NNG};
  static constexpr std::array pronouns = {NP, MM, NNG};
  static constexpr std::array numerals = {NR, NNG, MM};
  static constexpr std::array roots = {XR, NNG};
  static constexpr std::array suffixes = {XSN, NNG};
  static constexpr std::array prefixes = {XPN, NNG};
  static constexpr std::array verbal = {XSV, VV};
  static constexpr std::array adjectival = {XSA, XSV, VA};
  static constexpr std::array exclamations = {IC, MAG, NNG};
  static constexpr std::array copulas = {VCP, VCN, VA};
  switch (tag) {
    case NNP:
      return names;
    case NNB:
      return units;
    case NR:
      return numerals;
    case NP:
      return pronouns;
    case VV:
      return verbs;
    case VA:
      return adjectives;
    case VX:
      return auxiliaries;
    case VCP:
    case VCN:
      return copulas;
    case MM:
      return determiners;
    case MAG:
    case MAJ:
      return adverbs;
    case IC:
      return exclamations;
    case XPN:
      return prefixes;
    case XSN:
      return suffixes;
    case XSV:
      return verbal;
    case XSA:
    case XSM:
      return adjectival;
    case XR:
      return roots;
    case NNG:
    case none:
      return nouns;
  }
  return nouns;
}

/// Non-decreasing, from 0 to `end`: then every slice made from neighbours is inside.
bool is_ladder(std::span<const std::uint32_t> steps, std::size_t end) {
  return steps.front() == 0 && steps.back() <= end && std::ranges::is_sorted(steps);
}

}  // namespace

WordTag word_tag_from(std::string_view sejong) {
  if (sejong == "NNBC") return WordTag::NNB;
  const auto found = std::ranges::find(kTagNames, sejong);
  return found == kTagNames.end() ? WordTag::none : static_cast<WordTag>(found - kTagNames.begin());
}

StaticTable::StaticTable(StaticTable&& other) noexcept { *this = std::move(other); }

StaticTable& StaticTable::operator=(StaticTable&& other) noexcept {
  std::swap(map_, other.map_);
  std::swap(map_bytes_, other.map_bytes_);
  std::swap(dimensions_, other.dimensions_);
  std::swap(rows_, other.rows_);
  std::swap(forms_, other.forms_);
  std::swap(entries_count_, other.entries_count_);
  std::swap(blob_bytes_, other.blob_bytes_);
  std::swap(typical_length_, other.typical_length_);
  std::swap(checksum_, other.checksum_);
  std::swap(form_offsets_, other.form_offsets_);
  std::swap(first_entry_, other.first_entry_);
  std::swap(entries_, other.entries_);
  std::swap(scales_, other.scales_);
  std::swap(blob_, other.blob_);
  std::swap(vectors_, other.vectors_);
  return *this;
}

StaticTable::~StaticTable() {
  if (map_ != nullptr) ::munmap(const_cast<char*>(map_), map_bytes_);
}

Result<StaticTable> StaticTable::open(const std::string& file) {
  const FileDescriptor fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd && errno == ENOENT)
    return fail(ErrorCode::not_found, "no embedder file at " + file + ": it belongs to every release of onggi");
  if (!fd) return std::unexpected(system_error("open", file, errno));
  struct stat status{};
  if (::fstat(fd.get(), &status) != 0) return std::unexpected(system_error("look at", file, errno));
  const auto bytes = static_cast<std::size_t>(status.st_size);
  if (bytes < sizeof(Head)) return not_an_embedder(file, "too short");
  StaticTable table;
  void* map = ::mmap(nullptr, bytes, PROT_READ, MAP_SHARED, fd.get(), 0);
  if (map == MAP_FAILED) return std::unexpected(system_error("map", file, errno));
  table.map_ = static_cast<const char*>(map);
  table.map_bytes_ = bytes;
  Head head{};
  std::memcpy(&head, table.map_, sizeof(Head));
  if (std::string_view(head.magic.data(), head.magic.size()) != "onggivec") return not_an_embedder(file, "other magic");
  if (head.version != 1) return not_an_embedder(file, "version " + std::to_string(head.version));
  table.dimensions_ = head.dimensions;
  table.rows_ = head.rows;
  table.forms_ = head.forms;
  table.entries_count_ = head.entries;
  table.blob_bytes_ = head.blob_bytes;
  table.typical_length_ = head.typical_length;
  table.checksum_ = head.checksum;
  const auto sum = checksum_of_body(fd.get(), sizeof(Head), bytes);
  if (!sum) return std::unexpected(system_error("read", file, EIO));
  if (*sum != head.checksum)
    return fail(ErrorCode::bad_input, file + " is damaged (checksum): copy it again from the release", "checksum");
  ONGGI_CHECK(table.place(file, head.body_bytes));
  return table;
}

/// Lays the spans over the mapping, checking that each lies inside.
Result<void> StaticTable::place(const std::string& file, std::uint64_t body_bytes) {
  const std::size_t tables = (2 * (forms_ + 1) + entries_count_) * sizeof(std::uint32_t);
  const std::size_t need = tables + rows_ * sizeof(float) + blob_bytes_ + rows_ * dimensions_;
  if (body_bytes != need || map_bytes_ != sizeof(Head) + need || dimensions_ == 0 || dimensions_ > 4096)
    return not_an_embedder(file, "sizes do not add up");
  const char* at = map_ + sizeof(Head);
  const auto take = [&at]<typename T>(std::span<const T>& span, std::size_t count) {
    span = std::span(reinterpret_cast<const T*>(at), count);
    at += count * sizeof(T);
  };
  take(form_offsets_, forms_ + 1);
  take(first_entry_, forms_ + 1);
  take(entries_, entries_count_);
  take(scales_, rows_);
  blob_ = std::string_view(at, blob_bytes_);
  at += blob_bytes_;
  take(vectors_, rows_ * dimensions_);
  const bool rows_exist =
      std::ranges::all_of(entries_, [this](std::uint32_t entry) { return (entry & 0xFFFFFFU) < rows_; });
  if (!is_ladder(form_offsets_, blob_bytes_) || !is_ladder(first_entry_, entries_count_) || !rows_exist)
    return not_an_embedder(file, "a table points outside");
  return {};
}

std::string_view StaticTable::form(std::size_t index) const {
  return blob_.substr(form_offsets_[index], form_offsets_[index + 1] - form_offsets_[index]);
}

std::int32_t StaticTable::find(std::string_view wanted, WordTag tag) const {
  std::size_t low = 0, high = forms_;
  while (low < high) {
    const std::size_t middle = (low + high) / 2;
    if (form(middle) < wanted) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  if (low == forms_ || form(low) != wanted) return -1;
  const auto entries = entries_.subspan(first_entry_[low], first_entry_[low + 1] - first_entry_[low]);
  for (const WordTag candidate : neighbours(tag)) {
    for (const std::uint32_t entry : entries)
      if (entry >> 24U == static_cast<std::uint32_t>(candidate)) return static_cast<std::int32_t>(entry & 0xFFFFFFU);
  }
  return -1;
}

void StaticTable::add(std::int32_t row, float factor, std::span<float> sum) const {
  const auto index = static_cast<std::size_t>(row);
  const float scale = scales_[index] * factor;
  const std::int8_t* vector = vectors_.data() + index * dimensions_;
  for (std::size_t i = 0; i < dimensions_; ++i) sum[i] += scale * static_cast<float>(vector[i]);
}

}  // namespace onggi::model
