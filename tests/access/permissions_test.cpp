// Permissions: shared ids, names and back, and who sees what.
#include "access/permissions.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <thread>

#include "store/any_database.h"

namespace onggi {
namespace {

using testing::ElementsAre;

class PermissionsTest : public any::DatabaseTest {
 protected:
  void SetUp() override {
    any::DatabaseTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    ONGGI_ASSERT_OK(migrate(*database_, access_migrations()));
    auto vault = Vault::open(folder_.path() / "keys", Vault::Create::yes);
    ONGGI_ASSERT_OK(vault);
    people_ = std::make_unique<People>(database_, *vault, clock_);
    permissions_ = std::make_unique<Permissions>(database_);
  }
  PermissionId intern(Label label, const std::vector<std::string>& principals) {
    const auto id = permissions_->intern(label, principals);
    EXPECT_TRUE(id.has_value()) << describe(id.error());
    return id.value_or(PermissionId());
  }
  std::unique_ptr<People> people_;
  std::unique_ptr<Permissions> permissions_;
};
ONGGI_ON_ANY_DATABASE(PermissionsTest);

TEST_P(PermissionsTest, TheSameSetIsTheSameId) {
  const PermissionId id = intern(Label::open, {"person:b", "person:a", "person:b"});
  EXPECT_EQ(intern(Label::open, {"person:a", "person:b"}), id);
  EXPECT_NE(intern(Label::sensitive, {"person:a", "person:b"}), id);
  EXPECT_NE(intern(Label::open, {"person:a"}), id);
  EXPECT_NE(intern(Label::open, {}), id);
  const auto permission = permissions_->get(id);
  ONGGI_ASSERT_OK(permission);
  EXPECT_THAT(permission->principals, ElementsAre("person:a", "person:b"));
  EXPECT_EQ(permission->label, Label::open);
  EXPECT_EQ(permissions_->get(PermissionId("perm_x")).error().code, ErrorCode::not_found);
}

TEST_P(PermissionsTest, RefusesWhatIsNoPrincipal) {
  for (const char* wrong : {"hong", "", "person:", "group:", "Everyone"})
    EXPECT_EQ(permissions_->intern(Label::open, {wrong}).error().code, ErrorCode::invalid_argument) << wrong;
  std::vector<std::string> many;
  many.reserve(1001);
  for (int i = 0; i < 1001; ++i) many.push_back("person:" + std::to_string(i));
  EXPECT_EQ(permissions_->intern(Label::open, many).error().code, ErrorCode::limit_exceeded);
}

TEST_P(PermissionsTest, NamesResolveAndComeBack) {
  const auto hong = people_->add({.login = "hong"});
  const auto group = people_->add_group("재무팀");
  ONGGI_ASSERT_OK(hong);
  ONGGI_ASSERT_OK(group);
  const auto principals = permissions_->resolve({"everyone", "person:hong", "hong", "group:재무팀"});
  ONGGI_ASSERT_OK(principals);
  EXPECT_THAT(*principals, ElementsAre("everyone", "person:" + hong->id.str(), "person:" + hong->id.str(),
                                       "group:" + group->id.str()));
  const PermissionId id = intern(Label::open, *principals);
  EXPECT_THAT(*permissions_->names_of(id), ElementsAre("everyone", "group:재무팀", "person:hong"));
  ONGGI_ASSERT_OK(people_->remove_group("재무팀"));
  EXPECT_THAT(*permissions_->names_of(id), testing::Contains("group:" + group->id.str()));
  const auto unknown = permissions_->resolve({"hong", "group:없는팀"});
  EXPECT_EQ(unknown.error().code, ErrorCode::not_found);
  EXPECT_THAT(unknown.error().message, testing::HasSubstr("없는팀"));
}

TEST_P(PermissionsTest, FailsClosed) {
  Viewer nobody;
  const PermissionId everyone = intern(Label::open, {"everyone"});
  EXPECT_TRUE(permissions_->visible_to(nobody)->empty());
  EXPECT_FALSE(*permissions_->is_visible(nobody, everyone));
  Viewer viewer;
  viewer.principals = {"everyone", "person:a"};
  EXPECT_FALSE(*permissions_->is_visible(viewer, PermissionId("perm_unknown")));
  EXPECT_FALSE(*permissions_->is_visible(viewer, PermissionId()));
  EXPECT_FALSE(*permissions_->is_visible(viewer, intern(Label::open, {})));
  EXPECT_FALSE(*permissions_->is_visible(viewer, intern(Label::sensitive, {"everyone"}))) << "over the clearance";
  EXPECT_THAT(*permissions_->visible_to(viewer), ElementsAre(everyone));
}

TEST_P(PermissionsTest, InterningAtOnceGivesOneId) {
  std::vector<PermissionId> ids(4);
  std::vector<std::thread> threads;
  threads.reserve(8);
  for (PermissionId& id : ids) threads.emplace_back([&] { id = intern(Label::open, {"person:a", "group:b"}); });
  for (std::thread& thread : threads) thread.join();
  for (const PermissionId& id : ids) EXPECT_EQ(id, ids.front());
  EXPECT_EQ(permissions_->get(ids.front())->principals.size(), 2U);
}

// A company of chance: people, groups inside of groups, permissions. Who sees what is then worked out by walking.
struct Company {
  std::vector<Person> people;
  std::map<std::string, std::set<std::string>> members;  // group's name → "person:<login>", "group:<name>"
  std::map<std::string, std::string> principal_of;       // "person:<login>", "group:<name>", "everyone" → principal
  std::vector<PermissionId> permissions;
};

class VisibilityPropertyTest : public PermissionsTest {
 protected:
  Company make_company(std::mt19937_64& random, const std::string& mark) {
    Company company;
    company.principal_of["everyone"] = "everyone";
    for (int i = 0; i < 5; ++i) {
      const std::string login = mark + "p" + std::to_string(i);
      auto person = people_->add({.login = login, .clearance = static_cast<Label>(random() % 3)});
      company.principal_of["person:" + login] = "person:" + person->id.str();
      company.people.push_back(*person);
    }
    for (int i = 0; i < 6; ++i) {
      const std::string name = mark + "그룹" + std::to_string(i);
      const auto group = people_->add_group(name);
      company.principal_of["group:" + name] = "group:" + group->id.str();
      company.members[name];
    }
    for (int i = 0; i < 25; ++i) join_any(random, company);
    for (int i = 0; i < 10; ++i) intern_any(random, company);
    return company;
  }

  static const std::string& any_name(std::mt19937_64& random, const Company& company) {
    const auto at = static_cast<std::ptrdiff_t>(random() % company.principal_of.size());
    return std::next(company.principal_of.begin(), at)->first;
  }

  void join_any(std::mt19937_64& random, Company& company) {
    const auto at = static_cast<std::ptrdiff_t>(random() % company.members.size());
    const std::string& group = std::next(company.members.begin(), at)->first;
    const std::string& member = any_name(random, company);
    if (member == "everyone") return;
    const bool circle = member.starts_with("group:") && holds(company, member.substr(6), "group:" + group);
    const auto joined = people_->join(group, member);
    EXPECT_EQ(joined.has_value(), !circle) << group << " <- " << member;
    if (joined) company.members[group].insert(member);
  }

  void intern_any(std::mt19937_64& random, Company& company) {
    std::vector<std::string> principals;
    for (std::uint64_t i = random() % 4; i > 0; --i)
      principals.push_back(company.principal_of[any_name(random, company)]);
    company.permissions.push_back(intern(static_cast<Label>(random() % 3), principals));
  }

  // The slow obvious way down: is `member` the group itself or anywhere inside?
  static bool holds(const Company& company, const std::string& group, const std::string& member) {
    if (member == "group:" + group) return true;
    for (const std::string& inner : company.members.at(group)) {
      if (inner == member) return true;
      if (inner.starts_with("group:") && holds(company, inner.substr(6), member)) return true;
    }
    return false;
  }

  bool sees(const Company& company, const Person& person, const Permission& permission) {
    if (permission.label > person.clearance) return false;
    return std::ranges::any_of(company.principal_of, [&](const auto& entry) {
      const auto& [name, principal] = entry;
      if (std::ranges::find(permission.principals, principal) == permission.principals.end()) return false;
      if (name.starts_with("group:")) return holds(company, name.substr(6), "person:" + person.login);
      return name == "everyone" || name == "person:" + person.login;
    });
  }

  void check(const Company& company) {
    for (const Person& person : company.people) {
      const auto viewer = people_->viewer_of(person.id, "command line");
      ONGGI_ASSERT_OK(viewer);
      const auto visible = permissions_->visible_to(*viewer);
      ONGGI_ASSERT_OK(visible);
      EXPECT_TRUE(std::ranges::is_sorted(*visible));
      for (const PermissionId& id : company.permissions) {
        const bool expected = sees(company, person, *permissions_->get(id));
        EXPECT_EQ(std::ranges::find(*visible, id) != visible->end(), expected) << person.login << " " << id.str();
        EXPECT_EQ(*permissions_->is_visible(*viewer, id), expected);
      }
    }
  }
};
ONGGI_ON_ANY_DATABASE(VisibilityPropertyTest);

TEST_P(VisibilityPropertyTest, TheOneQueryEqualsTheSlowObviousWalk) {
  for (std::uint64_t seed = 1; seed <= 6 && !HasFailure(); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937_64 random(seed);
    check(make_company(random, "s" + std::to_string(seed)));
  }
}

TEST_P(PermissionsTest, OneLabelOfWhatAViewerSees) {
  const PermissionId open = intern(Label::open, {"everyone"}), sensitive = intern(Label::sensitive, {"everyone"});
  const PermissionId others = intern(Label::sensitive, {"person:someone"});
  const Viewer viewer{PersonId("p"), "kim", Role::reader, Label::sensitive, {"everyone"}, "test"};
  EXPECT_EQ(*permissions_->visible_to(viewer, Label::open), std::vector{open});
  EXPECT_EQ(*permissions_->visible_to(viewer, Label::sensitive), std::vector{sensitive});
  EXPECT_TRUE(permissions_->visible_to(viewer, Label::classified)->empty());
}

}  // namespace
}  // namespace onggi
