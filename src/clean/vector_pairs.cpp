// See vector_pairs.h.
#include "clean/vector_pairs.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <thread>

namespace onggi::clean_room {
namespace {

constexpr std::size_t kBlock = 64;  // rows; two blocks of 256 dimensions are 128 kB
constexpr std::size_t kLanes = 16;  // sums side by side, which the compiler turns into vector instructions

float dot(const float* a, const float* b, std::size_t dimensions) {
  std::array<float, kLanes> sums{};
  std::size_t at = 0;
  for (; at + kLanes <= dimensions; at += kLanes)
    for (std::size_t lane = 0; lane < kLanes; ++lane) sums[lane] += a[at + lane] * b[at + lane];
  float sum = 0;
  for (; at < dimensions; ++at) sum += a[at] * b[at];
  for (const float lane : sums) sum += lane;
  return sum;
}

class Scan {
 public:
  Scan(const std::vector<float>& values, std::size_t dimensions, double threshold)
      : values_(values), dimensions_(dimensions), threshold_(threshold), rows_(values.size() / dimensions) {}

  std::size_t blocks() const { return (rows_ + kBlock - 1) / kBlock; }

  // A block of rows against itself and all behind it.
  void scan(std::size_t block, std::vector<DuplicatePair>& found) const {
    const std::size_t begin = block * kBlock;
    const std::size_t end = std::min(rows_, begin + kBlock);
    for (std::size_t other = begin; other < rows_; other += kBlock)
      for (std::size_t left = begin; left < end; ++left)
        for (std::size_t right = std::max(other, left + 1); right < std::min(rows_, other + kBlock); ++right) {
          const double product = static_cast<double>(dot(row(left), row(right), dimensions_));
          if (product >= threshold_)
            found.push_back(
                {static_cast<std::uint32_t>(left), static_cast<std::uint32_t>(right), std::min(product, 1.0)});
        }
  }

 private:
  const float* row(std::size_t number) const { return values_.data() + number * dimensions_; }

  const std::vector<float>& values_;
  std::size_t dimensions_;
  double threshold_;
  std::size_t rows_;
};

}  // namespace

Result<std::vector<DuplicatePair>> near_vectors(const std::vector<float>& values, std::size_t dimensions,
                                                double threshold, unsigned threads, const Cancel& cancel) {
  std::vector<DuplicatePair> all;
  if (dimensions == 0 || values.empty()) return all;
  const Scan scan(values, dimensions, threshold);
  std::atomic<std::size_t> next = 0;
  std::vector<std::vector<DuplicatePair>> found(std::max(1U, threads));
  {
    std::vector<std::jthread> workers;
    workers.reserve(found.size());
    for (auto& mine : found)
      workers.emplace_back([&] {
        for (std::size_t block = next++; block < scan.blocks() && !cancel.requested(); block = next++)
          scan.scan(block, mine);
      });
  }
  ONGGI_CHECK(cancel.check());
  for (const auto& part : found) all.insert(all.end(), part.begin(), part.end());
  std::ranges::sort(all, [](const DuplicatePair& a, const DuplicatePair& b) {
    return std::pair(a.left, a.right) < std::pair(b.left, b.right);
  });
  return all;
}

}  // namespace onggi::clean_room
