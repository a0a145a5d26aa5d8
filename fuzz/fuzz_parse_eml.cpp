// libFuzzer on the reader of message/rfc822.
#include "fuzz_parse.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  onggi::parse::fuzz_reader("message/rfc822", data, size);
  return 0;
}
