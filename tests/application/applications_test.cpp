// Applications: what may stand in one, how it narrows a question, and who may see, change and bring back what.
#include "application/applications.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "base/file.h"
#include "index/metadata_conditions.h"
#include "net/http_client.h"
#include "store/any_database.h"
#include "support/must.h"
#include "text/shared_analyzer.h"

namespace onggi {
namespace {

ApplicationSettings leave_rules() {
  ApplicationSettings settings;
  settings.title = "휴가 안내";
  settings.description = "연차와 병가를 묻는 곳";
  settings.instructions = "표로 답합니다.";
  settings.documents = {DocumentId("doc_leave")};
  settings.where = {"department=인사팀"};
  settings.model = "writer";
  settings.hits = 4;
  settings.temperature = 0.5;
  settings.tokens_max = 300;
  settings.forbidden = {"구조조정"};
  return settings;
}

std::string reason_of(const ApplicationSettings& settings) {
  const auto checked = check_settings(settings);
  return checked ? "" : checked.error().reason;
}

TEST(ApplicationSettingsJson, IsReadAsItWasWritten) {
  const ApplicationSettings settings = leave_rules();
  EXPECT_EQ(must(application_settings_from(to_json(settings))), settings);
  EXPECT_EQ(must(application_settings_from(nlohmann::json::object())), ApplicationSettings{});
  for (const char* wrong : {R"([])", R"({"title": 1})", R"({"documents": "doc_1"})", R"({"documents": [1]})",
                            R"({"hits": "8"})", R"({"hits": -1})", R"({"temperature": "0"})", R"({"active": 1})"})
    EXPECT_EQ(application_settings_from(nlohmann::json::parse(wrong)).error().reason, "bad_application") << wrong;
}

TEST(ApplicationSettingsCheck, KeepsLimits) {
  EXPECT_EQ(reason_of(leave_rules()), "");
  const auto with = [](auto change) {
    ApplicationSettings settings = leave_rules();
    change(settings);
    return reason_of(settings);
  };
  EXPECT_EQ(with([](auto& one) { one.instructions.assign(kInstructionsBytesMax, 'a'); }), "");
  EXPECT_EQ(with([](auto& one) { one.instructions.assign(kInstructionsBytesMax + 1, 'a'); }), "bad_application");
  EXPECT_EQ(with([](auto& one) { one.instructions = "{{question}}에 답합니다."; }), "unknown_variable");
  EXPECT_EQ(with([](auto& one) { one.instructions = "\xff"; }), "prompt_not_text");
  EXPECT_EQ(with([](auto& one) { one.documents.assign(kApplicationDocumentsMax + 1, DocumentId("doc")); }),
            "bad_application");
  EXPECT_EQ(with([](auto& one) { one.documents = {DocumentId("")}; }), "bad_application");
  EXPECT_EQ(with([](auto& one) { one.where = {"department"}; }), "bad_condition");
  EXPECT_EQ(with([](auto& one) { one.forbidden.assign(kForbiddenMax + 1, "말"); }), "bad_application");
  EXPECT_EQ(with([](auto& one) { one.hits = 0; }), "bad_application");
  EXPECT_EQ(with([](auto& one) { one.hits = kApplicationHitsMax + 1; }), "bad_application");
  EXPECT_EQ(with([](auto& one) { one.temperature = 2.5; }), "bad_application");
  EXPECT_EQ(with([](auto& one) { one.tokens_max = 0; }), "bad_application");
  EXPECT_EQ(with([](auto& one) { one.principals.assign(kApplicationPrincipalsMax + 1, "everyone"); }),
            "bad_application");
}

TEST(ApplicationName, IsAPartOfAModelId) {
  for (const char* good : {"ab", "leave-rules", "2026-leave", "a234567890123456789012345678901234567890"})
    EXPECT_TRUE(check_application_name(good).has_value()) << good;
  for (const char* bad : {"", "a", "-ab", "Leave", "휴가", "a b", "a/b", "a2345678901234567890123456789012345678901"})
    EXPECT_EQ(check_application_name(bad).error().reason, "bad_application_name") << bad;
}

TEST(Narrow, LeavesOfAQuestionWhatBothAllow) {
  AskRequest request;
  request.question = "연차는?";
  request.conditions = must(read_conditions({"year=2026"}));
  must(narrow(leave_rules(), request));
  EXPECT_EQ(request.question, "연차는?");
  EXPECT_EQ(request.documents, std::vector<DocumentId>{DocumentId("doc_leave")});
  ASSERT_EQ(request.conditions.size(), 2U);
  EXPECT_EQ(request.conditions[1].field, "department");
  EXPECT_EQ(request.model, "writer");
  EXPECT_EQ(request.instructions, "표로 답합니다.");
  EXPECT_EQ(request.forbidden, std::vector<std::string>{"구조조정"});
  EXPECT_EQ(request.hits, 4);
  EXPECT_EQ(request.generate.temperature, 0.5);
  EXPECT_EQ(request.generate.tokens_max, 300);

  request.documents = {DocumentId("doc_pay"), DocumentId("doc_leave")};
  must(narrow(leave_rules(), request));
  EXPECT_EQ(request.documents, std::vector<DocumentId>{DocumentId("doc_leave")});
  request.documents = {DocumentId("doc_pay")};
  EXPECT_EQ(narrow(leave_rules(), request).error().reason, "outside_application");

  ApplicationSettings all = leave_rules();
  all.documents.clear();
  request.documents = {DocumentId("doc_pay")};
  must(narrow(all, request));
  EXPECT_EQ(request.documents, std::vector<DocumentId>{DocumentId("doc_pay")});
}

class ApplicationsTest : public any::DatabaseTest {
 protected:
  void SetUp() override {
    DatabaseTest::SetUp();
    if (!database_) return;
    for (const auto& migrations :
         {store_migrations(), access_migrations(), model_migrations(), prompt_migrations(), application_migrations()})
      must(migrate(*database_, migrations));
    vault_ = std::make_unique<Vault>(must(Vault::open(folder_.path() / "keys", Vault::Create::yes)));
    people_ = std::make_unique<People>(database_, *vault_, clock_);
    for (const auto& [login, role] : {std::pair("kim", Role::editor), std::pair("lee", Role::editor),
                                      std::pair("park", Role::reader), std::pair("admin", Role::admin)})
      ids_[login] = must(people_->add({.login = login, .role = role})).id;
    guards_ =
        must(Guards::open(database_, clock_, must(read_file(ONGGI_SOURCE_DIR "/data/guards/rules.toml", 1U << 20U))));
    auto builtin =
        must(open_static_embedder(std::string(ONGGI_SOURCE_DIR) + "/data/embedder/static-ko.bin", shared_analyzer()));
    std::shared_ptr<HttpClient> http = must(HttpClient::open(allow_hosts({}), {}));
    models_ = std::make_unique<ModelRegistry>(database_, http, std::move(builtin), ModelRegistry::Options{});
    register_model("writer");
    applications_ = std::make_unique<Applications>(database_, *models_, *guards_, clock_);
  }
  void TearDown() override {
    applications_.reset();
    models_.reset();
    guards_.reset();
    people_.reset();
    DatabaseTest::TearDown();
  }

  void register_model(const std::string& id) {
    must(models_->add(
        {.id = id, .kind = "remote", .path = {}, .url = "http://model.test:1/v1", .remote_id = "m", .key_env = {}}));
  }
  // Afresh, as for each request: a changed group counts at once.
  Viewer as(const std::string& login) const { return must(people_->viewer_of(ids_.at(login), "test")); }
  Application add(const std::string& name = "leave", const ApplicationSettings& settings = leave_rules()) {
    return must(applications_->add(as("kim"), name, settings, "처음"));
  }
  Application share(const Application& application, std::vector<std::string> principals) {
    Applications::Change change{.settings = application.settings, .before = application.version, .message = {}};
    change.settings.principals = std::move(principals);
    return must(applications_->change(as("kim"), application.id, change));
  }
  std::size_t listed(const std::string& login) const { return must(applications_->list(as(login))).size(); }
  ErrorCode code_of_get(const std::string& login, const ApplicationId& id) const {
    const auto got = applications_->get(as(login), id);
    return got ? ErrorCode::internal : got.error().code;
  }
  /// "": may ask it; else why not.
  std::string asked(const std::string& login, std::string_view name = "leave") const {
    const auto found = applications_->named(as(login), name);
    if (!found) return found.error().reason;
    return *found ? "" : "none";
  }
  std::string reason_of_add(const std::string& name, const ApplicationSettings& settings = leave_rules()) {
    const auto added = applications_->add(as("kim"), name, settings, "");
    return added ? "" : added.error().reason;
  }

  std::unique_ptr<Vault> vault_;
  std::unique_ptr<People> people_;
  std::unique_ptr<Guards> guards_;
  std::unique_ptr<ModelRegistry> models_;
  std::unique_ptr<Applications> applications_;
  std::map<std::string, PersonId> ids_;
};
ONGGI_ON_ANY_DATABASE(ApplicationsTest);

TEST_P(ApplicationsTest, AreKeptAsTheyWereMade) {
  const Application made = add();
  EXPECT_TRUE(made.id.str().starts_with("app_"));
  EXPECT_EQ(made.model(), "onggi/leave");
  const Application kept = must(applications_->get(as("kim"), made.id));
  EXPECT_EQ(kept.settings, leave_rules());
  EXPECT_EQ(kept.name, "leave");
  EXPECT_EQ(kept.owner, ids_.at("kim"));
  EXPECT_EQ(kept.version, 1);
  EXPECT_EQ(must(applications_->named(as("kim"), "leave"))->id, made.id);
  EXPECT_EQ(must(applications_->names()), std::set<std::string>{"leave"});
}

TEST_P(ApplicationsTest, ANameMeansOneThing) {
  add();
  EXPECT_EQ(reason_of_add("leave"), "name_taken");
  EXPECT_EQ(reason_of_add("writer"), "name_taken");
  EXPECT_EQ(reason_of_add("extractive"), "name_taken");
  EXPECT_EQ(reason_of_add("static-ko"), "name_taken");
  EXPECT_EQ(reason_of_add("Leave"), "bad_application_name");
  register_model("leave");  // the application goes first, also for those who may not use it
  EXPECT_EQ(asked("kim"), "");
  EXPECT_EQ(asked("park"), "model_not_found");
  EXPECT_EQ(asked("kim", "writer"), "none");
}

TEST_P(ApplicationsTest, WhatItIsMadeOfMustBeThere) {
  ApplicationSettings settings = leave_rules();
  settings.model = "no-such";
  EXPECT_EQ(reason_of_add("a1", settings), "model_not_found");
  settings.model = "onggi/static-ko";  // writes nothing
  EXPECT_EQ(reason_of_add("a1", settings), "model_not_found");
  settings.model = std::string(kExtractiveModel);
  settings.forbidden = {"합병 &"};
  EXPECT_EQ(reason_of_add("a1", settings), "bad_rule");
  settings.forbidden.clear();
  settings.title = " ";
  EXPECT_EQ(reason_of_add("a1", settings), "bad_application");
  settings.title = "제목";
  EXPECT_EQ(reason_of_add("a1", settings), "");
}

TEST_P(ApplicationsTest, ArePrivateUntilTheyAreShared) {
  const Application made = add();
  EXPECT_EQ(listed("kim"), 1U);
  EXPECT_EQ(listed("lee"), 0U);
  EXPECT_EQ(code_of_get("lee", made.id), ErrorCode::not_found);
  EXPECT_EQ(asked("lee"), "model_not_found");
  EXPECT_EQ(applications_->versions(as("lee"), made.id).error().code, ErrorCode::not_found);
  EXPECT_EQ(applications_->remove(as("lee"), made.id).error().code, ErrorCode::not_found);
  must(people_->add_group("인사팀"));
  const GroupId group = must(people_->groups()).front().id;
  share(made, {"group:" + group.str()});
  EXPECT_EQ(asked("lee"), "model_not_found");
  must(people_->join("인사팀", "person:lee"));
  EXPECT_EQ(asked("lee"), "");
  EXPECT_EQ(listed("lee"), 1U);
  must(people_->leave("인사팀", "person:lee"));
  EXPECT_EQ(asked("lee"), "model_not_found");
}

TEST_P(ApplicationsTest, WhoMayUseOneDoesNotChangeIt) {
  const Application shared = share(add(), {"everyone"});
  const Applications::Change change{.settings = leave_rules(), .before = shared.version, .message = {}};
  for (const auto& refused :
       {applications_->change(as("lee"), shared.id, change).error(),
        applications_->remove(as("lee"), shared.id).error(), applications_->versions(as("lee"), shared.id).error(),
        applications_->restore(as("lee"), shared.id, 1).error()}) {
    EXPECT_EQ(refused.code, ErrorCode::not_allowed);
    EXPECT_EQ(refused.reason, "not_own_application");
  }
  EXPECT_FALSE(may_edit(as("lee"), shared));
  EXPECT_TRUE(may_use(as("lee"), shared));
}

TEST_P(ApplicationsTest, WhoManagesTheSystemEditsAllAndUsesWhatIsShared) {
  const Application made = add();
  EXPECT_EQ(listed("admin"), 1U);
  EXPECT_EQ(asked("admin"), "model_not_found");
  EXPECT_TRUE(may_edit(as("admin"), made));
  EXPECT_FALSE(may_use(as("admin"), made));
  must(applications_->remove(as("admin"), made.id));
  EXPECT_EQ(asked("kim"), "none");
}

TEST_P(ApplicationsTest, OneThatIsNotActiveIsThereForWhoEditsItAlone) {
  const Application shared = share(add(), {"everyone"});
  Applications::Change change{.settings = shared.settings, .before = shared.version, .message = "쉬어 감"};
  change.settings.active = false;
  must(applications_->change(as("kim"), shared.id, change));
  EXPECT_EQ(asked("kim"), "model_not_found");
  EXPECT_EQ(asked("lee"), "model_not_found");
  EXPECT_EQ(listed("kim"), 1U);
  EXPECT_EQ(listed("lee"), 0U);
  EXPECT_EQ(code_of_get("lee", shared.id), ErrorCode::not_found);
}

TEST_P(ApplicationsTest, ChangesAreVersionsThatComeBack) {
  const Application made = add();
  Applications::Change change{.settings = made.settings, .before = 1, .message = "짧게"};
  change.settings.instructions = "한 문장으로 답합니다.";
  EXPECT_EQ(must(applications_->change(as("admin"), made.id, change)).version, 2);
  EXPECT_EQ(applications_->change(as("kim"), made.id, change).error().reason, "changed_meanwhile");
  change.before = 2;
  EXPECT_EQ(applications_->change(as("kim"), made.id, change).error().reason, "nothing_changed");
  const Application back = must(applications_->restore(as("kim"), made.id, 1));
  EXPECT_EQ(back.version, 3);
  EXPECT_EQ(must(applications_->named(as("kim"), "leave"))->settings, leave_rules());
  const auto versions = must(applications_->versions(as("kim"), made.id));
  ASSERT_EQ(versions.size(), 3U);
  EXPECT_EQ(versions[0].number, 3);
  EXPECT_EQ(versions[1].message, "짧게");
  EXPECT_EQ(versions[1].by, ids_.at("admin"));
  EXPECT_EQ(versions[1].settings.instructions, "한 문장으로 답합니다.");
  EXPECT_EQ(applications_->restore(as("kim"), made.id, 9).error().reason, "no_such_version");
}

TEST_P(ApplicationsTest, WhatWasClosedDoesNotOpenWithAnOldVersion) {
  const Application open = share(add(), {"everyone"});
  Applications::Change change{.settings = open.settings, .before = open.version, .message = {}};
  change.settings.principals.clear();
  change.settings.instructions = "다르게";
  change.settings.active = false;
  must(applications_->change(as("kim"), open.id, change));
  const Application back = must(applications_->restore(as("kim"), open.id, open.version));
  EXPECT_EQ(back.settings.instructions, leave_rules().instructions);
  EXPECT_TRUE(back.settings.principals.empty());
  EXPECT_FALSE(back.settings.active);
  EXPECT_EQ(asked("lee"), "model_not_found");
}

}  // namespace
}  // namespace onggi
