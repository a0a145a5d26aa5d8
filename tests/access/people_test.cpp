// People, logins, keys and groups.
#include "access/people.h"

#include <gmock/gmock.h>

#include "access/people_rows.h"
#include "store/any_database.h"

namespace onggi {
namespace {

using testing::ElementsAre;

constexpr std::int64_t kMinuteMs = 60'000;
constexpr std::string_view kPassword = "맞는 비밀번호 하나";

class PeopleTest : public any::DatabaseTest {
 protected:
  void SetUp() override {
    any::DatabaseTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    ONGGI_ASSERT_OK(migrate(*database_, access_migrations()));
    auto vault = Vault::open(folder_.path() / "keys", Vault::Create::yes);
    ONGGI_ASSERT_OK(vault);
    people_ = std::make_unique<People>(database_, *vault, clock_);
  }
  Person add(std::string login, Role role = Role::reader, std::string password = "") {
    const auto person = people_->add(
        {.login = std::move(login), .display_name = "홍길동", .role = role, .password = std::move(password)});
    EXPECT_TRUE(person.has_value()) << describe(person.error());
    return person.value_or(Person{});
  }
  ErrorCode code_of_login(std::string_view login, std::string_view password) {
    const auto token = people_->log_in(login, password);
    EXPECT_FALSE(token.has_value());
    return token ? ErrorCode::internal : token.error().code;
  }
  std::unique_ptr<People> people_;
};
ONGGI_ON_ANY_DATABASE(PeopleTest);

TEST_P(PeopleTest, AreAddedFoundListedAndChanged) {
  Person hong = add("hong", Role::editor);
  add("a.kim-2_x");
  EXPECT_EQ(people_->find("hong")->display_name, "홍길동");
  EXPECT_EQ(people_->get(hong.id)->created_ms, clock_.now_ms());
  EXPECT_EQ(people_->list()->front().login, "a.kim-2_x");
  hong.role = Role::manager;
  hong.clearance = Label::classified;
  hong.display_name = "홍 길동";
  ONGGI_ASSERT_OK(people_->update(hong));
  const auto changed = people_->get(hong.id);
  EXPECT_EQ(changed->role, Role::manager);
  EXPECT_EQ(changed->clearance, Label::classified);
  EXPECT_EQ(changed->display_name, "홍 길동");
  EXPECT_EQ(people_->find("nobody").error().code, ErrorCode::not_found);
  EXPECT_EQ(people_->get(PersonId("person_x")).error().code, ErrorCode::not_found);
  EXPECT_EQ(people_->update({.id = PersonId("person_x"), .login = "x"}).error().code, ErrorCode::not_found);
}

TEST_P(PeopleTest, LoginsHaveAShapeAndAreUnique) {
  add("hong");
  EXPECT_EQ(people_->add({.login = "hong"}).error().code, ErrorCode::conflict);
  for (const std::string& login : {std::string(), std::string("Hong"), std::string("홍"), std::string("a b"),
                                   std::string(65, 'a'), std::string("a\n")})
    EXPECT_EQ(people_->add({.login = login}).error().code, ErrorCode::invalid_argument) << login;
  ONGGI_EXPECT_OK(people_->add({.login = std::string(64, 'a')}));
  EXPECT_EQ(people_->add({.login = "kim", .display_name = "a\nb"}).error().code, ErrorCode::invalid_argument);
  EXPECT_EQ(people_->add({.login = "kim", .password = "short"}).error().code, ErrorCode::invalid_argument);
}

TEST_P(PeopleTest, TheLastOwnerStays) {
  Person first = add("first", Role::owner);
  first.role = Role::reader;
  EXPECT_EQ(people_->update(first).error().code, ErrorCode::conflict);
  first.role = Role::owner;
  first.active = false;
  EXPECT_EQ(people_->update(first).error().code, ErrorCode::conflict);
  Person second = add("second", Role::owner);
  ONGGI_EXPECT_OK(people_->update(first));
  second.role = Role::admin;
  EXPECT_EQ(people_->update(second).error().code, ErrorCode::conflict) << "an inactive owner does not count";
}

TEST_P(PeopleTest, LogInGivesATokenThatOpensAndLogOutCloses) {
  const Person hong = add("hong", Role::editor, std::string(kPassword));
  const auto token = people_->log_in("hong", kPassword);
  ONGGI_ASSERT_OK(token);
  EXPECT_EQ(token->size(), 43U);
  const auto viewer = people_->viewer_of_token(*token);
  ONGGI_ASSERT_OK(viewer);
  EXPECT_EQ(viewer->person, hong.id);
  EXPECT_EQ(viewer->role, Role::editor);
  EXPECT_EQ(viewer->through, "password");
  EXPECT_THAT(viewer->principals, ElementsAre("everyone", "person:" + hong.id.str()));
  ONGGI_ASSERT_OK(people_->log_out(*token));
  EXPECT_EQ(people_->viewer_of_token(*token).error().code, ErrorCode::unauthenticated);
  ONGGI_EXPECT_OK(people_->log_out(*token));
  EXPECT_EQ(people_->viewer_of_token("").error().code, ErrorCode::unauthenticated);
}

TEST_P(PeopleTest, NothingSecretIsStoredAsItIs) {
  add("hong", Role::reader, std::string(kPassword));
  const auto token = people_->log_in("hong", kPassword);
  ONGGI_ASSERT_OK(token);
  const auto sessions = database_->query("SELECT token_hash FROM sessions");
  EXPECT_NE(sessions->front().text("token_hash"), *token);
  const auto people = database_->query("SELECT password_hash FROM people");
  EXPECT_THAT(people->front().text("password_hash"), testing::StartsWith("$argon2id$v=19$m=65536,t=2,p=1$"));
}

TEST_P(PeopleTest, UnknownWrongAndInactiveAreToldInTheSameWords) {
  Person hong = add("hong", Role::reader, std::string(kPassword));
  add("keyonly");
  const Error unknown = people_->log_in("nobody", kPassword).error();
  const Error wrong = people_->log_in("hong", "틀린 비밀번호 하나").error();
  const Error without = people_->log_in("keyonly", "").error();
  const Error garbage = people_->log_in("\xFF\xFE", kPassword).error();
  hong.active = false;
  ONGGI_ASSERT_OK(people_->update(hong));
  const Error inactive = people_->log_in("hong", kPassword).error();
  for (const Error* each : {&unknown, &wrong, &without, &garbage, &inactive}) {
    EXPECT_EQ(each->code, ErrorCode::unauthenticated);
    EXPECT_EQ(each->message, unknown.message);
  }
}

TEST_P(PeopleTest, TenFailuresCloseALoginForAQuarterOfAnHour) {
  add("hong", Role::reader, std::string(kPassword));
  add("kim", Role::reader, std::string(kPassword));
  for (int i = 0; i < 10; ++i) EXPECT_EQ(code_of_login("hong", "wrong"), ErrorCode::unauthenticated);
  EXPECT_EQ(code_of_login("hong", kPassword), ErrorCode::limit_exceeded) << "the right one too, else guessing goes on";
  ONGGI_EXPECT_OK(people_->log_in("kim", kPassword));
  clock_.forward(15 * kMinuteMs);
  ONGGI_EXPECT_OK(people_->log_in("hong", kPassword));
  for (int i = 0; i < 9; ++i) EXPECT_EQ(code_of_login("hong", "wrong"), ErrorCode::unauthenticated);
  ONGGI_EXPECT_OK(people_->log_in("hong", kPassword));
  EXPECT_EQ(code_of_login("hong", "wrong"), ErrorCode::unauthenticated) << "a right one begins the count again";
}

TEST_P(PeopleTest, SessionsEndAfterTwelveIdleHours) {
  add("hong", Role::reader, std::string(kPassword));
  const auto token = people_->log_in("hong", kPassword);
  ONGGI_ASSERT_OK(token);
  for (int i = 0; i < 3; ++i) {
    clock_.forward(11 * 60 * kMinuteMs);
    ONGGI_ASSERT_OK(people_->viewer_of_token(*token));
  }
  clock_.forward(12 * 60 * kMinuteMs);
  EXPECT_EQ(people_->viewer_of_token(*token).error().code, ErrorCode::unauthenticated);
}

TEST_P(PeopleTest, ANewPasswordOrARestEndsSessions) {
  Person hong = add("hong", Role::reader, std::string(kPassword));
  const auto first = people_->log_in("hong", kPassword);
  ONGGI_ASSERT_OK(first);
  EXPECT_EQ(people_->set_password(hong.id, "아홉글자뿐인암호").error().code, ErrorCode::invalid_argument);
  ONGGI_ASSERT_OK(people_->set_password(hong.id, "열 글자가 넘는 새 암호"));
  EXPECT_EQ(people_->viewer_of_token(*first).error().code, ErrorCode::unauthenticated);
  EXPECT_EQ(code_of_login("hong", kPassword), ErrorCode::unauthenticated);
  const auto second = people_->log_in("hong", "열 글자가 넘는 새 암호");
  ONGGI_ASSERT_OK(second);
  hong.active = false;
  ONGGI_ASSERT_OK(people_->update(hong));
  EXPECT_EQ(people_->viewer_of_token(*second).error().code, ErrorCode::unauthenticated);
  EXPECT_EQ(people_->viewer_of(hong.id, "command line").error().code, ErrorCode::unauthenticated);
  EXPECT_EQ(people_->set_password(PersonId("person_x"), kPassword).error().code, ErrorCode::not_found);
}

TEST_P(PeopleTest, KeysOpenExpireAndAreRevoked) {
  const Person hong = add("hong");
  const auto created = people_->add_key(hong.id, "업무 자동화", clock_.now_ms() + kMinuteMs * 10);
  ONGGI_ASSERT_OK(created);
  EXPECT_EQ(created->secret.size(), 6U + 43U);
  EXPECT_THAT(created->secret, testing::StartsWith(created->key.prefix));
  EXPECT_LT(created->key.prefix.size(), 12U);
  const auto viewer = people_->viewer_of_key(created->secret);
  ONGGI_ASSERT_OK(viewer);
  EXPECT_EQ(viewer->person, hong.id);
  EXPECT_EQ(viewer->through, "key:" + created->key.id.str());
  EXPECT_EQ(people_->viewer_of_token(created->secret).error().code, ErrorCode::unauthenticated);
  const auto last_used = [&] { return people_->keys(hong.id)->front().last_used_ms; };
  const UnixMs first_use = last_used();
  clock_.forward(kMinuteMs - 1);
  ONGGI_ASSERT_OK(people_->viewer_of_key(created->secret));
  EXPECT_EQ(last_used(), first_use) << "noted at most once a minute";
  clock_.forward(1);
  ONGGI_ASSERT_OK(people_->viewer_of_key(created->secret));
  EXPECT_EQ(last_used(), clock_.now_ms());
  clock_.forward(9 * kMinuteMs);
  EXPECT_EQ(people_->viewer_of_key(created->secret).error().code, ErrorCode::unauthenticated);

  const auto forever = people_->add_key(hong.id, "둘째");
  ONGGI_ASSERT_OK(forever);
  clock_.forward(1'000'000 * kMinuteMs);
  ONGGI_EXPECT_OK(people_->viewer_of_key(forever->secret));
  ONGGI_EXPECT_OK(people_->revoke_key(forever->key.id));
  EXPECT_EQ(people_->viewer_of_key(forever->secret).error().code, ErrorCode::unauthenticated);
  EXPECT_EQ(people_->keys(PersonId())->size(), 2U);
  EXPECT_EQ(people_->keys(PersonId("person_x"))->size(), 0U);
  EXPECT_EQ(people_->revoke_key(KeyId("key_x")).error().code, ErrorCode::not_found);
  EXPECT_EQ(people_->add_key(PersonId("person_x"), "x").error().code, ErrorCode::not_found);
  EXPECT_EQ(people_->add_key(hong.id, "x", 1).error().code, ErrorCode::invalid_argument);
  EXPECT_EQ(people_->viewer_of_key("onggi-" + std::string(43, 'x')).error().code, ErrorCode::unauthenticated);
}

TEST_P(PeopleTest, GroupsNestAndAChangeCountsAtOnce) {
  const Person hong = add("hong");
  for (const char* name : {"본사", "재무팀", "결산"}) ONGGI_ASSERT_OK(people_->add_group(name));
  ONGGI_ASSERT_OK(people_->join("본사", "group:재무팀"));
  ONGGI_ASSERT_OK(people_->join("재무팀", "group:결산"));
  ONGGI_ASSERT_OK(people_->join("결산", "person:hong"));
  ONGGI_ASSERT_OK(people_->join("결산", "person:hong"));
  EXPECT_EQ(people_->viewer_of(hong.id, "command line")->principals.size(), 5U);
  const auto groups = people_->groups();
  ONGGI_ASSERT_OK(groups);
  ASSERT_EQ(groups->size(), 3U);
  EXPECT_EQ((*groups)[0].name, "결산");
  EXPECT_THAT((*groups)[0].members, ElementsAre("person:hong"));
  EXPECT_THAT((*groups)[2].members, ElementsAre("group:결산"));
  ONGGI_ASSERT_OK(people_->remove_group("재무팀"));
  EXPECT_EQ(people_->viewer_of(hong.id, "command line")->principals.size(), 3U);
  ONGGI_ASSERT_OK(people_->leave("결산", "person:hong"));
  EXPECT_EQ(people_->viewer_of(hong.id, "command line")->principals.size(), 2U);
}

TEST_P(PeopleTest, GroupsRefuseCirclesAndStrangers) {
  for (const char* name : {"a", "b", "c"}) ONGGI_ASSERT_OK(people_->add_group(name));
  ONGGI_ASSERT_OK(people_->join("a", "group:b"));
  ONGGI_ASSERT_OK(people_->join("b", "group:c"));
  EXPECT_EQ(people_->join("c", "group:a").error().reason, "group_cycle");
  EXPECT_EQ(people_->join("a", "group:a").error().code, ErrorCode::conflict);
  EXPECT_EQ(people_->join("a", "person:nobody").error().code, ErrorCode::not_found);
  EXPECT_EQ(people_->join("a", "group:none").error().code, ErrorCode::not_found);
  EXPECT_EQ(people_->join("none", "group:a").error().code, ErrorCode::not_found);
  EXPECT_EQ(people_->join("a", "hong").error().code, ErrorCode::invalid_argument);
  EXPECT_EQ(people_->leave("a", "group:c").error().code, ErrorCode::not_found);
  EXPECT_EQ(people_->remove_group("none").error().code, ErrorCode::not_found);
  EXPECT_EQ(people_->add_group("a").error().code, ErrorCode::conflict);
  for (const std::string& name : {std::string(), std::string("a\nb"), std::string(129, 'x')})
    EXPECT_EQ(people_->add_group(name).error().code, ErrorCode::invalid_argument);
}

TEST(PasswordWorkTest, AnEmptyHashMatchesNothing) {
  PasswordWork work;
  EXPECT_FALSE(work.matches("", ""));
  const auto hash = work.hash(kPassword);
  ONGGI_ASSERT_OK(hash);
  EXPECT_TRUE(work.matches(*hash, kPassword));
  EXPECT_FALSE(work.matches(*hash, "wrong"));
  EXPECT_FALSE(work.matches("no hash", "wrong"));
}

TEST(RoleTest, RightsAreThoseOfTheManual) {
  EXPECT_TRUE(allows(Role::reader, Right::ask));
  EXPECT_FALSE(allows(Role::reader, Right::write_documents));
  EXPECT_TRUE(allows(Role::editor, Right::write_documents));
  EXPECT_FALSE(allows(Role::editor, Right::manage_labels));
  EXPECT_TRUE(allows(Role::manager, Right::manage_labels));
  EXPECT_FALSE(allows(Role::manager, Right::manage_people));
  EXPECT_TRUE(allows(Role::auditor, Right::read_audit));
  EXPECT_FALSE(allows(Role::auditor, Right::write_documents));
  EXPECT_FALSE(allows(Role::manager, Right::read_audit));
  EXPECT_TRUE(allows(Role::manager, Right::correct_documents));
  EXPECT_TRUE(allows(Role::corrector, Right::correct_documents));
  EXPECT_FALSE(allows(Role::corrector, Right::write_documents));
  for (const Role role : {Role::reader, Role::editor, Role::auditor})
    EXPECT_FALSE(allows(role, Right::correct_documents));
  for (const Role role : {Role::admin, Role::owner})
    for (const Right right :
         {Right::ask, Right::manage_people, Right::manage_keys, Right::read_audit, Right::manage_system})
      EXPECT_TRUE(allows(role, right));
  for (const Role role :
       {Role::reader, Role::editor, Role::manager, Role::auditor, Role::admin, Role::owner, Role::corrector})
    EXPECT_EQ(role_from(to_string(role)), role);
  for (const Label label : {Label::open, Label::sensitive, Label::classified})
    EXPECT_EQ(label_from(to_string(label)), label);
  EXPECT_EQ(role_from("root"), std::nullopt);
  EXPECT_EQ(label_from("s"), std::nullopt);
  EXPECT_EQ(to_string(Right::manage_system), "manage_system");
}

}  // namespace
}  // namespace onggi
