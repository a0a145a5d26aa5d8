// How data becomes elements: containers are headings, what they hold are lines "name: value", lists of like records are
// tables where their values are short and one paragraph a record where they are long (questions and answers, chats).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "parse/worker/document_builder.h"
#include "parse/worker/structured/json_view.h"

namespace onggi::parse {

class DataWriter {
 public:
  DataWriter(DocumentBuilder& builder, std::int32_t depth_max) : builder_(builder), depth_max_(depth_max) {}

  /// A whole value. What it says was counted in by the caller; signs added here (colons, commas) count themselves in.
  void write(const JsonView& value);

  /// Values that stand one a line (JSON Lines): like the items of one array.
  void write_records(const std::vector<JsonView>& records);

 private:
  void object(const JsonView& value, std::int32_t level);
  void array(const JsonView& value, std::int32_t level);
  void records(const std::vector<JsonView>& items, std::int32_t level);
  void table(const std::vector<JsonView>& items, const std::vector<std::string>& names);
  void record(const JsonView& item, std::int32_t level);
  void heading(std::string_view text, std::int32_t level);
  void raw(const JsonView& value);
  /// "name: value", "name: a, b, c"; of small objects "name.inner: value".
  void line(std::string_view name, const JsonView& value, std::string& lines);
  void path_lines(const JsonView& value, const std::string& path, std::string& lines);
  void flush(std::string& lines);
  std::string added(std::string_view signs);

  DocumentBuilder& builder_;
  std::int32_t depth_max_;
};

}  // namespace onggi::parse
