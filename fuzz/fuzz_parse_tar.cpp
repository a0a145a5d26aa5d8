// libFuzzer on the reader of application/x-tar.
#include "fuzz_parse.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  onggi::parse::fuzz_reader("application/x-tar", data, size);
  return 0;
}
