// What bench/index.py drives: the index in this process, on the same data as its peers. CPU time of the calling thread.
//
//   vectors FILE DIMENSIONS ROWS QUERIES RUNS   rows, then queries, as floats; filters and widths
//   words DOCUMENTS RUNS QUERIES...             files of words: a line each, words apart by spaces
//   texts FILE RUNS                             a text a line: analysed, then indexed
//   embed FILE OUT                              a text a line: the built-in embedder's vectors, as floats
//   large CHUNKS DIMENSIONS                     a big index: building, searching, changing meanwhile
// Lines of JSON come out, one a result.
#include <algorithm>
#include <fstream>
#include <iterator>
#include <sstream>

#include "index_driver.h"
#include "model/model.h"

namespace onggi {
namespace {

// ---- words ----

std::vector<std::vector<std::string>> lines_of(const std::string& file) {
  std::vector<std::vector<std::string>> lines;
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);) {
    std::istringstream words(line);
    lines.emplace_back(std::istream_iterator<std::string>(words), std::istream_iterator<std::string>());
  }
  return lines;
}

std::vector<Token> tokens_of(const std::vector<std::string>& words) {
  std::vector<Token> tokens;
  tokens.reserve(words.size());
  for (const std::string& word : words)
    tokens.push_back({word, TokenKind::morpheme, {}, static_cast<std::uint32_t>(tokens.size())});
  return tokens;
}

std::vector<IndexedDocument> documents_of(const std::vector<std::vector<std::string>>& lines) {
  std::vector<IndexedDocument> documents;
  documents.reserve(lines.size());
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const DocumentId id(six(i));
    documents.push_back({id, {}, {}});
    documents.back().chunks.push_back({ChunkId(id.str()), id, PermissionId("all"), {}, tokens_of(lines[i]), {}});
  }
  return documents;
}

void ask(const Index& index, const std::string& name, const std::vector<std::vector<QueryTerm>>& queries) {
  const IndexFilter all{{PermissionId("all")}, {}, {}};
  for (const std::int32_t limit : {10, 100}) {
    std::size_t hits = 0;
    double sum = 0;
    const Stopwatch watch;
    for (const auto& query : queries) {
      const auto found = must(index.search_lexical(query, all, limit, Cancel()));
      hits += found.size();
      if (!found.empty()) sum += found.front().score;
    }
    std::printf(R"({"what":"search","queries":"%s","limit":%d,"queries_per_second":%.0f,"hits":%zu,"sum":%.6f})"
                "\n",
                name.c_str(), limit, static_cast<double>(queries.size()) / watch.passed(), hits, sum);
  }
}

int words(const std::string& document_file, int runs, const std::vector<std::string>& query_files) {
  const auto documents = lines_of(document_file);
  std::vector<std::pair<std::string, std::vector<std::vector<QueryTerm>>>> questions;
  for (const std::string& file : query_files) {
    questions.emplace_back(std::filesystem::path(file).filename(), std::vector<std::vector<QueryTerm>>());
    for (const auto& question : lines_of(file)) questions.back().second.push_back(query_terms(tokens_of(question)));
  }
  for (int run = 0; run < runs; ++run) {
    const Folder folder;
    auto index = open(folder, 0);
    const Stopwatch making;
    auto made = documents_of(documents);
    const double made_s = making.passed();
    const Stopwatch process(CLOCK_PROCESS_CPUTIME_ID);
    must(index->replace_all(std::move(made)));
    must(index->settle(Cancel()));
    const double built = process.passed();
    must(index->save());
    const double saved = process.passed();
    std::printf(
        R"({"what":"build","documents_per_second":%.0f,"with_save":%.0f,"with_tokens":%.0f,"disk_MB":%.1f,"peak_MB":%.0f})"
        "\n",
        static_cast<double>(documents.size()) / built, static_cast<double>(documents.size()) / saved,
        static_cast<double>(documents.size()) / (built + made_s),
        static_cast<double>(index->stats().bytes_on_disk) / 1e6, peak_megabytes());
    for (const auto& [name, queries] : questions) ask(*index, name, queries);
  }
  return 0;
}

// ---- texts ----

int texts(const std::string& file, int runs) {
  std::vector<std::string> lines;
  std::ifstream in(file);
  double bytes = 0;
  for (std::string line; std::getline(in, line); bytes += static_cast<double>(line.size())) lines.push_back(line);
  const auto analyzer = must(Analyzer::open({.dictionary = ONGGI_DICTIONARY_DIR, .user_dictionary = {}}));
  for (int run = 0; run < runs; ++run) {
    const Folder folder;
    auto index = open(folder, 0);
    std::size_t tokens = 0;
    const Stopwatch analysing;
    std::vector<IndexedDocument> documents;
    for (const std::string& line : lines) {
      const DocumentId id(six(documents.size()));
      documents.push_back({id, {}, {}});
      documents.back().chunks.push_back({ChunkId(id.str()), id, PermissionId("all"), {}, analyzer->tokens(line), {}});
      tokens += documents.back().chunks[0].body_tokens.size();
    }
    const double analysed = analysing.passed();
    const Stopwatch indexing(CLOCK_PROCESS_CPUTIME_ID);
    must(index->replace_all(std::move(documents)));
    must(index->settle(Cancel()));
    must(index->save());
    const double indexed = indexing.passed();
    std::printf(
        R"({"what":"texts","texts":%zu,"MB":%.2f,"tokens":%zu,"analysis_MB_per_second":%.2f,"index_MB_per_second":%.2f,"together":%.2f})"
        "\n",
        lines.size(), bytes / 1e6, tokens, bytes / 1e6 / analysed, bytes / 1e6 / indexed,
        bytes / 1e6 / (analysed + indexed));
  }
  return 0;
}

/// Says the dimensions. Texts without a known word get zeros and are left out of `OUT`.
int embed(const std::string& file, const std::string& to) {
  std::vector<std::string> lines;
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  const auto analyzer = must(Analyzer::open({.dictionary = ONGGI_DICTIONARY_DIR, .user_dictionary = {}}));
  const auto embedder = must(open_static_embedder(ONGGI_SOURCE_DIR "/data/embedder/static-ko.bin", *analyzer));
  std::ofstream out(to, std::ios::binary);
  const Embeddings all = must(embedder->embed({lines.begin(), lines.end()}, EmbedAs::passage, Cancel()));
  std::size_t rows = 0;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const auto row = all.row(i);
    if (std::ranges::all_of(row, [](float value) { return value == 0; })) continue;
    out.write(reinterpret_cast<const char*>(row.data()), static_cast<std::streamsize>(row.size_bytes()));
    ++rows;
  }
  std::printf(R"({"what":"embedded","rows":%zu,"dimensions":%d})"
              "\n",
              rows, all.dimensions);
  return 0;
}

}  // namespace
}  // namespace onggi

int main(int count, char** values) {
  using namespace onggi;
  const std::vector<std::string> words_(values + 1, values + count);
  const auto number = [&](std::size_t at) { return std::stoul(words_.at(at)); };
  if (words_.size() == 6 && words_[0] == "vectors")
    return vectors(words_[1], number(2), number(3), number(4), static_cast<int>(number(5)));
  if (words_.size() >= 4 && words_[0] == "words")
    return words(words_[1], static_cast<int>(number(2)), {words_.begin() + 3, words_.end()});
  if (words_.size() == 3 && words_[0] == "embed") return embed(words_[1], words_[2]);
  if (words_.size() == 3 && words_[0] == "texts") return texts(words_[1], static_cast<int>(number(2)));
  if (words_.size() == 3 && words_[0] == "large") return large(number(1), number(2));
  std::fprintf(stderr, "usage: see the head of bench/index_driver.cpp\n");
  return 2;
}
