// Reading a graph in place.
#include "index/graph.h"

namespace onggi::index {
namespace {

bool is_sound(const GraphHeader& header, std::uint32_t dimensions, std::uint32_t rows, std::size_t size) {
  const GraphHeader expected;
  if (header.magic != expected.magic || header.dimensions != dimensions || header.rows != rows || rows == 0 ||
      header.entry >= rows || header.begins.back() != size)
    return false;
  const std::array<std::uint64_t, 5> wanted{rows * sizeof(CodeScale), rows * code_stride(dimensions),
                                            rows * std::uint64_t{kGroundLinks} * sizeof(std::uint32_t),
                                            rows * sizeof(std::uint32_t), 0};
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const std::uint64_t begin = header.begins[i], end = header.begins[i + 1];
    if (begin % 64 != 0 || begin < sizeof(GraphHeader) || begin > end || end > size || end - begin < wanted[i])
      return false;
  }
  return true;
}

}  // namespace

Result<std::shared_ptr<const Graph>> Graph::open(std::shared_ptr<const Bytes> bytes, std::uint32_t dimensions,
                                                 std::uint32_t rows) {
  const std::string_view all = bytes->view();
  GraphHeader header;
  if (all.size() >= sizeof header) std::memcpy(&header, all.data(), sizeof header);
  if (all.size() < sizeof header || !is_sound(header, dimensions, rows, all.size()))
    return fail(ErrorCode::bad_input, "not a graph of this index");
  const auto numbers = [&](std::size_t section) {
    return reinterpret_cast<const std::uint32_t*>(all.data() + header.begins[section]);
  };
  std::shared_ptr<Graph> graph(new Graph());
  graph->view_ = {{reinterpret_cast<const CodeScale*>(all.data() + header.begins[0]),
                   reinterpret_cast<const std::int8_t*>(all.data() + header.begins[1]), code_stride(dimensions)},
                  numbers(2),
                  numbers(3),
                  numbers(4),
                  rows,
                  header.entry,
                  header.level};
  graph->bytes_ = std::move(bytes);
  return graph;
}

}  // namespace onggi::index
