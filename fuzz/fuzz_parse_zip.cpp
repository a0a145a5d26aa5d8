// libFuzzer on the reader of application/zip.
#include "fuzz_parse.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  onggi::parse::fuzz_reader("application/zip", data, size);
  return 0;
}
