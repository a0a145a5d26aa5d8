// CPU time of the guards for each text of standard input, a JSON string a line: microseconds, a line each. For
// bench/guards.py.
#include <ctime>
#include <iostream>
#include <nlohmann/json.hpp>
#include <string>

#include "base/file.h"
#include "prompt/guard_rules.h"

namespace {

double cpu_us() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e6 + static_cast<double>(now.tv_nsec) / 1e3;
}

}  // namespace

int main(int count, char** arguments) {
  using namespace onggi;
  if (count != 2) return 2;
  const auto toml = read_file(arguments[1], std::size_t{4} << 20U);
  const auto rules = toml ? GuardRules::read(*toml) : std::unexpected(toml.error());
  if (!rules) {
    std::cerr << describe(rules.error()) << '\n';
    return 1;
  }
  for (std::string line; std::getline(std::cin, line);) {
    const auto text = nlohmann::json::parse(line).get<std::string>();
    const double begin = cpu_us();
    const auto found = rules->find(text, GuardPlace::document);
    std::cout << cpu_us() - begin << '\n';
  }
}
