// See xml_pieces.h.
#include "parse/worker/flow/xml_pieces.h"

#include <algorithm>
#include <span>

#include "parse/worker/flow/xml_scan.h"
#include "parse/worker/memory/forget.h"

namespace onggi::parse {
namespace {

constexpr std::size_t kStretchBytes = 256U << 10U;
constexpr std::size_t kParentDepth = 2;

// One walk over the part that notes where children end and copies what is wanted.
class Borders final : public XmlScan {
 public:
  struct Names {
    std::string_view parent, wanted;
    const std::vector<std::string_view>& wanted_below;
  };
  Borders(std::string_view xml, const Names& names) : XmlScan(xml), xml_(xml), names_(names) {}

  std::vector<std::size_t> borders;
  std::string wanted;
  bool found = false;

 protected:
  void passed(Event event) override {
    if (event == Event::open) {
      opened();
    } else if (event == Event::close) {
      closed();
    }
  }

 private:
  void opened() {
    if (depth() == kParentDepth && name() == names_.parent && !found) {
      found = inside_ = true;
      borders.push_back(at());
    }
    if (name() == names_.wanted && wanted_depth_ == 0 &&
        std::ranges::find(names_.wanted_below, outer()) != names_.wanted_below.end()) {
      wanted_depth_ = depth();
      wanted_from_ = xml_.rfind('<', at() - 1);
    }
    path_.push_back(name());
  }

  void closed() {
    path_.pop_back();
    if (depth() == wanted_depth_) {
      wanted += xml_.substr(wanted_from_, at() - wanted_from_);
      wanted_depth_ = 0;
    }
    if (!inside_) return;
    if (depth() == kParentDepth) {
      inside_ = false;
      if (last_ > borders.back()) borders.push_back(last_);
    } else if (depth() == kParentDepth + 1) {
      last_ = at();
      if (last_ - borders.back() >= kStretchBytes) borders.push_back(last_);
    }
  }

  std::size_t at() const { return xml_.size() - left(); }
  std::string_view outer() const { return path_.empty() ? std::string_view() : path_.back(); }

  std::string_view xml_;
  Names names_;
  std::vector<std::string_view> path_;
  std::size_t wanted_depth_ = 0, wanted_from_ = 0, last_ = 0;
  bool inside_ = false;
};

Result<std::unique_ptr<XmlPart>> tree_of(std::string_view children) {
  constexpr std::string_view kOpen = "<stretch>", kClose = "</stretch>";
  std::string bytes;
  bytes.reserve(children.size() + kOpen.size() + kClose.size() + 1);  // parse_xml adds one
  bytes.append(kOpen).append(children).append(kClose);
  return parse_xml(std::move(bytes));
}

}  // namespace

std::optional<XmlPieces> XmlPieces::open(std::string& bytes, std::string_view parent, std::string_view wanted,
                                         const std::vector<std::string_view>& wanted_below) {
  Borders scan(bytes, {parent, wanted, wanted_below});
  while (scan.next_below(0)) {
  }
  if (scan.cut_off() || !scan.found) return std::nullopt;
  XmlPieces pieces;
  pieces.bytes_ = std::move(bytes);
  pieces.wanted_ = std::move(scan.wanted);
  pieces.borders_ = std::move(scan.borders);
  return pieces;
}

Result<std::unique_ptr<XmlPart>> XmlPieces::wanted() const { return tree_of(wanted_); }

Result<std::unique_ptr<XmlPart>> XmlPieces::next() {
  if (done_ + 1 >= borders_.size()) return nullptr;
  const std::size_t begin = borders_[done_], end = borders_[++done_];
  auto part = tree_of(std::string_view(bytes_).substr(begin, end - begin));
  forget(std::as_bytes(std::span(bytes_).subspan(begin, end - begin)));
  return part;
}

}  // namespace onggi::parse
