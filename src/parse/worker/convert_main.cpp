// onggi-convert: turns one old office file into its modern form through LibreOffice, inside of walls of its own.
// Started by onggi with a private folder that holds the file; not for people.
//
// usage: onggi-convert SOFFICE FOLDER FILE FORMAT SECONDS      FILE lies in FOLDER; the result in FOLDER/out
//
// The walls stand before LibreOffice begins and are inherited: no network, no files but the system's own (readable) and
// FOLDER (writable), limits on time, file size and memory. Macros do not run: a fresh profile allows none.
#include <unistd.h>

#include <array>
#include <charconv>
#include <cstdio>
#include <string>
#include <string_view>

#include "parse/worker/convert_sandbox.h"

namespace onggi::parse {
namespace {

int run(int count, char** arguments) {
  constexpr int kArguments = 6;
  if (count != kArguments) {
    std::fputs("onggi-convert is started by onggi\n", stderr);
    return 2;
  }
  const std::string program = arguments[1], file = arguments[3], format = arguments[4];
  const std::string_view seconds_text = arguments[5];
  unsigned seconds = 0;
  const auto parsed = std::from_chars(seconds_text.data(), seconds_text.data() + seconds_text.size(), seconds);
  if (parsed.ec != std::errc() || seconds == 0) return 2;
  const auto inside = enter_convert_sandbox(program, arguments[2], seconds);
  if (!inside || ::chdir(inside->c_str()) != 0) return 9;
  const std::string& folder = *inside;

  std::string name = program, profile = "-env:UserInstallation=file://" + folder + "/profile", out = folder + "/out",
              input = folder + "/" + file, target = format;
  std::array<std::string, 7> options = {"--headless",           "--norestore",  "--nolockcheck", "--nodefault",
                                        "--nofirststartwizard", "--convert-to", "--outdir"};
  std::array<char*, 13> argv = {name.data(),
                                profile.data(),
                                options[0].data(),
                                options[1].data(),
                                options[2].data(),
                                options[3].data(),
                                options[4].data(),
                                options[5].data(),
                                target.data(),
                                options[6].data(),
                                out.data(),
                                input.data(),
                                nullptr};
  std::string home = "HOME=" + folder, temporary = "TMPDIR=" + folder, language = "LANG=C.UTF-8",
              path = "PATH=/usr/bin:/bin", display = "SAL_USE_VCLPLUGIN=svp";
  std::array<char*, 6> environment = {home.data(), temporary.data(), language.data(),
                                      path.data(), display.data(),   nullptr};
  ::execve(program.c_str(), argv.data(), environment.data());
  return 9;
}

}  // namespace
}  // namespace onggi::parse

int main(int count, char** arguments) { return onggi::parse::run(count, arguments); }
