// See parts.h.
#include "parse/worker/hwpx/parts.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace onggi::parse::hwpx {
namespace {

constexpr std::string_view kManifest = "META-INF/manifest.xml";

std::string lower(std::string_view name) {
  std::string small(name);
  std::ranges::transform(small, small.begin(), [](char letter) {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + 32) : letter;
  });
  return small;
}

// "Contents/section12.xml" → 12; -1 for other names.
std::int32_t section_number(std::string_view path) {
  std::string name = lower(path);
  name.erase(0, name.find_last_of("/\\") + 1);
  constexpr std::string_view kStart = "section";
  if (!name.starts_with(kStart) || !name.ends_with(".xml")) return -1;
  std::int32_t number = -1;
  std::from_chars(name.data() + kStart.size(), name.data() + name.size(), number);
  return number;
}

bool is_fatal(const Error& error) { return error.code != ErrorCode::bad_input || error.reason.starts_with("password"); }

}  // namespace

Result<Parts> Parts::open(const ReadContext& context, DocumentBuilder& builder) {
  ONGGI_TRY(Package package, Package::open(context.bytes, context.limits));
  Parts parts(std::move(package), context, builder);
  ONGGI_CHECK(parts.read_encryption());
  ONGGI_CHECK(parts.read_manifest());
  if (parts.sections_.empty()) ONGGI_CHECK(parts.find_sections());
  if (parts.sections_.empty())
    return fail(ErrorCode::bad_input, "the package has no section of a Hangul document in it", "broken");
  return parts;
}

Result<std::string> Parts::read(std::string_view name) {
  read_.emplace(name);
  ONGGI_TRY(std::string member, package_.read(name));
  const auto encryption = encryptions_.find(name);
  if (encryption == encryptions_.end()) return member;
  constexpr std::int64_t kIterationsMax = 5'000'000;  // of all parts together: some seconds
  iterations_ += encryption->second.iterations;
  if (iterations_ > kIterationsMax)
    return fail(ErrorCode::limit_exceeded, "the document's encryption asks for too much work", "seconds_max");
  return decrypt(member, encryption->second, context_->options.password, context_->limits.inflated_bytes_max);
}

Result<std::string> Parts::bytes(std::string_view name) {
  if (!package_.has(name)) return std::string();
  auto member = read(name);
  if (member) return member;
  if (is_fatal(member.error())) return member;
  builder_->warn("part_unreadable", "a part of the package is broken and was left out");
  return std::string();
}

Result<std::string> Parts::xml(std::string_view name) {
  ONGGI_TRY(std::string member, bytes(name));
  return xml_utf8(std::move(member));
}

Result<void> Parts::read_encryption() {
  ONGGI_TRY(const std::string manifest, xml(kManifest));
  if (manifest.find("encryption-data") == std::string::npos) return {};
  XmlScan scan(manifest);
  encryptions_ = read_encryptions(scan);
  if (!context_->options.password.empty()) return {};
  return fail(ErrorCode::bad_input, "the document is encrypted: give its password", "password_required");
}

Result<void> Parts::read_manifest() {
  std::string path = "Contents/content.hpf";
  ONGGI_TRY(const std::string container, xml("META-INF/container.xml"));
  for (XmlScan scan(container); scan.next_below(0);) {
    if (scan.name() != "rootfile") continue;
    if (const std::string full = scan.attribute("full-path"); full.ends_with(".hpf")) path = full;
  }
  ONGGI_TRY(const std::string manifest, xml(path));
  XmlScan scan(manifest);
  read_items(scan, path);
  if (scan.cut_off()) warn_cut_off();
  if (const auto header = items_.find("header"); header != items_.end()) header_ = header->second;
  return {};
}

void Parts::read_items(XmlScan& xml, const std::string& manifest) {
  std::vector<std::string> spine;
  while (xml.next_below(0)) {
    const std::string_view name = xml.name();
    if (name == "title") builder_->set_title(xml.take_text());
    if (name == "meta" && xml.attribute("name") == "creator") builder_->set_author(xml.take_text());
    if (name == "item") items_.emplace(xml.attribute("id"), located(manifest, xml.attribute("href")));
    if (name == "itemref") spine.push_back(xml.attribute("idref"));
  }
  for (const std::string& reference : spine) {
    const auto item = items_.find(reference);
    if (item != items_.end() && section_number(item->second) >= 0 &&
        std::ranges::find(sections_, item->second) == sections_.end())
      sections_.push_back(item->second);
  }
  for (const auto& [id, member] : items_) {
    if (lower(id).starts_with("masterpage") && package_.has(member)) master_pages_.push_back(member);
  }
}

// Hangul writes paths from the package's root, other programs from the manifest's folder, as OPF wants it.
std::string Parts::located(const std::string& manifest, const std::string& href) const {
  if (package_.has(href)) return href;
  const std::size_t slash = manifest.rfind('/');
  return slash == std::string::npos ? href : manifest.substr(0, slash + 1) + href;
}

std::string Parts::member_of(std::string_view item) {
  if (item.empty()) return {};
  if (const auto found = items_.find(item); found != items_.end()) return found->second;
  if (package_.has(item)) return std::string(item);
  if (!stems_.empty()) return stems_.contains(item) ? stems_.find(item)->second : std::string();
  for (const std::string& name : package_.names()) {  // "image1" for "BinData/image1.png" where no manifest says it
    const std::size_t slash = name.find_last_of("/\\");
    const std::string_view file = std::string_view(name).substr(slash == std::string::npos ? 0 : slash + 1);
    stems_.emplace(file.substr(0, file.rfind('.')), name);
  }
  return stems_.contains(item) ? stems_.find(item)->second : std::string();
}

Result<void> Parts::find_sections() {
  for (const std::string& name : package_.names()) {
    if (section_number(name) >= 0) sections_.push_back(name);
  }
  std::ranges::stable_sort(sections_, {}, section_number);
  if (!sections_.empty()) return {};
  for (const std::string& name : package_.names()) {  // by what they are
    if (!lower(name).ends_with(".xml")) continue;
    ONGGI_TRY(const std::string part, xml(name));
    XmlScan scan(part);
    if (scan.next_child(0) && scan.name() == "sec") sections_.push_back(name);
  }
  return {};
}

void Parts::check_others() {
  for (const std::string& name : package_.names()) {
    if (name.ends_with('/') || read_.contains(name) || package_.is_sound(name)) continue;
    builder_->warn("part_unreadable", "a part of the package that was not needed fails its checksum");
  }
}

}  // namespace onggi::parse::hwpx
