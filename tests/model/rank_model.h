// A reranker of two small layers with weights drawn by a seed: as a GGUF file for libllama, and computed here a second
// time by the formulas of its papers (Vaswani et al. 2017, "Attention Is All You Need"; Devlin et al. 2019, "BERT";
// Hendrycks & Gimpel 2016 for GELU), so that what the product says can be held against something else.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace onggi::model {

class RankModel {
 public:
  struct Shape {
    bool says_rank = true, with_head = true;
    std::string separators = "end";  // "end": [CLS] a [SEP] b [SEP]; "both": a second [SEP] between; "none"
    std::string rerank_template;
  };
  explicit RankModel(std::uint64_t seed);

  /// The bytes of the file. Words are "w0".."w39", each a token.
  std::string file(const Shape& shape) const;
  double score(const std::vector<int>& tokens) const;

  static constexpr int kCls = 2, kSep = 3;
  static int word(int number) { return 5 + number; }

 private:
  using Row = std::vector<double>;
  const std::vector<float>& weight(const std::string& name) const { return weights_.at(name).values; }
  Row times(const std::string& name, const Row& input) const;  // with the bias
  Row normal(const std::string& name, Row row) const;
  std::vector<Row> attention(const std::string& layer, const std::vector<Row>& rows) const;

  struct Tensor {
    std::vector<std::uint64_t> sizes;  // the first is that of a row
    std::vector<float> values;
  };
  std::map<std::string, Tensor> weights_;
};

}  // namespace onggi::model
