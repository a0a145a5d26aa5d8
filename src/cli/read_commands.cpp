// onggi parse, onggi tokenize: what needs no workspace.
#include <charconv>
#include <nlohmann/json.hpp>
#include <ostream>

#include "base/file.h"
#include "cli/commands.h"
#include "document/write.h"

namespace onggi::cli_room {
namespace {

Result<std::int32_t> page_number(std::string_view text) {
  std::int32_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number < 1)
    return fail(ErrorCode::invalid_argument, "--pages is A-B or A, counted from 1");
  return number - 1;
}

Result<void> read_pages(const std::string& text, ParseOptions& options) {
  if (text.empty()) return {};
  const std::size_t dash = text.find('-');
  ONGGI_TRY(options.first_page, page_number(std::string_view(text).substr(0, dash)));
  ONGGI_TRY(options.last_page,
            page_number(dash == std::string::npos ? std::string_view(text) : std::string_view(text).substr(dash + 1)));
  if (*options.last_page < *options.first_page)
    return fail(ErrorCode::invalid_argument, "--pages ends before it begins");
  return {};
}

std::string first_line(const std::string& text) { return text.substr(0, text.find_first_of("\r\n")); }

void tell_account(const Document& document, CliIo& io) {
  const LossAccount& account = document.account;
  io.err << say(io, "글자 ", "characters ") << grouped(account.characters_out) << " / "
         << grouped(account.characters_in);
  for (const LossAccount::Dropped& dropped : account.dropped)
    io.err << ", " << dropped.reason << ' ' << grouped(dropped.characters);
  io.err << '\n';
  for (const Warning& warning : document.warnings) {
    io.err << say(io, "주의: ", "warning: ") << warning.code;
    if (warning.page_index >= 0) io.err << say(io, ", 쪽 ", ", page ") << warning.page_index + 1;
    io.err << (warning.detail.empty() ? "" : ": ") << warning.detail << '\n';
  }
}

const char* kind_name(TokenKind kind) {
  switch (kind) {
    case TokenKind::morpheme:
      return "morpheme";
    case TokenKind::part:
      return "part";
    case TokenKind::bigram:
      return "bigram";
    case TokenKind::word:
      return "word";
  }
  return "";
}

}  // namespace

Done parse(const ParseCommand& command, const Common& common, CliHost& host, CliIo& io) {
  ParseOptions options;
  ONGGI_CHECK(read_pages(command.pages, options));
  if (command.password_from_input) options.password = first_line(io.input);
  options.ocr = ocr_from(command.ocr).value_or(Ocr::automatic);
  options.content = content_from(command.content).value_or(Content::main);
  const std::filesystem::path file = resolved(io, command.file);
  ONGGI_TRY(Parser * parser, host.parser());
  ONGGI_TRY(std::string bytes, read_file(file, ParseLimits{}.bytes_max));
  auto document = parser->parse_stream(bytes, file.filename().string(), options, io.cancel);
  if (!document) return within(file.filename().string(), std::move(document).error());
  bytes = {};
  ONGGI_CHECK(write_document(*document, common.json ? "json" : command.to, io.out));
  if (!common.quiet) tell_account(document->head(), io);
  return document->head().warnings.empty() ? 0 : 1;
}

Done tokenize(const std::string& file, const Common& common, CliHost& host, CliIo& io) {
  ONGGI_TRY(const Analyzer* analyzer, host.analyzer());
  std::string text = io.input;
  if (file != "-")
    ONGGI_CHECK([&]() -> Result<void> {
      ONGGI_TRY(text, read_file(resolved(io, file), 64U << 20U));
      return {};
    }());
  const std::string utf8 = decode_text(text).utf8;
  nlohmann::json list = nlohmann::json::array();
  for (const Token& token : analyzer->tokens(utf8)) {
    if (common.json)
      list.push_back({{"term", token.term},
                      {"kind", kind_name(token.kind)},
                      {"start", count_code_points(std::string_view(utf8).substr(0, token.bytes.begin))},
                      {"end", count_code_points(std::string_view(utf8).substr(0, token.bytes.end))},
                      {"position", token.position}});
    else io.out << token.term << '\t' << kind_name(token.kind) << '\n';
  }
  if (common.json) io.out << nlohmann::json{{"tokens", std::move(list)}}.dump() << '\n';
  return 0;
}

}  // namespace onggi::cli_room
