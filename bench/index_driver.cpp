// What bench/index.py drives: the index in this process, on the same data as its peers. CPU time of the calling thread.
//
//   vectors FILE DIMENSIONS ROWS QUERIES RUNS   rows, then queries, as floats; filters and widths
//   words DOCUMENTS RUNS QUERIES...             files of words: a line each, words apart by spaces
//   texts FILE RUNS                             a text a line: analysed, then indexed
//   large CHUNKS DIMENSIONS                     a big index: building, searching, changing meanwhile
// Lines of JSON come out, one a result.
#include <sys/resource.h>
#include <time.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <numeric>
#include <random>
#include <sstream>
#include <string>
#include <thread>

#include "index/index.h"

namespace onggi {
namespace {

using Random = std::mt19937_64;

template <typename T>
T must(Result<T> result) {
  if (result) return *std::move(result);
  std::fprintf(stderr, "%s\n", result.error().message.c_str());
  std::exit(1);
}
void must(const Result<void>& result) {
  if (result) return;
  std::fprintf(stderr, "%s\n", result.error().message.c_str());
  std::exit(1);
}

double seconds(clockid_t clock) {
  timespec time{};
  ::clock_gettime(clock, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

/// CPU time of this thread, or of all, or of the wall.
class Stopwatch {
 public:
  explicit Stopwatch(clockid_t clock = CLOCK_THREAD_CPUTIME_ID) : clock_(clock), start_(seconds(clock)) {}
  double passed() const { return seconds(clock_) - start_; }

 private:
  clockid_t clock_;
  double start_;
};

double peak_megabytes() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1000;
}

class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "onggi-index-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) std::exit(1);
    path_ = name;
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

std::unique_ptr<Index> open(const Folder& folder, std::int32_t dimensions) {
  return must(open_embedded_index({folder.path(), dimensions, "bench", "bench"})).index;
}

std::string six(std::uint64_t number) {
  std::string text = std::to_string(number);
  return std::string(text.size() < 7 ? 7 - text.size() : 0, '0') + text;
}

// ---- vectors ----

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
    if (name == "all" && limit == 10) widths = {0, 16, 24, 32, 40, 48, 64, 96, 128};
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

// ---- a big index ----

constexpr std::size_t kChunksOfDocument = 10, kWordsOfChunk = 100, kBatch = 65'536;
constexpr double kVocabulary = 200'000;

std::string zipf_word(Random& random, double skip = 1) {
  const double u = std::generate_canonical<double, 53>(random);
  return "낱말" + std::to_string(static_cast<int>(skip * std::pow(kVocabulary / skip, u)));
}

std::vector<Token> zipf_tokens(Random& random, std::size_t count, double skip = 1) {
  std::vector<Token> tokens;
  tokens.reserve(count);
  for (std::uint32_t position = 0; position < count; ++position)
    tokens.push_back({zipf_word(random, skip), TokenKind::morpheme, {}, position});
  return tokens;
}

/// Around one of 2,000 centres.
std::vector<float> near_a_centre(Random& random, std::size_t dimensions) {
  std::normal_distribution<float> normal;
  Random centre(random() % 2000);
  std::vector<float> values(dimensions);
  for (float& value : values) value = normal(centre);
  for (float& value : values) value += 0.7F * normal(random);
  return values;
}

IndexedDocument big_document(std::size_t number, std::uint64_t version, std::size_t dimensions) {
  Random random(number * 31 + version);
  const DocumentId id("doc_" + six(number));
  IndexedDocument document{id, {}, "1"};
  for (std::size_t i = 0; i < kChunksOfDocument; ++i)
    document.chunks.push_back({ChunkId("chk_" + std::to_string(random())),
                               id,
                               PermissionId("per_" + std::to_string(number % 100)),
                               {},
                               zipf_tokens(random, kWordsOfChunk),
                               near_a_centre(random, dimensions)});
  return document;
}

IndexFilter first_permissions(int count) {
  IndexFilter filter;
  for (int i = 0; i < count; ++i) filter.permissions.emplace_back("per_" + std::to_string(i));
  return filter;
}

void say_times(const std::string& what, std::vector<double> ms) {
  std::ranges::sort(ms);
  const auto at = [&](double share) {
    return ms[static_cast<std::size_t>(share * static_cast<double>(ms.size() - 1))];
  };
  std::printf(R"({"what":"%s","n":%zu,"p50":%.2f,"p95":%.2f,"p99":%.2f,"max":%.2f})"
              "\n",
              what.c_str(), ms.size(), at(0.5), at(0.95), at(0.99), ms.back());
  std::fflush(stdout);
}

struct Times {
  std::vector<double> words_ms, vectors_ms, both_ms;
};

/// A hundred hits each, as retrieval asks for them.
void time_searches(const Index& index, const IndexFilter& filter, std::size_t dimensions, Random& random, int count,
                   Times& times) {
  for (int i = 0; i < count; ++i) {
    const auto tokens = zipf_tokens(random, 4, 20);
    const auto vector = near_a_centre(random, dimensions);
    const Stopwatch watch(CLOCK_MONOTONIC);
    must(index.search_lexical(tokens, filter, 100, Cancel()));
    times.words_ms.push_back(watch.passed() * 1e3);
    must(index.search_vector(vector, filter, 100, Cancel()));
    times.both_ms.push_back(watch.passed() * 1e3);
    times.vectors_ms.push_back(times.both_ms.back() - times.words_ms.back());
  }
}

void say_searches(const std::string& when, const Times& times) {
  say_times("words, " + when, times.words_ms);
  say_times("vectors, " + when, times.vectors_ms);
  say_times("both, " + when, times.both_ms);
}

void say_recall(const Index& index, std::size_t dimensions) {
  for (const auto& [visible, permissions] : {std::pair{"all", 100}, {"10 %", 10}, {"1 %", 1}}) {
    const IndexFilter filter = first_permissions(permissions);
    Random random(98);
    double found = 0;
    constexpr int kQueries = 50;
    for (int i = 0; i < kQueries; ++i) {
      const auto vector = near_a_centre(random, dimensions);
      const auto exact = must(index.search_vector(vector, filter, 10, {true, 0}, Cancel()));
      const auto hits = must(index.search_vector(vector, filter, 10, Cancel()));
      for (const IndexHit& hit : hits) found += hit.score >= exact.back().score ? 1 : 0;
    }
    std::printf(R"({"what":"recall@10, %s","recall":%.4f})"
                "\n",
                visible, found / (kQueries * 10));
  }
}

/// Documents replaced one after another as fast as it goes, until told to stop.
std::vector<double> change(Index& index, std::size_t documents, std::size_t dimensions, const std::atomic<bool>& stop) {
  std::vector<double> ms;
  Random random(5);
  while (!stop) {
    IndexedDocument document = big_document(random() % documents, 1 + random() % 1000, dimensions);
    const Stopwatch watch(CLOCK_MONOTONIC);
    must(index.replace(document.id, std::move(document.chunks)));
    ms.push_back(watch.passed() * 1e3);
  }
  return ms;
}

void say_size(const Index& index, const char* when, double wall_s, double cpu_s) {
  const IndexStats stats = index.stats();
  std::printf(
      R"({"what":"%s","wall_s":%.1f,"cpu_s":%.1f,"chunks":%lld,"segments":%lld,"graphs":%lld,"disk_MB":%.0f,"heap_MB":%.0f,"peak_MB":%.0f})"
      "\n",
      when, wall_s, cpu_s, static_cast<long long>(stats.chunks), static_cast<long long>(stats.segments),
      static_cast<long long>(stats.graphs), static_cast<double>(stats.bytes_on_disk) / 1e6,
      static_cast<double>(stats.bytes_in_memory) / 1e6, peak_megabytes());
  std::fflush(stdout);
}

int large(std::size_t chunks, std::size_t dimensions) {
  const Folder folder;
  auto index = open(folder, static_cast<std::int32_t>(dimensions));
  const std::size_t documents = chunks / kChunksOfDocument;
  const Stopwatch wall(CLOCK_MONOTONIC), cpu(CLOCK_PROCESS_CPUTIME_ID);
  double making_wall = 0, making_cpu = 0;
  std::vector<double> bulk_ms;
  for (std::size_t number = 0; number < documents;) {
    std::vector<IndexedDocument> batch;
    const Stopwatch making(CLOCK_MONOTONIC), making_own(CLOCK_THREAD_CPUTIME_ID);
    for (; number < documents && batch.size() < kBatch / kChunksOfDocument; ++number)
      batch.push_back(big_document(number, 0, dimensions));
    making_wall += making.passed(), making_cpu += making_own.passed();
    const Stopwatch bringing(CLOCK_MONOTONIC);
    must(index->replace_all(std::move(batch)));
    must(index->save());
    bulk_ms.push_back(bringing.passed() * 1e3);
  }
  say_size(*index, "brought", wall.passed() - making_wall, cpu.passed() - making_cpu);
  say_times("bulk of 65,536 chunks, saved", bulk_ms);
  must(index->settle(Cancel()));
  must(index->save());
  say_size(*index, "merged, graphs made", wall.passed() - making_wall, cpu.passed() - making_cpu);
  index.reset();
  const Stopwatch opening(CLOCK_MONOTONIC);
  index = open(folder, static_cast<std::int32_t>(dimensions));
  say_size(*index, "opened again", opening.passed(), 0);
  say_recall(*index, dimensions);
  Random random(99);
  for (const auto& [visible, permissions] : {std::pair{"all visible", 100}, {"10 % visible", 10}, {"1 % visible", 1}}) {
    Times times;
    time_searches(*index, first_permissions(permissions), dimensions, random, 300, times);
    say_searches(visible, times);
  }
  std::atomic<bool> stop = false;
  std::vector<double> change_ms;
  std::thread changer([&] { change_ms = change(*index, documents, dimensions, stop); });
  Times times;
  for (const Stopwatch changing(CLOCK_MONOTONIC); changing.passed() < 60;)
    time_searches(*index, first_permissions(100), dimensions, random, 50, times);
  stop = true;
  changer.join();
  say_searches("all visible, beside changes", times);
  say_times("replace of a document of 10 chunks", change_ms);
  say_size(*index, "after changes", wall.passed(), cpu.passed());
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
  if (words_.size() == 3 && words_[0] == "texts") return texts(words_[1], static_cast<int>(number(2)));
  if (words_.size() == 3 && words_[0] == "large") return large(number(1), number(2));
  std::fprintf(stderr, "usage: see the head of bench/index_driver.cpp\n");
  return 2;
}
