// libFuzzer on the reader of application/epub+zip.
#include "fuzz_parse.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  onggi::parse::fuzz_reader("application/epub+zip", data, size);
  return 0;
}
