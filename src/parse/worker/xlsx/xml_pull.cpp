// See xml_pull.h.
#include "parse/worker/xlsx/xml_pull.h"

#include <libxml/parser.h>
#include <libxml/xmlreader.h>

namespace onggi::parse::xlsx {
namespace {

int read_stream(void* stream, char* buffer, int size) {
  return static_cast<int>(static_cast<Package::Stream*>(stream)->read(buffer, static_cast<std::size_t>(size)));
}

void note_error(void* broken, xmlErrorPtr error) {
  if (error == nullptr || error->level >= XML_ERR_FATAL) *static_cast<bool*>(broken) = true;
}

std::string_view view(const xmlChar* text) {
  return text == nullptr ? std::string_view() : std::string_view(reinterpret_cast<const char*>(text));
}

}  // namespace

void XmlPull::Free::operator()(_xmlTextReader* reader) const { xmlFreeTextReader(reader); }

Result<XmlPull> XmlPull::open(Package::Stream stream) {
  warm_xml_pull();
  XmlPull pull;
  pull.stream_ = std::make_unique<Package::Stream>(std::move(stream));
  constexpr int kOptions = XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_COMPACT |
                           XML_PARSE_RECOVER;  // else what stands shortly before an error is lost with it
  pull.reader_.reset(xmlReaderForIO(read_stream, nullptr, pull.stream_.get(), nullptr, nullptr, kOptions));
  if (!pull.reader_) {
    return fail(ErrorCode::limit_exceeded, "reading this file needs more memory than memory_bytes_max",
                "memory_bytes_max");
  }
  xmlTextReaderSetStructuredErrorHandler(pull.reader_.get(), note_error, pull.broken_.get());
  return pull;
}

XmlPull::Event XmlPull::next() {
  if (close_next_) return close_next_ = false, Event::end;
  for (;;) {
    const int read = xmlTextReaderRead(reader_.get());
    if (read != 1) return *broken_ = *broken_ || read < 0, Event::done;
    switch (xmlTextReaderNodeType(reader_.get())) {
      case XML_READER_TYPE_ELEMENT:
        name_ = view(xmlTextReaderConstLocalName(reader_.get()));
        close_next_ = xmlTextReaderIsEmptyElement(reader_.get()) == 1;
        return Event::start;
      case XML_READER_TYPE_END_ELEMENT:
        name_ = view(xmlTextReaderConstLocalName(reader_.get()));
        return Event::end;
      case XML_READER_TYPE_TEXT:
      case XML_READER_TYPE_CDATA:
      case XML_READER_TYPE_WHITESPACE:
      case XML_READER_TYPE_SIGNIFICANT_WHITESPACE:
        text_ = view(xmlTextReaderConstValue(reader_.get()));
        return Event::text;
      default:
        break;
    }
  }
}

std::string_view XmlPull::attribute(const char* local_name) {
  value_.clear();
  if (xmlTextReaderMoveToFirstAttribute(reader_.get()) == 1) {
    do {
      if (view(xmlTextReaderConstLocalName(reader_.get())) != local_name) continue;
      value_ = view(xmlTextReaderConstValue(reader_.get()));
      break;
    } while (xmlTextReaderMoveToNextAttribute(reader_.get()) == 1);
    xmlTextReaderMoveToElement(reader_.get());
  }
  return value_;
}

void warm_xml_pull() {
  static const bool once = [] {
    xmlInitParser();
    return true;
  }();
  static_cast<void>(once);
}

}  // namespace onggi::parse::xlsx
