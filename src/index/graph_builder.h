// Making a graph: row after row, or from the graph of a segment that goes into a bigger one.
//
// Each row looks for its place as a search would and is linked to the nearest rows that are not nearer to each other
// than to it (heuristic 4 of the paper), so that links point in different directions. The order of rows and the numbers
// drawn for their levels are fixed: the same rows give the same graph.
#pragma once

#include <atomic>
#include <span>
#include <string>
#include <vector>

#include "index/graph_walk.h"
#include "index/vectors.h"

namespace onggi::index {

class GraphBuilder {
 public:
  /// `vectors` must stay while the builder is used.
  explicit GraphBuilder(const Vectors& vectors);

  /// Takes over another graph: its row r becomes rows[r], or leaves for kNoRow. Who pointed at a row that leaves gets
  /// links to the neighbours of that row instead (Singh et al., "FreshDiskANN", 2021). Before insert_rest(), once.
  void start_from(const GraphView& graph, const std::vector<std::uint32_t>& rows);

  /// Inserts the rows that are not in yet. False: `stop` was set meanwhile. Cost: about 0.1 ms a row.
  bool insert_rest(const std::atomic<bool>& stop);

  /// For Graph::open.
  std::string bytes() const;

 private:
  GraphView view() const;
  /// A list of neighbours and how near they are to its owner.
  struct Links {
    std::span<std::uint32_t> rows;
    std::span<float> nearness;
    std::size_t size() const;
    void set(std::span<const NearRow> to);
  };
  Links links(std::uint32_t row, std::uint32_t level);
  void stand(std::uint32_t row, std::uint32_t level);
  void insert(std::uint32_t row);
  void link(std::uint32_t row, std::uint32_t level);
  void link_back(std::uint32_t row, std::uint32_t level, NearRow to);
  void choose(std::vector<NearRow>& candidates, std::size_t most);
  void take_over(const GraphView& graph, const std::vector<std::uint32_t>& rows, std::uint32_t row,
                 std::uint32_t level);

  std::uint32_t rows_, dimensions_;
  std::vector<CodeScale> scales_;
  std::vector<std::int8_t> codes_;
  std::vector<std::uint32_t> ground_, upper_begins_, upper_;
  std::vector<float> ground_nearness_, upper_nearness_;  // as ground_ and upper_
  std::vector<bool> in_;
  std::uint32_t entry_ = kNoRow, level_ = 0;
  WalkScratch scratch_;
  CodeQuery pair_;
  std::vector<NearRow> candidates_, kept_, crowd_;
  std::vector<std::uint32_t> kept_rows_;
  std::vector<float> kept_nearness_;
  std::vector<std::uint32_t> from_;
};

}  // namespace onggi::index
