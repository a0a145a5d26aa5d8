// Inserting, linking, taking over.
#include "index/graph_builder.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace onggi::index {
namespace {

/// Rows a new one is compared with before its neighbours are chosen ("efConstruction").
constexpr std::size_t kBuildWidth = 100;

/// One row in sixteen stands a level higher. Drawn from the number alone (SplitMix64), so that a graph can be made
/// again.
std::uint32_t drawn_level(std::uint32_t row) {
  std::uint64_t x = (row + std::uint64_t{1}) * 0x9E3779B97F4A7C15ULL;
  x = (x ^ (x >> 30U)) * 0xBF58476D1CE4E5B9ULL;
  x = (x ^ (x >> 27U)) * 0x94D049BB133111EBULL;
  return static_cast<std::uint32_t>(std::countl_zero((x ^ (x >> 31U)) | 1U)) / 4;
}

template <typename T>
std::string_view raw(const std::vector<T>& values) {
  return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T)};
}

}  // namespace

GraphBuilder::GraphBuilder(const Vectors& vectors)
    : rows_(vectors.rows()),
      dimensions_(vectors.dimensions()),
      scales_(rows_),
      codes_(rows_ * code_stride(dimensions_)),
      ground_(std::size_t{rows_} * kGroundLinks, kNoRow),
      upper_begins_(rows_, kNoRow),
      ground_nearness_(ground_.size()),
      in_(rows_) {
  for (std::uint32_t row = 0; row < rows_; ++row)
    scales_[row] = encode_row({vectors.row(row), dimensions_}, codes_.data() + row * code_stride(dimensions_));
}

GraphView GraphBuilder::view() const {
  return {{scales_.data(), codes_.data(), code_stride(dimensions_)},
          ground_.data(),
          upper_begins_.data(),
          upper_.data(),
          rows_,
          entry_,
          level_};
}

std::size_t GraphBuilder::Links::size() const {
  return static_cast<std::size_t>(std::ranges::find(rows, kNoRow) - rows.begin());
}

void GraphBuilder::Links::set(std::span<const NearRow> to) {
  for (std::size_t i = 0; i < rows.size(); ++i) {
    rows[i] = i < to.size() ? to[i].row : kNoRow;
    nearness[i] = i < to.size() ? to[i].nearness : 0;
  }
}

GraphBuilder::Links GraphBuilder::links(std::uint32_t row, std::uint32_t level) {
  if (level == 0) {
    const std::size_t begin = std::size_t{row} * kGroundLinks;
    return {{ground_.data() + begin, kGroundLinks}, {ground_nearness_.data() + begin, kGroundLinks}};
  }
  const std::size_t begin = upper_begins_[row] + 1 + std::size_t{level - 1} * kLinks;
  return {{upper_.data() + begin, kLinks}, {upper_nearness_.data() + begin, kLinks}};
}

void GraphBuilder::stand(std::uint32_t row, std::uint32_t level) {
  in_[row] = true;
  if (level == 0) return;
  upper_begins_[row] = static_cast<std::uint32_t>(upper_.size());
  upper_.push_back(level);
  upper_.resize(upper_.size() + std::size_t{level} * kLinks, kNoRow);
  upper_nearness_.resize(upper_.size());
}

// ---- one row ----

bool GraphBuilder::insert_rest(const std::atomic<bool>& stop) {
  for (std::uint32_t row = 0; row < rows_; ++row) {
    if (stop.load(std::memory_order_relaxed)) return false;
    if (!in_[row]) insert(row);
  }
  return true;
}

void GraphBuilder::insert(std::uint32_t row) {
  const std::uint32_t level = drawn_level(row);
  stand(row, level);
  if (entry_ != kNoRow) {
    scratch_.query.set(view().codes, row);
    from_.assign(1, descend(view(), level, scratch_));
    for (std::uint32_t at = std::min(level, level_) + 1; at-- > 0;) {
      walk(view(), at, from_, kBuildWidth, scratch_);
      candidates_.clear();
      from_.clear();
      for (std::size_t i = 0; i < scratch_.beam.size(); ++i) {
        candidates_.push_back(scratch_.beam[i]);
        from_.push_back(scratch_.beam[i].row);
      }
      link(row, at);
    }
  }
  if (entry_ == kNoRow || level > level_) {
    entry_ = row;
    level_ = level;
  }
}

/// Links the row with the best of candidates_, both ways.
void GraphBuilder::link(std::uint32_t row, std::uint32_t level) {
  choose(candidates_, kLinks);
  links(row, level).set(candidates_);
  for (const NearRow& neighbour : candidates_) link_back(neighbour.row, level, {neighbour.nearness, row});
}

void GraphBuilder::link_back(std::uint32_t row, std::uint32_t level, NearRow to) {
  Links own = links(row, level);
  const std::size_t size = own.size();
  if (size < own.rows.size()) {
    own.rows[size] = to.row;
    own.nearness[size] = to.nearness;
    return;
  }

  crowd_.assign(1, to);
  for (std::size_t i = 0; i < size; ++i) crowd_.push_back({own.nearness[i], own.rows[i]});
  std::ranges::sort(crowd_, [](const NearRow& a, const NearRow& b) {
    return a.nearness != b.nearness ? a.nearness > b.nearness : a.row < b.row;
  });
  choose(crowd_, own.rows.size());
  own.set(crowd_);
}

/// Leaves of the candidates, nearest first, those that are not nearer to a better one.
void GraphBuilder::choose(std::vector<NearRow>& candidates, std::size_t most) {
  kept_.clear();
  kept_rows_.clear();
  kept_nearness_.resize(most);
  const Codes codes = view().codes;
  for (const NearRow& candidate : candidates) {
    if (kept_.size() == most) break;
    pair_.set(codes, candidate.row);
    pair_.nearness(codes, kept_rows_, kept_nearness_.data());
    const auto end = kept_nearness_.begin() + static_cast<std::ptrdiff_t>(kept_.size());
    if (std::any_of(kept_nearness_.begin(), end, [&](float nearness) { return nearness > candidate.nearness; }))
      continue;
    kept_.push_back(candidate);
    kept_rows_.push_back(candidate.row);
  }
  candidates.swap(kept_);
}

// ---- another graph ----

void GraphBuilder::start_from(const GraphView& graph, const std::vector<std::uint32_t>& rows) {
  for (std::uint32_t row = 0; row < graph.rows; ++row) {
    if (rows[row] == kNoRow) continue;
    const std::uint32_t level = graph.level_of(row);
    stand(rows[row], level);
    if (entry_ == kNoRow || level > level_) {
      entry_ = rows[row];
      level_ = level;
    }
  }
  for (std::uint32_t row = 0; row < graph.rows; ++row)
    for (std::uint32_t level = 0; rows[row] != kNoRow && level <= graph.level_of(row); ++level)
      take_over(graph, rows, row, level);
}

/// The neighbours that stay, and those of neighbours that leave.
void GraphBuilder::take_over(const GraphView& graph, const std::vector<std::uint32_t>& rows, std::uint32_t row,
                             std::uint32_t level) {
  Links own = links(rows[row], level);
  std::vector<std::uint32_t>& found = from_;
  found.clear();
  bool some_leave = false;
  for (const std::uint32_t link : graph.links(row, level)) {
    if (link == kNoRow) break;
    if (rows[link] != kNoRow) {
      found.push_back(rows[link]);
      continue;
    }
    some_leave = true;
    for (const std::uint32_t behind : graph.links(link, level)) {
      if (behind == kNoRow) break;
      if (behind != row && rows[behind] != kNoRow) found.push_back(rows[behind]);
    }
  }
  std::ranges::sort(found);
  found.erase(std::ranges::unique(found).begin(), found.end());
  pair_.set(view().codes, rows[row]);
  scratch_.nearness.resize(std::max(scratch_.nearness.size(), found.size()));
  pair_.nearness(view().codes, found, scratch_.nearness.data());
  candidates_.clear();
  for (std::size_t i = 0; i < found.size(); ++i) candidates_.push_back({scratch_.nearness[i], found[i]});
  std::ranges::sort(candidates_, [](const NearRow& a, const NearRow& b) {
    return a.nearness != b.nearness ? a.nearness > b.nearness : a.row < b.row;
  });
  if (some_leave) choose(candidates_, own.rows.size());
  own.set(candidates_);
}

std::string GraphBuilder::bytes() const {
  GraphHeader header;
  header.dimensions = dimensions_;
  header.rows = rows_;
  header.entry = entry_;
  header.level = level_;
  const std::array<std::string_view, 5> sections{raw(scales_), raw(codes_), raw(ground_), raw(upper_begins_),
                                                 raw(upper_)};
  std::uint64_t at = (sizeof header + 63) / 64 * 64;
  for (std::size_t i = 0; i < sections.size(); ++i) {
    header.begins[i] = at;
    at = (at + sections[i].size() + 63) / 64 * 64;
  }
  header.begins.back() = at;
  std::string bytes(at, '\0');
  std::memcpy(bytes.data(), &header, sizeof header);
  for (std::size_t i = 0; i < sections.size(); ++i)
    if (!sections[i].empty()) std::memcpy(bytes.data() + header.begins[i], sections[i].data(), sections[i].size());
  return bytes;
}

}  // namespace onggi::index
