// See lines.h. Components that overlap in height and stand close are one stretch (a union of neighbours, swept from
// left to right); small parts of letters (the roof of 초, an i's dot) then join the stretch that they touch.
#include "parse/worker/ocr/lines.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <numeric>
#include <utility>

namespace onggi::parse::ocr {
namespace {

constexpr std::size_t kComponentsMax = 40'000;  // more is a halftone picture, not text
constexpr std::size_t kStretchesMax = 4'000;    // likewise; the widest stay

Area united(const Area& a, const Area& b) {
  return {std::min(a.x0, b.x0), std::min(a.y0, b.y0), std::max(a.x1, b.x1), std::max(a.y1, b.y1)};
}
int overlap(int a0, int a1, int b0, int b1) { return std::min(a1, b1) - std::max(a0, b0); }

std::vector<Area> components(Pix* ink, double letter) {
  const BoxesPointer boxes(pixConnCompBB(ink, 8));
  std::vector<Area> areas;
  const int count = boxes ? boxaGetCount(boxes.get()) : 0;
  for (int i = 0; i < count && areas.size() < kComponentsMax; ++i) {
    int x = 0, y = 0, width = 0, height = 0;
    boxaGetBoxGeometry(boxes.get(), i, &x, &y, &width, &height);
    const bool speck = std::max(width, height) < 0.07 * letter;
    const bool picture = height > 5 * letter || width > 12 * letter;
    if (!speck && !picture) areas.push_back({x, y, x + width, y + height});
  }
  return areas;
}

class Groups {
 public:
  explicit Groups(std::size_t count) : parent_(count) { std::iota(parent_.begin(), parent_.end(), std::size_t{0}); }
  std::size_t find(std::size_t i) {
    while (parent_[i] != i) i = parent_[i] = parent_[parent_[i]];
    return i;
  }
  void join(std::size_t a, std::size_t b) { parent_[find(a)] = find(b); }

 private:
  std::vector<std::size_t> parent_;
};

bool neighbours(const Area& a, const Area& b, double letter) {
  const int small = std::min(a.height(), b.height()), large = std::max(a.height(), b.height());
  if (overlap(a.y0, a.y1, b.y0, b.y1) * 2 < small) return false;
  const double reach = std::max(0.95 * letter, small * 3 > large ? 0.9 * large : 0.0);
  return std::max(a.x0, b.x0) - std::min(a.x1, b.x1) <= reach;
}

std::vector<Area> united_groups(const std::vector<Area>& areas, Groups& groups) {
  std::vector<Area> all(areas.size()), result;
  std::vector<bool> seen(areas.size(), false);
  for (std::size_t i = 0; i < areas.size(); ++i) {
    const std::size_t root = groups.find(i);
    all[root] = seen[root] ? united(all[root], areas[i]) : areas[i];
    seen[root] = true;
  }
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (seen[i]) result.push_back(all[i]);
  }
  return result;
}

std::vector<Area> joined(std::vector<Area> areas, double letter) {
  std::sort(areas.begin(), areas.end(), [](const Area& a, const Area& b) { return a.x0 < b.x0; });
  Groups groups(areas.size());
  int widest = 0;
  for (const Area& area : areas) widest = std::max(widest, area.height());
  std::vector<std::vector<std::size_t>> bands;  // components by the band of heights that they touch
  const int band = std::max(8, static_cast<int>(letter));
  for (std::size_t i = 0; i < areas.size(); ++i) {
    const auto first = static_cast<std::size_t>(areas[i].y0 / band),
               last = static_cast<std::size_t>((areas[i].y1 - 1) / band);
    if (bands.size() <= last) bands.resize(last + 1);
    for (std::size_t b = first; b <= last; ++b) {
      for (std::size_t n = bands[b].size(); n-- > 0;) {
        const Area& other = areas[bands[b][n]];
        if (areas[i].x0 - other.x0 > 12 * letter + widest) break;
        if (neighbours(other, areas[i], letter)) groups.join(bands[b][n], i);
      }
      bands[b].push_back(i);
    }
  }
  return united_groups(areas, groups);
}

// Small parts above, below or inside of a stretch belong to it.
std::vector<Area> with_parts(std::vector<Area> stretches, double letter) {
  if (stretches.size() > kStretchesMax) {
    std::sort(stretches.begin(), stretches.end(), [](const Area& a, const Area& b) { return a.width() > b.width(); });
    stretches.resize(kStretchesMax);
  }
  std::vector<Area> lines, parts;
  for (const Area& area : stretches) (area.height() < 0.45 * letter ? parts : lines).push_back(area);
  for (const Area& part : parts) {
    Area* best = nullptr;
    int distance = static_cast<int>(0.3 * letter);
    for (Area& line : lines) {
      const int across = std::max(0, -overlap(line.x0, line.x1, part.x0, part.x1));
      const int down = std::max(0, -overlap(line.y0, line.y1, part.y0, part.y1));
      if (across > 0.6 * letter || down > distance || (down == distance && best != nullptr)) continue;
      distance = down;
      best = &line;
    }
    if (best != nullptr) {
      *best = united(*best, part);
    } else if (part.width() > 0.35 * letter || part.height() > 0.25 * letter) {
      lines.push_back(part);  // a dash alone
    }
  }
  return lines;
}

// Pieces of one line: within each other's height and touching, or the two halves of a short word all of whose syllables
// have a final consonant ("영업").
bool same_line(const Area& a, const Area& b, double letter) {
  const int across = overlap(a.x0, a.x1, b.x0, b.x1);
  if (overlap(a.y0, a.y1, b.y0, b.y1) * 10 > std::min(a.height(), b.height()) * 6) return across >= -0.25 * letter;
  return united(a, b).height() < 1.2 * letter && across * 2 > std::min(a.width(), b.width());
}

std::vector<Area> merged(std::vector<Area> lines, double letter) {
  constexpr int kRounds = 4;  // a merged line may reach another one
  for (int round = 0; round < kRounds; ++round) {
    std::sort(lines.begin(), lines.end(), [](const Area& a, const Area& b) { return a.y0 < b.y0; });
    Groups groups(lines.size());
    for (std::size_t i = 0; i < lines.size(); ++i) {
      for (std::size_t j = i + 1; j < lines.size() && lines[j].y0 < lines[i].y1 + 0.3 * letter; ++j) {
        if (same_line(lines[i], lines[j], letter)) groups.join(i, j);
      }
    }
    std::vector<Area> next = united_groups(lines, groups);
    if (next.size() == lines.size()) break;
    lines = std::move(next);
  }
  return lines;
}

std::vector<int> ink_by_row(Pix* ink, const Area& area) {
  const BoxPointer box(boxCreate(area.x0, area.y0, area.width(), area.height()));
  const PixPointer part(pixClipRectangle(ink, box.get(), nullptr));
  const NumbersPointer counts(part ? pixCountPixelsByRow(part.get(), nullptr) : nullptr);
  std::vector<int> rows;
  for (int i = 0; counts && i < area.height(); ++i) {
    int value = 0;
    numaGetIValue(counts.get(), i, &value);
    rows.push_back(value);
  }
  return rows;
}

// Two lines that a bracket or a stamp tied together: cut at the emptiest row near each line's border.
void cut(Pix* ink, const Area& area, double letter, std::vector<Area>& lines) {
  const std::vector<int> rows =
      area.height() > 1.9 * letter && area.width() > 3 * area.height() ? ink_by_row(ink, area) : std::vector<int>();
  const int margin = static_cast<int>(0.7 * letter);
  if (rows.size() <= 2 * static_cast<std::size_t>(margin)) return lines.push_back(area);
  const auto least = std::min_element(rows.begin() + margin, rows.end() - margin);
  const double mean = static_cast<double>(std::accumulate(rows.begin(), rows.end(), std::int64_t{0})) /
                      static_cast<double>(rows.size());
  if (*least > 0.15 * mean) return lines.push_back(area);
  const int at = area.y0 + static_cast<int>(least - rows.begin());
  cut(ink, {area.x0, area.y0, area.x1, at}, letter, lines);
  cut(ink, {area.x0, at, area.x1, area.y1}, letter, lines);
}

}  // namespace

Box to_box(const Area& area) {
  return {static_cast<double>(area.x0), static_cast<double>(area.y0), static_cast<double>(area.x1),
          static_cast<double>(area.y1)};
}

std::vector<Area> find_lines(Pix* ink, double letter) {
  std::vector<Area> lines;
  for (const Area& area : merged(with_parts(joined(components(ink, letter), letter), letter), letter))
    cut(ink, area, letter, lines);
  std::sort(lines.begin(), lines.end(),
            [](const Area& a, const Area& b) { return a.y0 != b.y0 ? a.y0 < b.y0 : a.x0 < b.x0; });
  return lines;
}

std::vector<Area> find_cells(Pix* ink, const Area& line) {
  const BoxPointer box(boxCreate(line.x0, line.y0, line.width(), line.height()));
  const PixPointer part(pixClipRectangle(ink, box.get(), nullptr));
  const NumbersPointer counts(part ? pixCountPixelsByColumn(part.get()) : nullptr);
  std::vector<Area> cells;
  bool open = false;
  for (int x = 0; counts && x < line.width(); ++x) {
    int value = 0;
    numaGetIValue(counts.get(), x, &value);
    if (value > 0 && !open) cells.push_back({line.x0 + x, line.y0, line.x0 + x, line.y1});
    open = value > 0;
    if (open) cells.back().x1 = line.x0 + x + 1;
  }
  return cells;
}

}  // namespace onggi::parse::ocr
