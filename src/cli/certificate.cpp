// See certificate.h.
#include "cli/certificate.h"

#include <array>

#include "text/escape.h"

namespace onggi::cli_room {
namespace {

using nlohmann::json;

constexpr std::string_view kBegin = "<script type=\"application/json\" id=\"certificate\">";
constexpr std::string_view kEnd = "</script>";

struct Why {
  std::string_view code, korean, english;
};
constexpr std::array<Why, 9> kWhys = {{
    {"name_alone", "이름만 적혀 있어 다른 사람일 수 있음", "a name alone, which may be another person's"},
    {"not_readable", "읽을 수 없는 파일이라 파일의 바이트만 찾아봄",
     "files that cannot be read: only their bytes were searched"},
    {"damaged", "손상되어 열리지 않음", "damaged: it does not open"},
    {"audit_chain", "감사 기록은 고칠 수 없게 이어져 있음", "entries of the audit chain cannot be changed"},
    {"account", "이 홈의 사용자 계정: `onggi user`로 바꾸거나 막음",
     "an account of this workspace: change or disable it with `onggi user`"},
    {"in_use", "지우지 못함: 같은 명령을 다시 하십시오", "could not be removed: give the same command again"},
    {"backups", "홈 밖의 백업과 디스크 스냅샷", "backups and disk snapshots outside of the home"},
    {"postgresql_log", "PostgreSQL 서버의 로그(WAL)와 복제본",
     "the write-ahead log and replicas of a PostgreSQL server"},
    {"source_files", "가져온 원래 폴더의 파일", "files in the folders that were ingested"},
}};

std::string text_of(const json& value) { return value.is_string() ? value.get<std::string>() : value.dump(); }

std::string row(std::string_view head, const json& value) {
  return "<tr><th>" + std::string(head) + "</th><td>" + escape_html(text_of(value)) + "</td></tr>\n";
}

std::string listing(std::string_view title, const json& counts) {
  std::string html = "<tr><th>" + std::string(title) + "</th><td>";
  for (const auto& [name, count] : counts.items()) html += escape_html(name) + " " + escape_html(count.dump()) + "<br>";
  return html + "</td></tr>\n";
}

std::string both(std::string_view why) {
  return escape_html(why_text(why, true)) + "<br><small>" + escape_html(why_text(why, false)) + "</small>";
}

std::string documents_table(const json& documents) {
  std::string html =
      "<h2>지운 곳 <small>What was removed</small></h2>\n<table><tr><th>문서<br><small>document</small></th><th>한 일"
      "<br><small>deed</small></th><th>곳<br><small>places</small></th><th>원본<br><small>original</small></th></tr>\n";
  for (const json& one : documents)
    html += "<tr><td>" + escape_html(text_of(one["document_id"])) + "</td><td>" + escape_html(text_of(one["what"])) +
            "</td><td>" + escape_html(text_of(one["places"])) + "</td><td>" + escape_html(text_of(one["original"])) +
            "</td></tr>\n";
  return html + "</table>\n";
}

std::string left_table(const json& certificate) {
  std::string html = "<h2>남은 것과 까닭 <small>What stays, and why</small></h2>\n<table>\n";
  for (const json& one : certificate["not_removed"])
    html += "<tr><th>" + escape_html(text_of(one["where"])) + " (" + escape_html(text_of(one["count"])) + ")</th><td>" +
            both(one["why"].get<std::string>()) + "</td></tr>\n";
  for (const json& one : certificate["outside_of_the_home"])
    html += "<tr><th>홈 밖 <small>outside</small></th><td>" + both(one.get<std::string>()) + "</td></tr>\n";
  return html + "</table>\n";
}

std::string subject_rows(const json& subject) {
  std::string html = row("정보주체 (키 해시) <small>subject, keyed hash</small>", subject["hash"]);
  for (const json& value : subject["values"])
    html += row("값 (" + escape_html(text_of(value["type"])) + ") <small>value</small>", value["hash"]);
  return html;
}

// Inside of a script element nothing may look like its end.
std::string inside_of_script(const json& certificate) {
  std::string text = certificate.dump();
  for (std::size_t at = 0; (at = text.find('<', at)) != std::string::npos; at += 6) text.replace(at, 1, "\\u003c");
  return text;
}

}  // namespace

std::string why_text(std::string_view why, bool korean) {
  for (const Why& known : kWhys)
    if (known.code == why) return std::string(korean ? known.korean : known.english);
  if (why == "exports")
    return korean ? "이미 내보내거나 내려받은 파일" : "files that were exported or downloaded before";
  return std::string(why);
}

std::string to_html(const json& certificate) {
  const bool complete = certificate["complete"].get<bool>();
  std::string html =
      "<!doctype html>\n<html lang=\"ko\"><head><meta charset=\"utf-8\"><title>개인정보 삭제 확인서</title>\n<style>"
      "body{font-family:sans-serif;max-width:50rem;margin:2rem auto;line-height:1.5}table{border-collapse:collapse;"
      "width:100%}th,td{border:1px solid #999;padding:.3rem .5rem;text-align:left;vertical-align:top;"
      "overflow-wrap:anywhere}small{color:#555}</style></head><body>\n<h1>개인정보 삭제 확인서<br><small>Certificate "
      "of "
      "erasure</small></h1>\n<table>\n";
  html += row("확인서 번호 <small>certificate</small>", certificate["id"]);
  html += row("요청한 사람 <small>requested by</small>", certificate["requested_by"]);
  html += row("시작 <small>started (UTC)</small>", certificate["started"]);
  html += row("끝 <small>finished (UTC)</small>", certificate["finished"]);
  html += row("결과 <small>result</small>", complete ? "완료 (complete)" : "미완료: 다시 실행하십시오 (not complete)");
  html += subject_rows(certificate["subject"]);
  html += row("프로그램 <small>program</small>", certificate["program"]);
  html += "</table>\n" + documents_table(certificate["removed"]["documents"]);
  html += "<h2>찾아본 곳 <small>What was searched</small></h2>\n<table>\n";
  html += row("문서 <small>documents</small>", certificate["searched"]["documents"]);
  html += listing("파일 저장소 <small>blobs</small>", certificate["searched"]["blobs"]);
  html += listing("표의 행 <small>rows of tables</small>", certificate["searched"]["tables"]);
  html += row("홈의 파일 <small>files of the home</small>", certificate["searched"]["files"]);
  html += "</table>\n" + left_table(certificate);
  html +=
      "<p>서명 <small>signature</small><br><code>" + escape_html(text_of(certificate["signature"])) + "</code></p>\n";
  html += "<p><small>onggi erase --verify FILE</small></p>\n";
  html.append(kBegin).append(inside_of_script(certificate)).append(kEnd).append("\n</body></html>\n");
  return html;
}

std::optional<json> certificate_in(std::string_view text) {
  const std::size_t begin = text.find(kBegin);
  if (begin == std::string_view::npos) {
    json certificate = json::parse(text, nullptr, false);
    return certificate.is_object() ? std::optional(std::move(certificate)) : std::nullopt;
  }
  const std::string_view rest = text.substr(begin + kBegin.size());
  json certificate = json::parse(rest.substr(0, rest.find(kEnd)), nullptr, false);
  try {
    if (!certificate.is_object() || to_html(certificate) != text) return std::nullopt;
  } catch (const json::exception&) {
    return std::nullopt;  // a member is missing or of another kind
  }
  return certificate;
}

}  // namespace onggi::cli_room
