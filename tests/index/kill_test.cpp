// kill -9 of a process that changes, merges and saves an index, again and again. What a save that returned has written
// is there afterwards, as one whole state, and searches answer as an index made from scratch.
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <iostream>
#include <thread>

#include "base/log.h"
#include "index/any_index.h"
#include "index/segment_writer.h"

namespace onggi {
namespace {

/// $ONGGI_KILLS times; twenty by default.
int kills() {
  const char* const wanted = std::getenv("ONGGI_KILLS");
  return wanted == nullptr ? 20 : std::atoi(wanted);
}

using Versions = std::map<std::uint32_t, std::uint64_t>;  // what is in: number of a document → version

std::vector<IndexedChunk> chunks_of(std::uint32_t number, std::uint64_t version) {
  any::Random random(number * 1'000'003ULL + version);
  const DocumentId id = any::document_id(number);
  std::vector<IndexedChunk> chunks;
  const PermissionId permission = any::permission(random);
  for (std::uint32_t i = 0; i < 1 + random() % 3; ++i)
    chunks.push_back(
        {ChunkId("chk_" + std::to_string(random())), id, permission, {}, any::tokens(random, 4), any::vector(random)});
  return chunks;
}

/// One step of a life that its seed decides: changes a few documents, or one in thirty times so many that a graph is
/// made beside, and says whether a save follows.
bool step(any::Random& random, Versions& versions, std::vector<IndexedDocument>* documents) {
  const bool many = random() % 30 == 0;
  const std::uint64_t version = random() % 1'000'000;
  const std::uint32_t first = any::up_to(random, 3000);
  for (std::uint32_t number = first; number < first + (many ? 2500U : 1U + any::up_to(random, 20)); ++number) {
    const bool leaves = random() % 4 == 0;
    if (documents != nullptr)
      documents->push_back({any::document_id(number), leaves ? std::vector<IndexedChunk>() : chunks_of(number, version),
                            leaves ? "" : std::to_string(version)});
    if (leaves) versions.erase(number);
    else versions[number] = version;
  }
  return random() % 4 == 0;
}

/// What the process was doing when it was killed; lies in memory that it shares with the test.
struct Doing {
  std::atomic<bool> changing = false, saving = false;
  std::atomic<bool> merging = false;  // beside the others, as it was less than a tenth of a millisecond ago
};

/// Never ends: the process is killed.
void watch_merges(const Index& index, Doing& doing) {
  std::thread([&index, &doing] {
    for (;;) {
      doing.merging = index.stats().merging;
      std::this_thread::sleep_for(std::chrono::microseconds(50));
    }
  }).detach();
}

[[noreturn]] void live(const std::filesystem::path& folder, std::uint64_t seed, int saved, Doing& doing) {
  auto opened = open_embedded_index({folder, any::kDimensions, "vectors-1", "tokens-1"});
  if (!opened || opened->rebuilt) ::_exit(3);
  watch_merges(*opened->index, doing);
  any::Random random(seed);
  Versions versions;
  for (;;) {
    std::vector<IndexedDocument> documents;
    const bool save = step(random, versions, &documents);
    doing.changing = true;
    if (!opened->index->replace_all(std::move(documents))) ::_exit(4);
    doing.changing = false;
    if (!save) continue;
    doing.saving = true;
    if (!opened->index->save()) ::_exit(5);
    doing.saving = false;
    if (::write(saved, "s", 1) != 1) ::_exit(6);
  }
}

/// How many kills met what.
struct Met {
  int changing = 0, merging = 0, saving = 0;
};

/// How many saves had returned when the process was killed.
int run_and_kill(const std::filesystem::path& folder, std::uint64_t seed, std::chrono::milliseconds after, Met& met) {
  void* const shared = ::mmap(nullptr, sizeof(Doing), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (shared == MAP_FAILED) return -1;
  Doing& doing = *new (shared) Doing;
  int ends[2];
  if (::pipe(ends) != 0) return -1;
  const pid_t process = ::fork();
  if (process == 0) live(folder, seed, ends[1], doing);
  ::close(ends[1]);
  std::this_thread::sleep_for(after);
  EXPECT_EQ(::kill(process, SIGKILL), 0);
  int status = 0;
  ::waitpid(process, &status, 0);
  EXPECT_TRUE(WIFSIGNALED(status)) << "ended by itself with " << WEXITSTATUS(status);
  int saves = 0;
  for (char byte = 0; ::read(ends[0], &byte, 1) == 1;) ++saves;
  ::close(ends[0]);
  met.changing += doing.changing ? 1 : 0, met.merging += doing.merging ? 1 : 0, met.saving += doing.saving ? 1 : 0;
  ::munmap(shared, sizeof(Doing));
  return saves;
}

Versions versions_in(const Index& index) {
  Versions versions;
  const auto contents = *index.contents();
  for (const auto& [document, key] : contents)
    versions[static_cast<std::uint32_t>(std::stoul(document.str().substr(4)))] = std::stoull(key);
  return versions;
}

void expect_as_from_scratch(const Index& index, const Versions& versions, any::Random& random) {
  const any::Folder folder;
  auto fresh = any::open(any::options(folder));
  std::vector<IndexedDocument> documents;
  for (const auto& [number, version] : versions)
    documents.push_back({any::document_id(number), chunks_of(number, version), "1"});
  ASSERT_TRUE(fresh->replace_all(std::move(documents)).has_value());
  double found = 0, wanted = 0;
  for (int i = 0; i < 30; ++i) {
    const auto query = query_terms(any::tokens(random, 3));
    const auto filter = any::filter(random);
    any::expect_same(*index.search_lexical(query, filter, 30, Cancel()),
                     *fresh->search_lexical(query, filter, 30, Cancel()), 0);
    const auto vector = any::vector(random);
    const auto exact = *fresh->search_vector(vector, filter, 10, {.exact = true}, Cancel());
    any::expect_same(*index.search_vector(vector, filter, 10, {.exact = true}, Cancel()), exact, 0);
    const auto hits = *index.search_vector(vector, filter, 10, Cancel());
    for (const IndexHit& hit : hits) found += hit.score >= exact.back().score ? 1 : 0;
    wanted += static_cast<double>(exact.size());
  }
  EXPECT_GE(found, 0.98 * wanted);
}

TEST(IndexKill, AProcessKilledAnywhereLosesNothingThatWasSaved) {
  set_log_level(LogLevel::error);
  const any::Folder folder;
  any::Random random(17);
  Versions versions;
  int saves_altogether = 0;
  Met met;
  any::open(any::options(folder)).reset();
  for (int round = 0; round < kills(); ++round) {
    const std::uint64_t seed = random();
    const int saves = run_and_kill(folder.path(), seed, std::chrono::milliseconds(20 + any::up_to(random, 400)), met);
    ASSERT_GE(saves, 0);
    saves_altogether += saves;
    auto index = any::open(any::options(folder));  // whole: never "damaged"
    const Versions there = versions_in(*index);
    // The same life again: what is there is the state of the last save that returned, or of the one after it.
    any::Random again(seed);
    Versions state = versions;
    for (int saved = 0; saved < saves;) saved += step(again, state, nullptr) ? 1 : 0;
    if (there != state) {
      while (!step(again, state, nullptr)) {
      }
    }
    ASSERT_EQ(there, state) << "round " << round << ", seed " << seed;
    if (round % 5 == 0) expect_as_from_scratch(*index, there, random);
    versions = there;
  }
  EXPECT_GT(saves_altogether, kills() / 2);
  std::cout << kills() << " kills: " << met.changing << " inside a change, " << met.merging
            << " while a merge ran beside, " << met.saving << " inside a save\n";
}

}  // namespace
}  // namespace onggi
