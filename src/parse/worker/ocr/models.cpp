// See models.h. The files are mapped before the sandbox closes; Tesseract gets their bytes.
#include "parse/worker/ocr/models.h"

#include <fcntl.h>
#include <leptonica/allheaders.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <tesseract/baseapi.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

// Of libgomp, which Tesseract brings along: with no active level every parallel region runs on the calling thread. The
// sandbox knows no threads, and libgomp would end the program over a refused one.
extern "C" void omp_set_max_active_levels(int levels);

namespace onggi::parse::ocr {
namespace {

namespace fs = std::filesystem;

constexpr std::array<const char*, 2> kNames{"kor", "eng"};

// $ONGGI_SHARE, the program's own share folder (installed or built), Debian's.
fs::path find_model(const std::string& file) {
  std::error_code error;
  const fs::path program = fs::read_symlink("/proc/self/exe", error).parent_path();
  const char* share = ::getenv("ONGGI_SHARE");
  for (const fs::path& folder :
       {fs::path(share == nullptr ? "" : share) / "tessdata", program / "share/onggi/tessdata",
        program.parent_path() / "share/onggi/tessdata", fs::path("/usr/share/tesseract-ocr/5/tessdata")}) {
    if (fs::is_regular_file(folder / file, error)) return folder / file;
  }
  return {};
}

// Lives as long as the program: the mapping is shared with every other worker.
std::string_view map_file(const fs::path& path) {
  const int file = path.empty() ? -1 : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return {};
  struct stat status{};
  void* memory = MAP_FAILED;
  if (::fstat(file, &status) == 0 && status.st_size > 0)
    memory = ::mmap(nullptr, static_cast<std::size_t>(status.st_size), PROT_READ, MAP_PRIVATE, file, 0);
  ::close(file);
  if (memory == MAP_FAILED) return {};
  return {static_cast<const char*>(memory), static_cast<std::size_t>(status.st_size)};
}

const std::array<std::string_view, 2>& models() {
  static const std::array<std::string_view, 2> kMapped = [] {
    ::omp_set_max_active_levels(0);
    setMsgSeverity(L_SEVERITY_NONE);
    std::array<std::string_view, 2> mapped;
    for (std::size_t i = 0; i < mapped.size(); ++i)
      mapped[i] = map_file(find_model(std::string(kNames[i]) + ".traineddata"));
    return mapped;
  }();
  return kMapped;
}

std::unique_ptr<tesseract::TessBaseAPI> start(std::size_t index) {
  const std::string_view model = models().at(index);
  if (model.empty()) return nullptr;
  auto api = std::make_unique<tesseract::TessBaseAPI>();
  const auto nothing_else = [](const char*, std::vector<char>*) { return false; };
  if (api->Init(model.data(), static_cast<int>(model.size()), kNames.at(index), tesseract::OEM_LSTM_ONLY, nullptr, 0,
                nullptr, nullptr, false, nothing_else) != 0)
    return nullptr;
  api->SetVariable("tessedit_do_invert", "0");  // prepare() did
  api->SetPageSegMode(tesseract::PSM_SINGLE_LINE);
  return api;
}

}  // namespace

void map_models() { static_cast<void>(models()); }

bool has_models() { return !models()[0].empty() && !models()[1].empty(); }

tesseract::TessBaseAPI* engine(Language language) {
  // Constructed after Tesseract's own statics, which start() makes, so destroyed before them.
  if (language == Language::korean) {
    static const std::unique_ptr<tesseract::TessBaseAPI> korean = start(0);
    return korean.get();
  }
  static const std::unique_ptr<tesseract::TessBaseAPI> english = start(1);
  return english.get();
}

}  // namespace onggi::parse::ocr
