// Chooses the plug-ins of libggml.
#include "model/llama_backends.h"

#include <dlfcn.h>
#include <llama.h>

#include <bit>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/log.h"

namespace onggi::model {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kCpuPrefix = "libggml-cpu-";

/// libllama talks a lot; its lines may quote metadata of a file, never prompts. What it says for its own developers is
/// left out.
void to_our_log(ggml_log_level level, const char* text, void* /*user*/) {
  std::string_view line(text);
  while (line.ends_with('\n')) line.remove_suffix(1);
  if (level == GGML_LOG_LEVEL_CONT || level == GGML_LOG_LEVEL_DEBUG || line.empty()) return;
  log(LogLevel::debug, "libllama", {{"says", std::string(line)}});
}

fs::path folder_of_libggml() {
  Dl_info place{};
  const auto* symbol = reinterpret_cast<const void*>(&ggml_backend_load);
  if (::dladdr(symbol, &place) == 0 || place.dli_fname == nullptr) return {};
  std::error_code ignored;
  return fs::canonical(place.dli_fname, ignored).parent_path();
}

/// How well a CPU plug-in fits this machine by its own word; 0: not at all.
int score_of(const fs::path& plugin) {
  // Why not this one: its AMX kernels lose their tile configuration when gcc optimises it away and die by an illegal
  // instruction (ggml pull request 26954). The next best variant lacks AMX alone.
  if (plugin.filename().string().find("sapphirerapids") != std::string::npos) return 0;
  void* library = ::dlopen(plugin.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) return 0;
  int score = 0;
  if (void* symbol = ::dlsym(library, "ggml_backend_score"); symbol != nullptr)
    score = std::bit_cast<int (*)()>(symbol)();
  ::dlclose(library);
  return score;
}

bool load_plugins() {
  llama_log_set(to_our_log, nullptr);
  std::error_code ignored;
  fs::path best;
  int best_score = 0;
  for (const auto& item : fs::directory_iterator(folder_of_libggml(), ignored)) {
    const std::string name = item.path().filename().string();
    if (!name.starts_with("libggml-") || !name.ends_with(".so") || name == "libggml-base.so") continue;
    if (!name.starts_with(kCpuPrefix)) {
      ggml_backend_load(item.path().c_str());  // an accelerator; says no by itself where there is none
    } else if (const int score = score_of(item.path()); score > best_score) {
      best = item.path();
      best_score = score;
    }
  }
  if (!best.empty()) ggml_backend_load(best.c_str());
  llama_backend_init();
  return best_score > 0;
}

}  // namespace

void start_libllama() {
  static const bool found = load_plugins();
  if (!found) log(LogLevel::error, "no CPU plug-in of libggml fits this machine");
}

}  // namespace onggi::model
