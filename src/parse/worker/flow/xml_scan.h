// XML of office packages read from front to back without a tree: for parts that are too large for one. A section of 75
// MB costs its own bytes and nothing more.
//
// Names are matched without their prefix, as in xml.h. No DTD is read, entities beyond XML's five and character
// references stay as they are written. What is not well-formed never stops it: an end tag ends what it names, or
// nothing; everything still open ends at the end.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace onggi::parse {

/// The bytes of a part as UTF-8 without byte-order mark: from UTF-16 with or without mark, or the charset that the XML
/// declaration names; ill-formed sequences become U+FFFD.
std::string xml_utf8(std::string bytes);

class XmlScan {
 public:
  enum class Event : std::uint8_t { open, text, close, end };

  /// `xml` is UTF-8 and must outlive the scan.
  explicit XmlScan(std::string_view xml) : rest_(xml) {}
  virtual ~XmlScan() = default;
  XmlScan(const XmlScan&) = delete;
  XmlScan& operator=(const XmlScan&) = delete;

  /// Elements that are open; after an open event its own is one of them.
  std::size_t depth() const { return open_.size(); }

  /// Moves to the next element directly inside of the one that was opened as number `depth`; what the caller left of
  /// the one before is passed over. False once the outer element ends:
  ///   for (const auto inside = scan.depth(); scan.next_child(inside);) ...
  bool next_child(std::size_t depth);
  /// As next_child(), stopping at text too: open, text, or close at the end of the outer element.
  Event next_piece(std::size_t depth);
  /// The next element anywhere below `depth`.
  bool next_below(std::size_t depth);

  /// Local name of the innermost open element.
  std::string_view name() const { return open_.empty() ? std::string_view() : open_.back(); }
  /// The last text event's characters, entities replaced. Valid until the next event.
  std::string_view text() const { return text_; }
  /// Of the element that was just opened; empty when missing.
  std::string attribute(std::string_view name) const;
  /// As a number; `otherwise` when missing or no number.
  std::int32_t number(std::string_view name, std::int32_t otherwise) const;
  /// The text directly inside of the innermost element, which is passed over.
  std::string take_text();

  /// The text ended or broke in the middle; what came before is there.
  bool cut_off() const { return cut_off_; }

 protected:
  /// Called for every event, also for what next_child() passes over.
  virtual void passed(Event /*event*/) {}
  /// Bytes behind the event.
  std::size_t left() const { return rest_.size(); }

 private:
  Event next();
  Event scan();
  Event open_tag();
  void close_tag();
  bool skip_markup();
  std::string_view raw_attribute(std::string_view name) const;

  std::string_view rest_, attributes_, text_;
  std::vector<std::string_view> open_;
  std::string decoded_;
  std::size_t to_close_ = 0;  // elements whose end has been seen but not told
  bool cut_off_ = false;
};

}  // namespace onggi::parse
