// See compound.h.
#include "parse/worker/compound/compound.h"

#include <gsf/gsf-infile-msole.h>
#include <gsf/gsf-infile.h>
#include <gsf/gsf-input-memory.h>
#include <gsf/gsf-utils.h>

#include <algorithm>

namespace onggi::parse {
namespace {

constexpr std::size_t kStreamsMax = 65'536;
constexpr int kDepthMax = 32;

std::unexpected<Error> broken(std::string_view what) {
  return fail(ErrorCode::bad_input, "the compound file is broken: " + std::string(what), "broken");
}

template <typename Object>
struct Unref {
  void operator()(Object* object) const { g_object_unref(object); }
};
using Input = std::unique_ptr<GsfInput, Unref<GsfInput>>;

Result<void> list(GsfInfile* storage, const std::string& above, int depth, std::vector<CompoundFile::Stream>& streams) {
  if (depth > kDepthMax) return fail(ErrorCode::limit_exceeded, "storages lie too deep in one another", "depth_max");
  const int count = gsf_infile_num_children(storage);
  for (int i = 0; i < count; ++i) {
    if (streams.size() >= kStreamsMax)
      return fail(ErrorCode::limit_exceeded, "the compound file has more than 65,536 streams", "entries_max");
    const Input inside(gsf_infile_child_by_index(storage, i));
    const char* name = gsf_infile_name_by_index(storage, i);
    if (!inside || name == nullptr) continue;
    const std::string path = above.empty() ? name : above + "/" + name;
    const bool is_storage = GSF_IS_INFILE(inside.get()) && gsf_infile_num_children(GSF_INFILE(inside.get())) >= 0;
    if (is_storage) ONGGI_CHECK(list(GSF_INFILE(inside.get()), path, depth + 1, streams));
    else streams.push_back({path, static_cast<std::uint64_t>(std::max<gsf_off_t>(gsf_input_size(inside.get()), 0))});
  }
  return {};
}

// The names between the slashes, ended by a null pointer, as libgsf takes them.
Input open_path(GsfInfile* root, std::string_view path) {
  std::vector<std::string> names;
  for (std::size_t begin = 0; begin <= path.size();) {
    const std::size_t end = std::min(path.find('/', begin), path.size());
    names.emplace_back(path.substr(begin, end - begin));
    begin = end + 1;
  }
  std::vector<const char*> pointers;
  pointers.reserve(names.size() + 1);
  for (const std::string& name : names) pointers.push_back(name.c_str());
  pointers.push_back(nullptr);
  return Input(gsf_infile_child_by_aname(root, pointers.data()));
}

}  // namespace

void CompoundFile::Close::operator()(_GsfInfile* storage) const { g_object_unref(storage); }

Result<CompoundFile> CompoundFile::open(std::string_view bytes, const ParseLimits& limits) {
  warm_compound();
  const Input memory(
      gsf_input_memory_new(reinterpret_cast<const guint8*>(bytes.data()), static_cast<gsf_off_t>(bytes.size()), FALSE));
  if (!memory) return broken("it cannot be opened");
  GError* error = nullptr;
  CompoundFile file;
  file.root_.reset(gsf_infile_msole_new(memory.get(), &error));
  if (error != nullptr) g_error_free(error);
  if (!file.root_) return broken("its directory cannot be read");
  file.stream_bytes_max_ = limits.inflated_bytes_max;
  ONGGI_CHECK(list(file.root_.get(), {}, 0, file.streams_));
  return file;
}

bool CompoundFile::has(std::string_view path) const {
  return std::ranges::find(streams_, path, &Stream::path) != streams_.end();
}

Result<std::string> CompoundFile::read(std::string_view path) const {
  const auto stream = std::ranges::find(streams_, path, &Stream::path);
  if (stream == streams_.end()) return fail(ErrorCode::not_found, "there is no stream " + std::string(path));
  if (stream->size > stream_bytes_max_)
    return fail(ErrorCode::limit_exceeded, "a stream is longer than inflated_bytes_max", "inflated_bytes_max");
  const Input input = open_path(root_.get(), path);
  if (!input) return broken("a stream cannot be opened");
  std::string bytes(stream->size, '\0');
  if (!bytes.empty() && gsf_input_read(input.get(), bytes.size(), reinterpret_cast<guint8*>(bytes.data())) == nullptr)
    return broken("a stream is cut off");
  return bytes;
}

void warm_compound() {
  static const bool once = [] {
    gsf_init();
    return true;
  }();
  static_cast<void>(once);
}

}  // namespace onggi::parse
