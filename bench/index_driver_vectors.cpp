// Vectors from a file: building, and recall and time of searches with and without filters.
#include <algorithm>
#include <fstream>
#include <numeric>
#include <span>

#include "index_driver.h"

namespace onggi {
namespace {

struct VectorData {
  std::vector<float> values;
  std::size_t dimensions = 0, rows = 0, queries = 0;
  std::span<const float> row(std::size_t number) const { return {values.data() + number * dimensions, dimensions}; }
  std::span<const float> query(std::size_t number) const { return row(rows + number); }
};

/// Documents of one chunk. Permissions: one in 100, one in 10, half of the rows at random; and the half, the tenth, the
/// hundredth of the rows that lie to one side of a plane, so that the filter goes with some questions and against
/// others.
std::vector<std::vector<std::size_t>> filters(const VectorData& data) {
  std::vector<std::vector<std::size_t>> rows;
  Random random(5);
  for (const double share : {0.01, 0.1, 0.5}) {
    rows.emplace_back();
    for (std::size_t row = 0; row < data.rows; ++row)
      if (std::generate_canonical<double, 53>(random) < share) rows.back().push_back(row);
  }
  std::vector<float> plane(data.dimensions);
  std::normal_distribution<float> normal;
  for (float& value : plane) value = normal(random);
  std::vector<std::pair<float, std::size_t>> order;
  for (std::size_t row = 0; row < data.rows; ++row)
    order.emplace_back(std::inner_product(plane.begin(), plane.end(), data.row(row).begin(), 0.0F), row);
  std::ranges::sort(order);
  for (const double share : {0.01, 0.1, 0.5}) {
    rows.emplace_back();
    for (std::size_t i = 0; i < static_cast<std::size_t>(share * static_cast<double>(data.rows)); ++i)
      rows.back().push_back(order[i].second);
  }
  return rows;
}

struct Measured {
  double recall = 0, microseconds = 0;
};

Measured search_all(const Index& index, const VectorData& data, const IndexFilter& filter, std::int32_t limit,
                    std::int32_t width, const std::vector<std::vector<IndexHit>>& truth) {
  Measured measured;
  double found = 0, wanted = 0;
  std::vector<std::vector<IndexHit>> all(data.queries);
  const Stopwatch watch;
  for (std::size_t q = 0; q < data.queries; ++q)
    all[q] = must(index.search_vector(data.query(q), filter, limit, {false, width}, Cancel()));
  measured.microseconds = watch.passed() / static_cast<double>(data.queries) * 1e6;
  for (std::size_t q = 0; q < data.queries; ++q) {
    wanted += static_cast<double>(truth[q].size());
    for (const IndexHit& hit : truth[q])
      found += std::ranges::any_of(all[q], [&](const IndexHit& other) { return other.chunk == hit.chunk; }) ? 1 : 0;
  }
  measured.recall = wanted > 0 ? found / wanted : 1;
  return measured;
}

std::vector<std::vector<IndexHit>> exact(const Index& index, const VectorData& data, const IndexFilter& filter,
                                         std::int32_t limit) {
  std::vector<std::vector<IndexHit>> truth;
  for (std::size_t q = 0; q < data.queries; ++q)
    truth.push_back(must(index.search_vector(data.query(q), filter, limit, {true, 0}, Cancel())));
  return truth;
}

void report_searches(const Index& index, const VectorData& data, const std::string& name, const IndexFilter& filter,
                     int runs) {
  for (const std::int32_t limit : {10, 100}) {
    if (limit == 100 && name != "all") continue;
    const auto truth = exact(index, data, filter, limit);
    std::vector<std::int32_t> widths{0};
    if (name == "all" && limit == 10) widths = {0, 16, 24, 32, 40, 48, 64, 80, 96, 128, 192};
    for (const std::int32_t width : widths) {
      for (int run = 0; run < runs; ++run) {
        const Measured measured = search_all(index, data, filter, limit, width, truth);
        std::printf(R"({"what":"search","filter":"%s","limit":%d,"width":%d,"recall":%.4f,"us":%.2f})"
                    "\n",
                    name.c_str(), limit, width, measured.recall, measured.microseconds);
      }
    }
  }
}

}  // namespace

int vectors(const std::string& file, std::size_t dimensions, std::size_t rows, std::size_t queries, int runs) {
  VectorData data{std::vector<float>((rows + queries) * dimensions), dimensions, rows, queries};
  std::ifstream(file, std::ios::binary)
      .read(reinterpret_cast<char*>(data.values.data()), static_cast<std::streamsize>(data.values.size() * 4));
  const auto chosen = filters(data);
  // Which filters a row is in is its permission: one of 64.
  std::vector<std::size_t> kind(rows);
  for (std::size_t f = 0; f < chosen.size(); ++f)
    for (const std::size_t row : chosen[f]) kind[row] |= std::size_t{1} << f;
  const auto permission = [](std::size_t of) { return PermissionId("kind_" + std::to_string(of)); };
  for (int run = 0; run < runs; ++run) {
    const Folder folder;
    auto index = open(folder, static_cast<std::int32_t>(dimensions));
    std::vector<IndexedDocument> documents;
    for (std::size_t row = 0; row < rows; ++row) {
      const DocumentId id("doc_" + six(row));
      const auto values = data.row(row);
      documents.push_back({id, {}, {}});
      documents.back().chunks.push_back(
          {ChunkId(id.str()), id, permission(kind[row]), {}, {}, {values.begin(), values.end()}});
    }
    const Stopwatch process(CLOCK_PROCESS_CPUTIME_ID);
    must(index->replace_all(std::move(documents)));
    must(index->settle(Cancel()));
    const double built = process.passed();
    must(index->save());
    std::printf(R"({"what":"build","seconds":%.3f,"rows_per_second":%.0f,"disk_MB":%.1f,"peak_MB":%.0f})"
                "\n",
                built, static_cast<double>(rows) / built, static_cast<double>(index->stats().bytes_on_disk) / 1e6,
                peak_megabytes());
    if (run + 1 < runs) continue;
    const std::vector<std::string> names{"1 % at random",      "10 % at random",      "50 % at random",
                                         "1 % beyond a plane", "10 % beyond a plane", "50 % beyond a plane"};
    for (std::size_t f = 0; f <= names.size(); ++f) {
      IndexFilter filter;
      for (std::size_t of = 0; of < 64; ++of)
        if (f == names.size() || ((of >> f) & 1U) != 0) filter.permissions.push_back(permission(of));
      report_searches(*index, data, f == names.size() ? "all" : names[f], filter, runs);
    }
  }
  return 0;
}

}  // namespace onggi
