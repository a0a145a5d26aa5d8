// libFuzzer on the reader of application/json.
#include "fuzz_parse.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  onggi::parse::fuzz_reader("application/json", data, size);
  return 0;
}
