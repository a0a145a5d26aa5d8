// /v1/files and /v1/vector_stores: forms, shapes, errors with their field, keys, the audit log.
#include <gtest/gtest.h>

#include <random>

#include "serve/house.h"
#include "serve/multipart.h"
#include "support/must.h"

namespace onggi {
namespace {

using nlohmann::json;

const std::string kBoundary = "frontier-1";
const std::string kFiles = "/v1/files", kStores = "/v1/vector_stores";

std::string field(const std::string& name, const std::string& value) {
  return "--" + kBoundary + "\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
}

/// `disposition` stands behind name="file".
std::string file_part(const std::string& disposition, const std::string& content) {
  return "--" + kBoundary + "\r\ncontent-disposition: form-data; name=\"file\"" + disposition +
         "\r\nContent-Type: text/plain\r\n\r\n" + content + "\r\n";
}

std::string form_of(const std::string& parts) { return parts + "--" + kBoundary + "--\r\n"; }

std::string form(const std::string& name, const std::string& content, const std::string& purpose = "assistants") {
  return form_of(field("purpose", purpose) + file_part("; filename=\"" + name + "\"", content));
}

Reply send_form(House& house, const House::Guest& guest, const std::string& body, const std::string& more = "") {
  return call(house.port(), "POST", kFiles,
              guest.key_line + "Content-Type: multipart/form-data; boundary=" + kBoundary + "\r\n" + more, body);
}

std::string upload(House& house, const House::Guest& guest, const std::string& name, const std::string& content) {
  const Reply reply = send_form(house, guest, form(name, content));
  EXPECT_EQ(reply.status, 200) << reply.body;
  house.run_jobs();
  return json_of(reply).value("id", "");
}

std::string store_of(House& house, const House::Guest& guest, const json& files = json::array()) {
  const Reply reply = house.post(kStores, guest, {{"name", "규정"}, {"file_ids", files}});
  EXPECT_EQ(reply.status, 200) << reply.body;
  return json_of(reply).value("id", "");
}

json error_of(const Reply& reply) { return json_of(reply)["error"]; }

std::string about(const Reply& reply) {
  const json error = error_of(reply);
  const auto text = [&](const char* name) { return error[name].is_string() ? error[name].get<std::string>() : ""; };
  return std::to_string(reply.status) + " " + text("param") + " " + text("code");
}

json found_in(House& house, const House::Guest& guest, const std::string& store, const json& wish) {
  const Reply reply = house.post(kStores + "/" + store + "/search", guest, wish);
  EXPECT_EQ(reply.status, 200) << reply.body;
  return json_of(reply)["data"];
}

// ---- forms ----

class Forms : public testing::Test {
 protected:
  const TemporaryFile& kept(const std::string& body) {
    file_ = must(TemporaryFile::create(folder_.path() / std::to_string(++count_)));
    must(file_->append(body));
    return *file_;
  }
  std::string reason_of(const std::string& body) {
    const auto parts = serve_room::read_form(kept(body), kBoundary);
    return parts ? "" : parts.error().reason;
  }
  std::string name_in(const std::string& disposition) {
    const auto parts = serve_room::read_form(kept(form_of(file_part(disposition, "a"))), kBoundary);
    return parts ? parts->front().file_name.value_or("none") : parts.error().reason;
  }

  any::TemporaryFolder folder_;
  std::unique_ptr<TemporaryFile> file_;
  int count_ = 0;
};

TEST_F(Forms, NameTheirBoundary) {
  using serve_room::form_boundary;
  EXPECT_EQ(form_boundary("multipart/form-data; boundary=abc"), "abc");
  EXPECT_EQ(form_boundary("Multipart/Form-Data; charset=utf-8; Boundary=\"a b;c\""), "a b;c");
  for (const std::string wrong : {"", "application/json", "multipart/form-data",
                                  "multipart/form-data; boundary=", "multipart/mixed; boundary=abc"})
    EXPECT_EQ(form_boundary(wrong), std::nullopt) << wrong;
  EXPECT_EQ(form_boundary("multipart/form-data; boundary=" + std::string(71, 'a')), std::nullopt);
}

TEST_F(Forms, AreReadWhereverTheirPartsEnd) {
  for (const std::size_t size : {std::size_t{0}, std::size_t{1}, (std::size_t{1} << 20U) - 5, std::size_t{3} << 20U}) {
    // Bytes that look like the beginning of a boundary, but are none.
    std::string content;
    while (content.size() < size) content += "\r\n--frontier-";
    content.resize(size);
    const auto parts = must(serve_room::read_form(
        kept(form_of(field("purpose", "assistants") + file_part("; filename=\"a.txt\"", content))), kBoundary));
    ASSERT_EQ(parts.size(), 2U);
    EXPECT_EQ(must(serve_room::form_text(*file_, parts[0])), "assistants");
    EXPECT_EQ(parts[1].bytes, size);
    serve_room::UploadFile copy;
    must(serve_room::copy_part(*file_, parts[1], copy));
    EXPECT_EQ(must(copy.file()->read(0, size + 1)), content);
  }
}

TEST_F(Forms, NameFilesAsClientsWriteThem) {
  EXPECT_EQ(name_in("; filename=\"취업규칙.docx\""), "취업규칙.docx");
  EXPECT_EQ(name_in("; filename=\"a;b=c %22d%22.txt\""), "a;b=c \"d\".txt");
  EXPECT_EQ(name_in("; filename=\"a \\\"b\\\".txt\""), "a \"b\".txt");
  EXPECT_EQ(name_in("; filename=plain.txt"), "plain.txt");
  EXPECT_EQ(name_in("; filename=\"x\"; filename*=UTF-8''%EA%B0%80.txt"), "가.txt");
  EXPECT_EQ(name_in(""), "none");
  EXPECT_EQ(name_in("; filename=\"\xff.txt\""), "bad_form");
  EXPECT_EQ(name_in("; filename*=UTF-8''%ff.txt"), "bad_form");
}

TEST_F(Forms, ThatAreBrokenAreRefused) {
  EXPECT_EQ(reason_of(form("a.txt", "a")), "");
  EXPECT_EQ(reason_of(""), "bad_form");
  EXPECT_EQ(reason_of("--other\r\n\r\na\r\n--other--"), "bad_form");
  EXPECT_EQ(reason_of(field("purpose", "a")), "bad_form");
  EXPECT_EQ(reason_of(form("a.txt", "a").substr(0, 60)), "bad_form");
  EXPECT_EQ(reason_of("--" + kBoundary + "\r\n\r\nno header\r\n--" + kBoundary + "--"), "bad_form");
  EXPECT_EQ(reason_of("--" + kBoundary + "\r\nContent-Disposition: form-data\r\n\r\na\r\n--" + kBoundary + "--"),
            "bad_form");
  EXPECT_EQ(reason_of("--" + kBoundary + "\r\nX: " + std::string(9'000, 'a') + "\r\n\r\na\r\n--" + kBoundary + "--"),
            "bad_form");
  std::string many;
  for (int i = 0; i < 33; ++i) many += field("f", "v");
  EXPECT_EQ(reason_of(form_of(many)), "bad_form");
  const auto parts = must(serve_room::read_form(kept(form_of(field("purpose", std::string(70'000, 'a')))), kBoundary));
  EXPECT_EQ(serve_room::form_text(*file_, parts[0]).error().reason, "bad_form");
}

TEST_F(Forms, NeverReachBeyondThemselves) {
  const std::string whole = form("취업규칙.docx", std::string(300, 'a') + "\r\n--frontier\r\n\r\n");
  for (unsigned seed = 0; seed < 500; ++seed) {
    std::mt19937 random(seed);
    std::string bytes = whole.substr(0, random() % 4 == 0 ? random() % whole.size() : whole.size());
    for (unsigned i = 0; i < random() % 4 && !bytes.empty(); ++i)
      bytes[random() % bytes.size()] = "\r\n-\";=:a\\%"[random() % 10];
    const auto parts = serve_room::read_form(kept(bytes), kBoundary);
    if (!parts) continue;
    for (const serve_room::FormPart& part : *parts)
      EXPECT_LE(part.offset + part.bytes, bytes.size()) << "seed " << seed;
  }
}

// ---- files ----

TEST(FilesOverHttp, AreDocumentsOfTheirUploader) {
  House house;
  const auto editor = house.guest(Role::editor), other = house.guest(Role::editor);
  const Reply made = send_form(house, editor, form("규정/취업규칙.txt", "연차휴가는 15일이다."));
  ASSERT_EQ(made.status, 200) << made.body;
  json file = json_of(made);
  EXPECT_EQ(file["object"], "file");
  EXPECT_EQ(file["filename"], "취업규칙.txt");
  EXPECT_EQ(file["purpose"], "assistants");
  EXPECT_EQ(file["status"], "uploaded");
  EXPECT_EQ(file["bytes"], std::string("연차휴가는 15일이다.").size());
  const std::string at = kFiles + "/" + file["id"].get<std::string>();
  house.run_jobs();
  EXPECT_EQ(json_of(house.get(at, editor))["status"], "processed");
  EXPECT_EQ(house.get(at + "/content", editor).body, "연차휴가는 15일이다.");
  EXPECT_EQ(house.get("/api/documents/" + file["id"].get<std::string>(), editor).status, 200);
  for (const std::string& path : {at, at + "/content"}) EXPECT_EQ(house.get(path, other).status, 404) << path;
  EXPECT_EQ(call(house.port(), "DELETE", at, other.key_line).status, 404);
  EXPECT_TRUE(json_of(house.get(kFiles, other))["data"].empty());
  const json listed = json_of(house.get(kFiles, editor));
  ASSERT_EQ(listed["data"].size(), 1U);
  EXPECT_EQ(listed["first_id"], file["id"]);
  EXPECT_EQ(listed["has_more"], false);
  EXPECT_EQ(json_of(call(house.port(), "DELETE", at, editor.key_line))["deleted"], true);
  EXPECT_EQ(house.get(at, editor).status, 404);
  EXPECT_TRUE(std::filesystem::is_empty(house.uploads()));
}

TEST(FilesOverHttp, OfOneNameAreFilesOfTheirOwn) {
  House house;
  const auto editor = house.guest(Role::editor);
  const std::string first = upload(house, editor, "a.txt", "첫째 글이다.");
  const std::string second = upload(house, editor, "a.txt", "둘째 글이다.");
  EXPECT_NE(first, second);
  EXPECT_EQ(house.get(kFiles + "/" + first + "/content", editor).body, "첫째 글이다.");
  EXPECT_EQ(house.get(kFiles + "/" + second + "/content", editor).body, "둘째 글이다.");
  const std::string again = "Idempotency-Key: once\r\n";
  const Reply made = send_form(house, editor, form("b.txt", "셋째 글이다."), again);
  EXPECT_EQ(json_of(send_form(house, editor, form("b.txt", "셋째 글이다."), again))["id"], json_of(made)["id"]);
  EXPECT_EQ(about(send_form(house, editor, form("b.txt", "다른 글이다. 더 길다."), again)),
            "400  idempotency_key_reused");
}

TEST(FilesOverHttp, RefuseWhatTheyCannotKeep) {
  House house;
  const auto editor = house.guest(Role::editor), reader = house.guest(Role::reader);
  EXPECT_EQ(about(send_form(house, editor, form("a.jsonl", "{}", "batch"))), "400 purpose unsupported_purpose");
  EXPECT_EQ(about(send_form(house, editor, form_of(file_part("; filename=\"a\"", "a")))), "400 purpose ");
  EXPECT_EQ(about(send_form(house, editor, form_of(field("purpose", "assistants")))), "400 file ");
  EXPECT_EQ(about(send_form(house, editor, form_of(field("purpose", "assistants") + file_part("", "a")))), "400 file ");
  EXPECT_EQ(about(send_form(house, editor, form("a.txt", ""))), "400 file empty_file");
  EXPECT_EQ(about(send_form(house, editor, form("a\tb.txt", "a"))), "400 file ");
  EXPECT_EQ(about(send_form(house, editor,
                            form_of(field("purpose", "assistants") + field("expires_after[seconds]", "3600") +
                                    file_part("; filename=\"a\"", "a")))),
            "400 expires_after unsupported_parameter");
  EXPECT_EQ(about(send_form(house, editor, "nothing")), "400  bad_form");
  EXPECT_EQ(about(house.post(kFiles, editor, {{"purpose", "assistants"}})), "400  bad_form");
  EXPECT_EQ(send_form(house, reader, form("a.txt", "a")).status, 403);
  EXPECT_TRUE(json_of(house.get(kFiles + "?purpose=batch", editor))["data"].empty());
  EXPECT_EQ(about(house.get(kFiles + "?limit=0", editor)), "400 limit ");
  EXPECT_EQ(about(house.get(kFiles + "?order=up", editor)), "400 order ");
  const std::string broken = upload(house, editor, "b.txt", "broken");
  const json failed = json_of(house.get(kFiles + "/" + broken, editor));
  EXPECT_EQ(failed["status"], "error");
  EXPECT_EQ(failed["status_details"], "broken: the file is broken");
  EXPECT_TRUE(std::filesystem::is_empty(house.uploads()));
}

// ---- vector stores ----

TEST(VectorStoresOverHttp, AreMadeChangedAndRemoved) {
  House house;
  const auto editor = house.guest(Role::editor), other = house.guest(Role::owner);
  const Reply made = house.post(kStores, editor,
                                {{"name", "규정"},
                                 {"metadata", {{"팀", "인사"}}},
                                 {"expires_after", {{"anchor", "last_active_at"}, {"days", 3}}},
                                 {"chunking_strategy", {{"type", "auto"}}}});
  ASSERT_EQ(made.status, 200) << made.body;
  json store = json_of(made);
  EXPECT_EQ(store["object"], "vector_store");
  EXPECT_EQ(store["status"], "completed");
  EXPECT_EQ(store["file_counts"]["total"], 0);
  EXPECT_EQ(store["expires_at"], store["last_active_at"].get<std::int64_t>() + 3 * 86'400);
  const std::string at = kStores + "/" + store["id"].get<std::string>();
  store = json_of(house.post(at, editor, {{"name", "사규"}, {"expires_after", nullptr}, {"metadata", nullptr}}));
  EXPECT_EQ(store["name"], "사규");
  EXPECT_EQ(store["expires_at"], nullptr);
  EXPECT_EQ(store["metadata"], json::object());
  EXPECT_EQ(json_of(house.post(at, editor, json::object()))["name"], "사규");
  EXPECT_EQ(json_of(house.get(kStores, editor))["data"].size(), 1U);
  // Not even the workspace's owner: a store is its maker's alone.
  EXPECT_EQ(house.get(at, other).status, 404);
  EXPECT_EQ(house.post(at, other, {{"name", "x"}}).status, 404);
  EXPECT_EQ(house.post(at + "/search", other, {{"query", "x"}}).status, 404);
  EXPECT_EQ(call(house.port(), "DELETE", at, other.key_line).status, 404);
  EXPECT_EQ(json_of(call(house.port(), "DELETE", at, editor.key_line))["object"], "vector_store.deleted");
  EXPECT_EQ(house.get(at, editor).status, 404);
  EXPECT_EQ(house.audited("vector_store.add").front().object, "vector_store:" + store["id"].get<std::string>());
}

TEST(VectorStoresOverHttp, RefuseWithTheField) {
  House house;
  const auto editor = house.guest(Role::editor);
  const auto refusal = [&](const json& body) { return about(house.post(kStores, editor, body)); };
  EXPECT_EQ(refusal({{"chunking_strategy", {{"type", "static"}}}}), "400 chunking_strategy unsupported_parameter");
  EXPECT_EQ(refusal({{"expires_after", {{"anchor", "created_at"}, {"days", 1}}}}), "400 expires_after.anchor ");
  EXPECT_EQ(refusal({{"expires_after", {{"anchor", "last_active_at"}, {"days", 366}}}}), "400 expires_after.days ");
  EXPECT_EQ(refusal({{"metadata", {{"a", 1}}}}), "400 metadata ");
  EXPECT_EQ(refusal({{"metadata", {{std::string(65, 'a'), "b"}}}}), "400 metadata ");
  EXPECT_EQ(refusal({{"name", 1}}), "400 name ");
  EXPECT_EQ(refusal({{"file_ids", {"doc_none"}}}), "404 file_ids no_such_file");
  const std::string at = kStores + "/" + store_of(house, editor);
  const auto in_store = [&](const std::string& path, const json& body) {
    return about(house.post(at + path, editor, body));
  };
  EXPECT_EQ(in_store("/files", {{"file_id", "doc_none"}}), "404 file_id no_such_file");
  EXPECT_EQ(in_store("/files", json::object()), "400 file_id ");
  EXPECT_EQ(in_store("/file_batches", json::object()), "400 file_ids ");
  EXPECT_EQ(in_store("/file_batches", {{"file_ids", {"a"}}, {"files", {{{"file_id", "a"}}}}}), "400 file_ids ");
  EXPECT_EQ(in_store("/file_batches", {{"files", {{{"file_id", "doc_none"}}}}}), "404 files no_such_file");
  EXPECT_EQ(in_store("/search", json::object()), "400 query ");
  EXPECT_EQ(in_store("/search", {{"query", json::array()}}), "400 query ");
  EXPECT_EQ(in_store("/search", {{"query", "a"}, {"max_num_results", 51}}), "400 max_num_results ");
  EXPECT_EQ(in_store("/search", {{"query", "a"}, {"rewrite_query", true}}), "400 rewrite_query unsupported_parameter");
  EXPECT_EQ(in_store("/search", {{"query", "a"}, {"ranking_options", {{"score_threshold", 2}}}}),
            "400 ranking_options.score_threshold ");
  for (const json& wrong :
       {json{{"type", "like"}, {"key", "a"}, {"value", 1}}, json{{"type", "eq"}, {"key", "a"}},
        json{{"type", "in"}, {"key", "a"}, {"value", 1}}, json{{"type", "and"}, {"filters", json::array()}},
        json{{"type", "eq"}, {"key", "a"}, {"value", nullptr}}, json::array()})
    EXPECT_EQ(in_store("/search", {{"query", "a"}, {"filters", wrong}}), "400 filters ") << wrong;
  json deep = {{"type", "eq"}, {"key", "a"}, {"value", 1}};
  for (int i = 0; i < 8; ++i) deep = {{"type", "and"}, {"filters", json::array({deep})}};
  EXPECT_EQ(in_store("/search", {{"query", "a"}, {"filters", deep}}), "400 filters ");
  EXPECT_EQ(about(house.get(at + "/files?filter=done", editor)), "400 filter ");
}

TEST(VectorStoresOverHttp, FindInTheirOwnFilesAlone) {
  House house;
  const auto editor = house.guest(Role::editor);
  const std::string leave = upload(house, editor, "휴가.txt", "연차휴가는 일 년에 15일이다."),
                    sick = upload(house, editor, "병가.txt", "병가는 일 년에 60일까지이다."),
                    outside = upload(house, editor, "임원.txt", "임원의 연차휴가는 40일이다.");
  const std::string store = store_of(house, editor, {leave, sick});
  const json wish = {{"query", "연차휴가는 며칠인가?"}};
  const json found = found_in(house, editor, store, wish);
  ASSERT_FALSE(found.empty());
  EXPECT_EQ(found[0]["file_id"], leave);
  EXPECT_EQ(found[0]["filename"], "휴가.txt");
  EXPECT_EQ(found[0]["content"][0], (json{{"type", "text"}, {"text", "연차휴가는 일 년에 15일이다."}}));
  double before = 1;
  for (const json& one : found) {
    EXPECT_NE(one["file_id"], outside);
    EXPECT_LE(one["score"], before);
    EXPECT_GE(one["score"], 0);
    before = one["score"];
  }
  json strict = wish;
  strict["ranking_options"] = {{"score_threshold", found[0]["score"]}};
  EXPECT_EQ(found_in(house, editor, store, strict).size(), 1U);
  // An empty store, and filters that nothing meets, find nothing rather than everything.
  EXPECT_TRUE(found_in(house, editor, store_of(house, editor), wish).empty());
  json narrowed = wish;
  narrowed["filters"] = {{"type", "eq"}, {"key", "year"}, {"value", 2026}};
  EXPECT_TRUE(found_in(house, editor, store, narrowed).empty());
  const std::string at = kStores + "/" + store + "/files/";
  EXPECT_EQ(json_of(house.post(at + sick, editor, {{"attributes", {{"year", 2026}}}}))["attributes"]["year"], 2026);
  const json of_year = found_in(house, editor, store, narrowed);
  for (const json& one : of_year) EXPECT_EQ(one["file_id"], sick);
  const json both = found_in(house, editor, store, {{"query", {"연차휴가", "병가"}}, {"max_num_results", 1}});
  EXPECT_EQ(both.size(), 1U);
  EXPECT_EQ(json_of(house.get(at + leave + "/content", editor))["data"][0]["text"], "연차휴가는 일 년에 15일이다.\n");
  call(house.port(), "DELETE", kFiles + "/" + leave, editor.key_line);
  for (const json& one : found_in(house, editor, store, wish)) EXPECT_NE(one["file_id"], leave);
}

TEST(VectorStoresOverHttp, NarrowQuestionsOfResponses) {
  House house;
  const auto editor = house.guest(Role::editor), other = house.guest(Role::editor);
  const std::string leave = upload(house, editor, "휴가.txt", "연차휴가는 일 년에 15일이다."),
                    pay = upload(house, editor, "식대.txt", "식대는 한 달에 20만원이다.");
  const std::string store = store_of(house, editor, {pay}), empty = store_of(house, editor);
  const auto tool = [](const std::string& id, const json& more = json::object()) {
    json made = {{"type", "file_search"}, {"vector_store_ids", json::array({id})}};
    made.update(more);
    return made;
  };
  const auto ask = [&](const House::Guest& guest, const std::string& question, const json& with) {
    json body = {{"model", "onggi"}, {"input", question}};
    if (!with.is_null()) body["tools"] = json::array({with});
    return house.post("/v1/responses", guest, body);
  };
  const auto text = [](const Reply& reply) {
    EXPECT_EQ(reply.status, 200) << reply.body;
    return json_of(reply)["output"][0]["content"][0]["text"].get<std::string>();
  };
  const std::string about_leave = "연차휴가는 며칠인가?", about_pay = "식대는 얼마인가?";
  EXPECT_NE(text(ask(editor, about_leave, nullptr)).find("15일"), std::string::npos);
  EXPECT_EQ(text(ask(editor, about_leave, tool(store))).find("15일"), std::string::npos);
  const Reply answered = ask(editor, about_pay, tool(store, {{"max_num_results", 50}}));
  EXPECT_NE(text(answered).find("20만원"), std::string::npos);
  EXPECT_EQ(json_of(answered)["tools"][0]["vector_store_ids"][0], store);
  EXPECT_EQ(text(ask(editor, about_pay, tool(empty))).find("20만원"), std::string::npos);
  const json none = {{"filters", {{"type", "eq"}, {"key", "year"}, {"value", 2026}}}};
  EXPECT_EQ(text(ask(editor, about_pay, tool(store, none))).find("20만원"), std::string::npos);
  EXPECT_EQ(about(ask(other, about_pay, tool(store))), "404 tools not_found");
  EXPECT_EQ(about(ask(editor, about_pay, tool(store, {{"max_num_results", 51}}))), "400 tools ");
  EXPECT_EQ(about(ask(editor, about_pay, tool(store, {{"filters", {{"type", "like"}}}}))), "400 tools ");
  EXPECT_EQ(about(ask(editor, about_pay, {{"type", "file_search"}})), "400 tools ");
  EXPECT_EQ(about(ask(editor, about_pay, tool(store, {{"ranking_options", {{"score_threshold", 0.5}}}}))),
            "400 tools unsupported_parameter");
  const Reply plain = house.post("/v1/responses", editor,
                                 {{"model", "remote-chat"}, {"input", "a"}, {"tools", json::array({tool(store)})}});
  EXPECT_EQ(about(plain), "400 tools unsupported_parameter");
}

TEST(VectorStoresOverHttp, FindACopyUnderItsOwnName) {
  House house;
  const auto editor = house.guest(Role::editor);
  const std::string text = "연차휴가는 일 년에 15일이다.";
  upload(house, editor, "원본.txt", text);
  const std::string copy = upload(house, editor, "사본.txt", text);
  const json found = found_in(house, editor, store_of(house, editor, {copy}), {{"query", "연차휴가"}});
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0]["file_id"], copy);
  EXPECT_EQ(found[0]["filename"], "사본.txt");
}

TEST(VectorStoresOverHttp, SayWhenToAskAgain) {
  House house;
  const auto editor = house.guest(Role::editor);
  const std::string file = json_of(send_form(house, editor, form("a.txt", "글이다."))).value("id", "");
  const std::string at = kStores + "/" + store_of(house, editor);
  const Reply batch = house.post(at + "/file_batches", editor, {{"file_ids", {file}}, {"attributes", {{"n", 1.5}}}});
  EXPECT_EQ(json_of(batch)["status"], "in_progress");
  EXPECT_EQ(batch.header("openai-poll-after-ms"), "250");
  const std::string batch_at = at + "/file_batches/" + json_of(batch)["id"].get<std::string>();
  EXPECT_EQ(json_of(house.get(at, editor))["status"], "in_progress");
  house.run_jobs();
  const Reply done = house.get(batch_at, editor);
  EXPECT_EQ(json_of(done)["status"], "completed");
  EXPECT_EQ(done.header("openai-poll-after-ms"), "");
  const json listed = json_of(house.get(batch_at + "/files?filter=completed", editor));
  ASSERT_EQ(listed["data"].size(), 1U);
  EXPECT_EQ(listed["data"][0]["attributes"], (json{{"n", 1.5}}));
  EXPECT_EQ(json_of(house.post(batch_at + "/cancel", editor, json::object()))["status"], "completed");
}

TEST(VectorStoresOverHttp, TakeKeysWithTheirScope) {
  House house;
  const auto editor = house.guest(Role::editor);
  const auto with = [&](KeyScopes scopes) {
    KeyTerms terms;
    terms.scopes = scopes;
    House::Guest guest = editor;
    guest.key_line = "Authorization: Bearer " + must(house.people().add_key(editor.id, "k", 0, terms)).secret + "\r\n";
    return guest;
  };
  const auto searching = with({KeyScope::retrieval}), writing = with({KeyScope::documents}),
             models = with({KeyScope::models});
  const std::string store = store_of(house, writing);
  const std::string at = kStores + "/" + store;
  EXPECT_EQ(house.get(at, searching).status, 200);
  EXPECT_EQ(house.post(at + "/search", searching, {{"query", "a"}}).status, 200);
  EXPECT_EQ(about(house.post(at + "/search", writing, {{"query", "a"}})), "403  insufficient_permissions");
  EXPECT_EQ(about(house.post(kStores, searching, json::object())), "403  insufficient_permissions");
  EXPECT_EQ(about(send_form(house, searching, form("a.txt", "a"))), "403  insufficient_permissions");
  EXPECT_EQ(send_form(house, writing, form("a.txt", "a")).status, 200);
  EXPECT_EQ(about(house.get(kFiles, models)), "403  insufficient_permissions");
  EXPECT_EQ(about(house.get(at, models)), "403  insufficient_permissions");
}

}  // namespace
}  // namespace onggi
