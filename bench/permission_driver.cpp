// What bench/permissions.py drives: people, groups and documents of its sizes, searched while they change; one JSON
// object.
#include <cstdlib>
#include <iostream>
#include <nlohmann/json.hpp>

#include "retrieve/permission_stress.h"
#include "store/any_database.h"

int main(int argc, char** argv) {
  using namespace onggi;
  if (argc != 5) {
    std::cerr << "usage: onggi_permission_driver PAIRS PEOPLE GROUPS DOCUMENTS\n";
    return 2;
  }
  const auto number = [&](int at) { return static_cast<std::int32_t>(std::atol(argv[at])); };
  const any::TemporaryFolder folder;
  const auto analyzer = Analyzer::open({ONGGI_DICTIONARY_DIR, {}});
  if (!analyzer) return std::cerr << describe(analyzer.error()) << '\n', 1;
  auto embedder = open_static_embedder(ONGGI_SOURCE_DIR "/data/embedder/static-ko.bin", **analyzer);
  if (!embedder) return std::cerr << describe(embedder.error()) << '\n', 1;
  const auto report = any::stress_permissions(
      folder.path(), **analyzer, std::move(*embedder),
      {.pairs = std::atoll(argv[1]), .people = number(2), .groups = number(3), .documents = number(4)});
  if (!report) return std::cerr << describe(report.error()) << '\n', 1;
  std::cout << nlohmann::json{{"pairs", report->pairs},
                              {"hits", report->hits},
                              {"changes", report->changes},
                              {"leaks", report->leaks},
                              {"leaks_by_address", report->leaks_by_address},
                              {"told", report->told},
                              {"told_words", report->told_words},
                              {"looked_for", report->looked_for},
                              {"missed", report->missed},
                              {"permissions", report->permissions},
                              {"visible_share", report->visible_share},
                              {"principals_before", report->principals_before},
                              {"principals_after", report->principals_after},
                              {"p50_us", report->p50_us},
                              {"p95_us", report->p95_us},
                              {"p50_open_us", report->p50_open_us},
                              {"p95_open_us", report->p95_open_us}}
                   .dump()
            << '\n';
  return report->leaks + report->leaks_by_address + report->told_words + report->missed == 0 ? 0 : 1;
}
