// libFuzzer on the reader of text/csv.
#include "fuzz_parse.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  onggi::parse::fuzz_reader("text/csv", data, size);
  return 0;
}
