// libFuzzer on the reader of application/vnd.ms-outlook.
#include "fuzz_parse.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  onggi::parse::fuzz_reader("application/vnd.ms-outlook", data, size);
  return 0;
}
